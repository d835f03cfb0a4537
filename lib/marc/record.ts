// A bibliographic record as it stands in a file: a leader and fields, whatever the format means by them.

export interface Subfield {
  code: string;
  value: string;
}

/** Fields 001 to 009 have a value; all others have two indicators and subfields. */
export type MarcField =
  | { tag: string; value: string }
  | { tag: string; indicators: string; subfields: readonly Subfield[] };

export type DataField = Extract<MarcField, { subfields: readonly Subfield[] }>;

export interface MarcRecord {
  /** 24 characters. Lengths in it mean nothing here: a writer counts anew. */
  leader: string;
  fields: readonly MarcField[];
}

/** CNMARC, the Chinese UNIMARC, has its title in 200; MARC 21 in 245. */
export type MarcFlavour = 'CNMARC' | 'MARC21';

/** What a record is written in; null for one that has neither title field. */
export function flavourOf({ fields }: MarcRecord): MarcFlavour | null {
  const has = (tag: string) => fields.some((field) => field.tag === tag);
  return has('200') ? 'CNMARC' : has('245') ? 'MARC21' : null;
}

/** The data fields with a tag, in their order. */
export function fieldsOf({ fields }: MarcRecord, tag: string): DataField[] {
  return fields.filter((field): field is DataField => field.tag === tag && 'subfields' in field);
}

/** The value of a control field; null when there is none. */
export function controlOf({ fields }: MarcRecord, tag: string): string | null {
  const field = fields.find((each) => each.tag === tag);
  return field && 'value' in field ? field.value : null;
}

/** The values of a subfield, trimmed, empty ones left out. */
export function valuesOf({ subfields }: DataField, code: string): string[] {
  return subfields.flatMap((subfield) => (subfield.code === code ? subfield.value.trim() || [] : []));
}

/** The first value of a subfield in the fields with a tag; null when there is none. */
export function firstOf(record: MarcRecord, tag: string, code: string): string | null {
  return fieldsOf(record, tag).flatMap((field) => valuesOf(field, code))[0] ?? null;
}

/** Why a record in a file cannot be read, and where. */
export class MarcError extends Error {
  /** From the beginning of the record. */
  readonly offset: number;

  constructor(message: string, offset: number) {
    super(message);
    this.name = 'MarcError';
    this.offset = offset;
  }
}
