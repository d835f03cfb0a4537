// What a library writes of an edition: the same book, in the habits of whoever made the record. Nothing here is an error.
import { pick, type Random, randomOf } from './chance.ts';
import { hyphened, tenDigits } from './isbns.ts';
import type { Edition, Person } from './works.ts';

/** A record before it has fields. */
export interface Description {
  language: Edition['language'];
  /** As written, with hyphens or without. */
  isbns: string[];
  price: string;
  title: string;
  subtitle: string | null;
  volume: string | null;
  /** Who wrote it, and who translated or drew: 张三，李四著. */
  first: string | null;
  others: string[];
  people: DescribedPerson[];
  statement: string | null;
  place: string;
  publisher: string;
  /** As printed: 2015, 2015.3. */
  date: string;
  extent: string;
  size: string;
  series: string | null;
  subjects: string[];
  classNumber: string;
  summary: string | null;
}

export interface DescribedPerson {
  name: string;
  role: string;
  country: string | null;
}

const originals = 2;

/** Most libraries take over one of two records that others made; `library` is its place in the network. */
export function describe(seed: number, edition: Edition, number: number, library: number): Description {
  const own = randomOf(seed, 'description', number, library);
  const original = randomOf(seed, 'original', number, Math.floor(own() * originals));
  return edition.language === 'eng' ? english(edition, own) : chinese(edition, original, own);
}

function chinese(edition: Edition, original: Random, own: Random): Description {
  const month = 1 + Math.floor(original() * 12);
  const date = pick(original, [String(edition.year), `${edition.year}.${month}`, `${edition.year}年${month}月`]);
  const isShort = original() < 0.25;
  const statements = statementsOf(edition.people, original() < 0.3 ? ' ' : '');
  return {
    language: 'chi',
    isbns: edition.isbn === null ? [] : [isbnText(edition.isbn, edition.year, own)],
    price: `CNY${(edition.priceFen / 100).toFixed(2)}`,
    title: edition.title,
    subtitle: edition.subtitle,
    volume: edition.volume?.form ?? null,
    first: statements[0] ?? null,
    others: statements.slice(1),
    people: edition.people.map((person) => describedPerson(person, original)),
    statement: edition.statement,
    place: edition.place,
    publisher: edition.publisher,
    date,
    extent: original() < 0.15 ? `${2 + Math.floor(original() * 12)}, ${edition.pages}页` : `${edition.pages}页`,
    size: edition.size,
    series: isShort ? null : edition.series,
    subjects: isShort ? edition.subjects.slice(0, 1) : [...edition.subjects],
    classNumber: edition.classNumber,
    summary: isShort ? null : edition.summary,
  };
}

/** People of one role together, as the title page has them. */
function statementsOf(people: readonly Person[], gap: string): string[] {
  const byRole = Map.groupBy(people, ({ role }) => role);
  return [...byRole].map(([role, persons]) => `${persons.map(printed).join('，')}${gap}${role}`);
}

function printed({ name, country }: Person): string {
  return country ? `(${country})${name}` : name;
}

/** Of a foreign name a heading has the family alone, or the whole. */
function describedPerson({ name, role, country }: Person, random: Random): DescribedPerson {
  const family = name.split('·').at(-1) ?? name;
  return { name: country && random() < 0.5 ? family : name, role, country };
}

function isbnText(isbn: string, year: number, random: Random): string {
  if (year < 2007 && random() < 0.5) return tenDigits(isbn);
  return random() < 0.7 ? hyphened(isbn) : isbn;
}

function english(edition: Edition, own: Random): Description {
  const [person] = edition.people;
  const [family = '', given = ''] = (person?.name ?? '').split(', ');
  return {
    language: 'eng',
    isbns: edition.isbn === null ? [] : [own() < 0.3 ? tenDigits(edition.isbn) : edition.isbn],
    price: `CNY${(edition.priceFen / 100).toFixed(2)}`,
    title: edition.title,
    subtitle: edition.subtitle,
    volume: null,
    first: `${given} ${family}`,
    others: [],
    people: edition.people.map(({ name, role, country }) => ({ name, role, country })),
    statement: edition.statement,
    place: edition.place,
    publisher: edition.publisher,
    date: own() < 0.3 ? `c${edition.year}` : String(edition.year),
    extent: `${edition.pages} p.`,
    size: edition.size,
    series: edition.series,
    subjects: [...edition.subjects],
    classNumber: edition.classNumber,
    summary: edition.summary,
  };
}
