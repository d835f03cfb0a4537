// What the catalogue keeps of a record: the fields of CNMARC (200) and MARC 21 (245) that mean the same, under one name. The CNMARC fields
// are those of the National Library's 《新版中国机读目录格式使用手册》: 010 ISBN and price, 200 title and responsibility, 205 edition,
// 210 publication, 215 extent, 225 series, 606 subjects, 690 CLC class, 701/702 people, 801 origin, 905 holdings.
import { CallerError } from '../errors.ts';
import { isMeantAsIsbn, toIsbn13 } from '../isbn.ts';
import type { BookFormat } from '../rules/rules.ts';
import { type AccessibleFormat, accessibleOf } from './accessible.ts';
import {
  controlOf,
  type DataField,
  fieldsOf,
  firstOf,
  flavourOf,
  MarcError,
  type MarcFlavour,
  type MarcRecord,
  valuesOf,
} from './record.ts';

export interface Contributor {
  name: string;
  /** As printed: 著, 译; null when the record does not say. */
  role: string | null;
}

/** One record, as a catalogue sees it. */
export interface Bibliographic {
  flavour: MarcFlavour;
  /** The library's own number of the record, field 001. */
  control: string | null;
  /** 13 digits, each once. */
  isbns: string[];
  /** What stands where an ISBN should be, and is none, with the reason. */
  badIsbns: { text: string; why: string }[];
  title: string;
  otherTitle: string | null;
  /** Which volume it is, as printed: 上册, 2. */
  volume: string | null;
  volumeTitle: string | null;
  responsibility: string | null;
  contributors: Contributor[];
  edition: string | null;
  place: string | null;
  publisher: string | null;
  year: number | null;
  extent: string | null;
  dimensions: string | null;
  series: string[];
  subjects: string[];
  classNumber: string | null;
  /** As printed, CNY 32.00. */
  price: string | null;
  format: BookFormat;
  accessible: AccessibleFormat[];
  /** Who made the record. */
  origin: string | null;
  /** Copies that the record names, by the library's mapping. */
  items: RecordItem[];
}

/** A copy as a record names it. */
export interface RecordItem {
  barcode: string;
  callNumber: string | null;
  location: string | null;
}

/** Where a library's records name its copies: a field, and what its subfields mean. */
export interface ItemMapping {
  tag: string;
  /** May be repeated: each is a copy. */
  barcode: string;
  location: string;
  /** The whole call number; where it is absent, class and running number are put together. */
  callNumber: string;
  classNumber: string;
  runningNumber: string;
}

/** 905 as most Chinese systems write it. */
export const defaultItemMapping: ItemMapping = {
  tag: '905',
  barcode: 'b',
  location: 'c',
  callNumber: 's',
  classNumber: 'd',
  runningNumber: 'e',
};

/**
 * The catalogue's view of a record.
 * @throws MarcError when it has no title field, or no title in it
 */
export function bibliographicOf(record: MarcRecord, mapping: ItemMapping = defaultItemMapping): Bibliographic {
  const flavour = flavourOf(record);
  if (!flavour) {
    throw new MarcError(
      '没有题名字段（CNMARC 200 或 MARC 21 245）。There is neither field 200 (CNMARC) nor 245 (MARC 21): a record without a title is not a book',
      0,
    );
  }
  const description = flavour === 'CNMARC' ? cnmarc(record) : marc21(record);
  if (description.title === '') {
    throw new MarcError(
      `字段 ${flavour === 'CNMARC' ? '200' : '245'} 的 $a 中没有题名。Field ${flavour === 'CNMARC' ? '200' : '245'} has no title in $a`,
      0,
    );
  }
  return {
    flavour,
    control: controlOf(record, '001')?.trim() || null,
    ...isbnsOf(fieldsOf(record, flavour === 'CNMARC' ? '010' : '020')),
    format: formatOf(record.leader),
    accessible: accessibleOf(record, [description.title, description.otherTitle, description.edition]),
    items: itemsOf(record, mapping),
    ...description,
  };
}

type Description = Omit<
  Bibliographic,
  'flavour' | 'control' | 'isbns' | 'badIsbns' | 'format' | 'accessible' | 'items'
