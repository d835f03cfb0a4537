// A description as a record: CNMARC, or MARC 21 for books in English. 801 and 040 name 样例 as who made it: no search looks there.
import type { DataField, MarcField, MarcRecord, Subfield } from '../../lib/marc/record.ts';
import type { DescribedPerson, Description } from './describe.ts';

/** The copies of one place under one call number. */
export interface RecordCopies {
  library: string;
  location: string;
  classNumber: string;
  runningNumber: string;
  barcodes: readonly string[];
}

export interface RecordParts {
  control: string;
  /** When it was made, `20150312`. */
  entered: string;
  /** Four digits, for the coded field: of the book, whatever is printed. */
  year: number;
  description: Description;
  copies: readonly RecordCopies[];
}

const maker = '样例';

export function marcOf(parts: RecordParts): MarcRecord {
  return parts.description.language === 'eng' ? marc21(parts) : cnmarc(parts);
}

function cnmarc({ control, entered, year, description, copies }: RecordParts): MarcRecord {
  const { isbns, price, title, subtitle, volume, first, others, people } = description;
  const isTranslated = people.some(({ country }) => country !== null);
  return {
    leader: '00000nam2 2200000   450 ',
    fields: [
      { tag: '001', value: control },
      { tag: '005', value: `${entered}120000.0` },
      isbns.length > 0
        ? isbns.map((isbn, index) => field('010', '  ', { a: isbn, d: index === 0 ? price : null }))
        : field('010', '  ', { d: price }),
      field('100', '  ', { a: `${entered}d${year}    em y0chiy50      ea` }),
      field('101', isTranslated ? '1 ' : '0 ', { a: 'chi' }),
      field('102', '  ', { a: 'CN' }),
      field('105', '  ', { a: 'y   z   000yy' }),
      field('200', '1 ', { a: title, e: subtitle, f: first, g: others, h: volume }, 'aehfg'),
      field('205', '  ', { a: description.statement }),
      field('210', '  ', { a: description.place, c: description.publisher, d: description.date }),
      field('215', '  ', { a: description.extent, d: description.size.replace('cm', 'cm') }),
      field('225', '2 ', { a: description.series }),
      field('330', '  ', { a: description.summary }),
      description.subjects.map((subject) => field('606', '0 ', headingOf(subject))),
      field('690', '  ', { a: description.classNumber, v: '5' }),
      people.map((person, index) => cnmarcPerson(person, index === 0 ? '701' : '702')),
      field('801', ' 0', { a: 'CN', b: maker, c: entered }),
      copies.map(copiesField),
    ]
      .flat()
      .filter((each) => 'value' in each || each.subfields.length > 0),
  };
}

function marc21({ control, entered, year, description, copies }: RecordParts): MarcRecord {
  const { isbns, title, subtitle, first, people, statement, series } = description;
  const [author] = people;
  return {
    leader: '00000nam a2200000 i 4500',
    fields: [
      { tag: '001', value: control },
      { tag: '005', value: `${entered}120000.0` },
      { tag: '008', value: `${entered.slice(2)}s${year}    xxu           000 0 eng d` },
      isbns.map((isbn) => field('020', '  ', { a: isbn, c: description.price })),
      field('040', '  ', { a: maker, b: 'eng' }),
      field('041', '0 ', { a: 'eng' }),
      field('084', '  ', { a: description.classNumber, 2: 'clc' }),
      field('100', '1 ', { a: author ? `${author.name},` : null, e: author ? `${author.role}.` : null }),
      field('245', '10', {
        a: `${title}${subtitle === null ? ' /' : ' :'}`,
        b: subtitle === null ? null : `${subtitle} /`,
        c: first === null ? null : `${first}.`,
      }),
      field('250', '  ', { a: statement }),
      field('264', ' 1', { a: `${description.place} :`, b: `${description.publisher},`, c: `${description.date}.` }),
      field('300', '  ', { a: `${description.extent} ;`, c: description.size }),
      field('490', '0 ', { a: series }),
      description.subjects.map((subject) => field('650', ' 0', { a: `${subject}.` })),
      copies.map(copiesField),
    ]
      .flat()
      .filter((each): each is MarcField => 'value' in each || each.subfields.length > 0),
  };
}

function headingOf(subject: string): Record<string, string | string[]> {
  const [head = '', ...rest] = subject.split('－');
  return { a: head, x: rest };
}

function cnmarcPerson({ name, role, country }: DescribedPerson, tag: string): DataField {
  return field(tag, ' 0', { c: country && `(${country})`, a: name, 4: role }, 'ca4');
}

function copiesField({ library, location, classNumber, runningNumber, barcodes }: RecordCopies): DataField {
  return field('905', '  ', { a: library, b: barcodes, c: location, d: classNumber, e: runningNumber });
}

/** Subfields by their codes, in this order or that of `order`; those that are null are left out. */
function field(
  tag: string,
  indicators: string,
  values: Readonly<Record<string, string | null | readonly string[]>>,
  order?: string,
): DataField {
  const codes = order ? Array.from(order) : Object.keys(values);
  const subfields = codes.flatMap((code): Subfield[] => {
    const value = values[code] ?? null;
    const all = value === null ? [] : typeof value === 'string' ? [value] : value;
    return all.map((each) => ({ code, value: each }));
  });
  return { tag, indicators, subfields };
}
