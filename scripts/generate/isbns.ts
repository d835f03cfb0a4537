// Numbers as publishers use them up: of each publisher's prefixes, then of prefixes that nobody in the vocabulary has.
import { type Publisher, publishers } from './vocabulary/publishers.ts';

/** Digits of an ISBN behind the group 978-7: registrant and title have eight. */
const digitsOfBody = 8;
/** With this step the numbers of a prefix come in no visible order, and each once. */
const step = 7_919;

/** Gives every book its ISBN, 13 digits, each once; the books of one city are asked for in one order. */
export function isbnRegister(): (publisher: Publisher) => string {
  const taken = new Set(publishers.flatMap(({ prefixes }) => prefixes));
  let nextFree = 6_000;
  const freePrefix = (): string => {
    while (taken.has(String(nextFree))) nextFree += 1;
    taken.add(String(nextFree));
    return String(nextFree);
  };
  const ownPrefixes = new Map<string, string[]>();
  // Some publishers share a prefix, so what is used up is counted for the prefix.
  const used = new Map<string, number>();
  const isUsedUp = (prefix: string) => (used.get(prefix) ?? 0) >= capacityOf(prefix);
  return (publisher) => {
    const prefixes = ownPrefixes.get(publisher.name) ?? [...publisher.prefixes];
    ownPrefixes.set(publisher.name, prefixes);
    while (prefixes[0] !== undefined && isUsedUp(prefixes[0])) prefixes.shift();
    const prefix = prefixes[0] ?? freePrefix();
    if (prefixes.length === 0) prefixes.push(prefix);
    const count = (used.get(prefix) ?? 0) + 1;
    used.set(prefix, count);
    const title = String((count * step) % capacityOf(prefix)).padStart(digitsOfBody - prefix.length, '0');
    return withCheckDigit(`9787${prefix}${title}`);
  };
}

/** One of another country: `prefix` has the group in it. */
export function foreignIsbn(prefix: string, number: number): string {
  const length = 9 - prefix.length;
  return withCheckDigit(`978${prefix}${String((number * step) % 10 ** length).padStart(length, '0')}`);
}

/** Twelve digits and the thirteenth. */
export function withCheckDigit(body: string): string {
  let sum = 0;
  for (let index = 0; index < 12; index++) sum += Number(body[index]) * (index % 2 === 0 ? 1 : 3);
  return body + String((10 - (sum % 10)) % 10);
}

/** With hyphens, as most catalogues write a Chinese one: 978-7-02-000220-7. */
export function hyphened(isbn: string): string {
  if (!isbn.startsWith('9787')) return isbn;
  const registrant = registrantLength(isbn.slice(4, 6));
  return ['978', '7', isbn.slice(4, 4 + registrant), isbn.slice(4 + registrant, 12), isbn.slice(12)].join('-');
}

/** ISBN-10 of a number that begins with 978. */
export function tenDigits(isbn: string): string {
  const body = isbn.slice(3, 12);
  let sum = 0;
  for (let index = 0; index < 9; index++) sum += Number(body[index]) * (10 - index);
  const check = (11 - (sum % 11)) % 11;
  return body + (check === 10 ? 'X' : String(check));
}

function capacityOf(prefix: string): number {
  return 10 ** (digitsOfBody - prefix.length);
}

/** Of group 7: 00–09, 100–499, 5000–7999, 80000–89999, 900000–. */
function registrantLength(two: string): number {
  const first = Number(two[0]);
  if (first === 0) return 2;
  if (first < 5) return 3;
  if (first < 8) return 4;
  return first === 8 ? 5 : 6;
}