>;

function cnmarc(record: MarcRecord): Description {
  const [title] = fieldsOf(record, '200');
  const all = (code: string) => (title ? valuesOf(title, code) : []);
  return {
    title: all('a')[0] ?? '',
    otherTitle: joined(all('e')),
    volume: joined(all('h')),
    volumeTitle: joined(all('i')),
    responsibility: joined([...all('f'), ...all('g')], '；'),
    contributors: ['701', '702'].flatMap((tag) => fieldsOf(record, tag)).flatMap((field) => cnmarcPerson(field)),
    edition: firstOf(record, '205', 'a'),
    place: firstOf(record, '210', 'a'),
    publisher: firstOf(record, '210', 'c'),
    year: yearOf(firstOf(record, '210', 'd')) ?? yearOf(firstOf(record, '100', 'a')?.slice(9, 13)),
    extent: firstOf(record, '215', 'a'),
    dimensions: firstOf(record, '215', 'd'),
    series: fieldsOf(record, '225').flatMap((field) => valuesOf(field, 'a')),
    subjects: fieldsOf(record, '606').flatMap((field) => subject(field, ['a', 'x', 'y', 'z'])),
    classNumber: firstOf(record, '690', 'a'),
    price: firstOf(record, '010', 'd'),
    origin: firstOf(record, '801', 'b'),
  };
}

/** 880: a field as the book itself has it, beside its romanised form; it takes the place of that. */
function inOwnScript(record: MarcRecord): MarcRecord {
  const own = new Map<string, DataField>(
    fieldsOf(record, '880').flatMap((field) => {
      const [, tag, number] = /^(\d{3})-(\d{2})/.exec(valuesOf(field, '6')[0] ?? '') ?? [];
      return tag && number && number !== '00' ? [[`${tag} 880-${number}`, field] as const] : [];
    }),
  );
  if (own.size === 0) return record;
  const fields = record.fields.map((field) => {
    const link = 'subfields' in field ? valuesOf(field, '6')[0]?.slice(0, 6) : undefined;
    const found = own.get(`${field.tag} ${link}`);
    return found ? { ...found, tag: field.tag } : field;
  });
  return { ...record, fields };
}

function marc21(romanised: MarcRecord): Description {
  const record = inOwnScript(romanised);
  const [title] = fieldsOf(record, '245');
  const all = (code: string) => (title ? valuesOf(title, code).map(unpunctuated) : []);
  const [published] = [...fieldsOf(record, '264'), ...fieldsOf(record, '260')];
  const publication = (code: string) => (published ? unpunctuatedOrNull(valuesOf(published, code)[0]) : null);
  return {
    title: all('a')[0] ?? '',
    otherTitle: joined(all('b')),
    volume: joined(all('n')),
    volumeTitle: joined(all('p')),
    responsibility: joined(all('c')),
    contributors: ['100', '700'].flatMap((tag) => fieldsOf(record, tag)).flatMap((field) => marc21Person(field)),
    edition: unpunctuatedOrNull(firstOf(record, '250', 'a')),
    place: publication('a'),
    publisher: publication('b'),
    year: yearOf(publication('c')) ?? yearOf(controlOf(record, '008')?.slice(7, 11)),
    extent: unpunctuatedOrNull(firstOf(record, '300', 'a')),
    dimensions: unpunctuatedOrNull(firstOf(record, '300', 'c')),
    series: fieldsOf(record, '490').flatMap((field) => valuesOf(field, 'a').map(unpunctuated)),
    subjects: fieldsOf(record, '650').flatMap((field) => subject(field, ['a', 'x', 'y', 'z'])),
    classNumber: clcOf(record),
    price: firstOf(record, '020', 'c'),
    origin: firstOf(record, '040', 'a'),
  };
}

/** 093 is the National Library's field for the CLC; elsewhere it is 084 with its source. */
function clcOf(record: MarcRecord): string | null {
  const marked = fieldsOf(record, '084').filter((field) =>
    valuesOf(field, '2').some((source) => /^cl[cs]$/i.test(source)),
  );
  return firstOf(record, '093', 'a') ?? marked.flatMap((field) => valuesOf(field, 'a'))[0] ?? null;
}

