// Each service has its colour, on every picture the same; white letters are legible on all of them (WCAG 2.2, 1.4.3).
const known: Readonly<Record<string, string>> = {
  central: '#1f6b46',
  districts: '#1d5fa8',
  bookstores: '#a8480f',
  lending: '#6d3fa9',
};
const others = ['#8a1f56', '#0f6a72', '#6b5a00', '#4a4a9c', '#a02c2c', '#3f6212'];

export function colourOf(subgraph: string): string {
  const name = subgraph.toLowerCase();
  const sum = [...name].reduce((total, letter) => total + (letter.codePointAt(0) ?? 0), 0);
  return known[name] ?? others[sum % others.length] ?? '#444';
}
