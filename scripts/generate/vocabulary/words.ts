// How the vocabularies are written: words between spaces.

/** A class of the CLC: its number, how many books beside others of its topic, and its subject heading. */
export interface TopicClass {
  number: string;
  weight: number;
  subject: string;
}

export function words(text: string): string[] {
  return text.trim().split(/\s+/);
}

/** Lines of a number, a weight and the parts of a heading. */
export function classesOf(text: string): TopicClass[] {
  return text
    .trim()
    .split('\n')
    .map((line) => {
      const [number = '', weight = '1', ...heading] = words(line);
      return { number, weight: Number(weight), subject: heading.join('－') };
    });
}