function cnmarcPerson(field: DataField): Contributor[] {
  const [name] = valuesOf(field, 'a');
  return name ? [{ name: name + (valuesOf(field, 'b')[0] ?? ''), role: valuesOf(field, '4')[0] ?? null }] : [];
}

function marc21Person(field: DataField): Contributor[] {
  const [name] = valuesOf(field, 'a');
  return name ? [{ name: unpunctuated(name), role: unpunctuatedOrNull(valuesOf(field, 'e')[0]) }] : [];
}

function subject(field: DataField, codes: readonly string[]): string[] {
  const parts = field.subfields.flatMap(({ code, value }) => (codes.includes(code) ? unpunctuated(value) || [] : []));
  return parts.length > 0 ? [parts.join('－')] : [];
}

/** Reads every 010/020 $a, and $z, which holds numbers that were cancelled, not at all. */
function isbnsOf(fields: readonly DataField[]): Pick<Bibliographic, 'isbns' | 'badIsbns'> {
  const isbns = new Set<string>();
  const badIsbns: Bibliographic['badIsbns'] = [];
  for (const text of fields.flatMap((field) => valuesOf(field, 'a')).flatMap(numbersIn)) {
    // Behind the number stands how it is bound, 平装 or (pbk.).
    const [number = ''] = /^(?:isbn(?:-1[03])?[:：]?)?[\s\d\-–—‐‑‒―－Xx]+/i.exec(text) ?? [text];
    try {
      isbns.add(toIsbn13(number));
    } catch (error) {
      if (!(error instanceof CallerError)) throw error;
      badIsbns.push({ text, why: error.message });
    }
  }
  return { isbns: [...isbns], badIsbns };
}

/** Several numbers that were written into one subfield, each by itself; digits of full width as such. */
function numbersIn(value: string): string[] {
  const text = value.replace(/[０-９Ｘｘ]/g, (letter) => letter.normalize('NFKC'));
  const numbers = text.split(/[;；,，、/]|\s(?=97[89][\d-]{10,}(?!\d))/).map((part) => part.trim());
  const isEach = numbers.length > 1 && numbers.every((number) => isMeantAsIsbn(number.replace(/[(（].*$/, '')));
  return isEach ? numbers : [text];
}

function itemsOf(record: MarcRecord, mapping: ItemMapping): RecordItem[] {
  return fieldsOf(record, mapping.tag).flatMap((field) => {
    const first = (code: string) => valuesOf(field, code)[0] ?? null;
    const numbers = [first(mapping.classNumber), first(mapping.runningNumber)].filter((part) => part !== null);
    const callNumber = first(mapping.callNumber) ?? (numbers.length > 0 ? numbers.join('/') : null);
    return valuesOf(field, mapping.barcode).map((barcode) => ({
      barcode,
      callNumber,
      location: first(mapping.location),
    }));
  });
}

/** By the leader: 06 what it is, 07 how it comes out. */
function formatOf(leader: string): BookFormat {
  const [kind = '', level = ''] = leader.slice(6, 8);
  if (level === 's') return 'PERIODICAL';
  if (kind === 'e' || kind === 'f') return 'MAP';
  return 'gijklmr'.includes(kind) && kind !== '' ? 'AUDIO_VISUAL' : 'BOOK';
}

function yearOf(text: string | null | undefined): number | null {
  const [digits] = /(1[4-9]|20)\d{2}/.exec(text ?? '') ?? [];
  return digits === undefined ? null : Number(digits);
}

/** Without the punctuation of ISBD that MARC 21 writes at the end of a subfield. */
function unpunctuated(text: string): string {
  return text
    .replace(/(?<![\s/:;,=])[\s/:;,=]+$/u, '')
    .replace(/(?<=\p{Script=Han}|[^.\s]{3})\.$/u, '')
    .trim();
}

function unpunctuatedOrNull(text: string | null | undefined): string | null {
  return text ? unpunctuated(text) || null : null;
}

function joined(parts: readonly string[], by = ' '): string | null {
  return parts.length > 0 ? parts.join(by) : null;
}
