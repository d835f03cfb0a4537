// MARCXML (the Library of Congress' slim schema; MarcXchange, ISO 25577, has the same elements). A strict streaming parser: one that
// knows no entities but the five of XML and those of characters, and opens no files, so a file can neither grow nor reach out. A
// document that is not well-formed cannot be read past its fault; a record that is no record costs itself.
import { SaxesParser, type SaxesTagNS } from 'saxes';
import { longestRecord } from './iso2709.ts';
import { MarcError, type MarcField, type MarcRecord, type Subfield } from './record.ts';

/** One record of a file, or why there is none; after an `error` with `isLast` nothing more can be read. */
export type ReadXmlRecord = {
  number: number;
  /** Where its first tag begins, in characters. */
  offset: number;
  /** Where it has been read to. */
  end: number;
} & ({ record: MarcRecord } | { error: MarcError; isLast: boolean });

/** The text of one record may have as many characters. */
const mostCharacters = longestRecord * 4;
/** With its tags, and what stands between records, as many: the parser holds a text until it ends. */
const mostBetween = mostCharacters * 20;

interface Open {
  offset: number;
  leader: string;
  fields: MarcField[];
  characters: number;
  error: MarcError | null;
}

/**
 * Reads a stream of text in the memory of a few records.
 * @param source text, however it is cut
 */
export async function* readMarcXml(source: AsyncIterable<string>): AsyncGenerator<ReadXmlRecord> {
  const reader = createReader();
  for await (const chunk of source) {
    reader.write(chunk);
    reader.checkLength();
    yield* reader.taken();
    if (reader.isBroken()) {
      return;
    }
  }
  reader.close();
  yield* reader.taken();
}

/** A record as an element; `marcXmlHead` and `marcXmlTail` go around many. */
export function writeMarcXml({ leader, fields }: MarcRecord): string {
  const lines = fields.map((field) =>
    'value' in field
      ? `<controlfield tag="${escaped(field.tag)}">${escaped(field.value)}</controlfield>`
      : `<datafield tag="${escaped(field.tag)}" ind1="${escaped(field.indicators[0] ?? ' ')}" ind2="${escaped(field.indicators[1] ?? ' ')}">${field.subfields
          .map(({ code, value }) => `<subfield code="${escaped(code)}">${escaped(value)}</subfield>`)
          .join('')}</datafield>`,
  );
  return `<record><leader>${escaped(leader)}</leader>${lines.join('')}</record>\n`;
}

export const marcXmlHead =
  '<?xml version="1.0" encoding="UTF-8"?>\n<collection xmlns="http://www.loc.gov/MARC21/slim">\n';
export const marcXmlTail = '</collection>\n';

function createReader() {
  const parser = new SaxesParser({ xmlns: true });
  let ready: ReadXmlRecord[] = [];
  let number = 0;
  let tagOffset = 0;
  let open: Open | null = null;
  let text: string | null = null;
  let field: { tag: string; indicators: string; subfields: Subfield[] } | null = null;
  let code = '';
  let isBroken = false;
  let isDone = false;
  let takenTo = 0;

  const spoil = (message: string) => {
    if (open) open.error ??= new MarcError(message, parser.position - open.offset);
  };
  const breakOff = (message: string) => {
    if (isBroken) return;
    isBroken = true;
    number += 1;
    const offset = open?.offset ?? parser.position;
    const error = new MarcError(message, parser.position - offset);
    ready.push({ number, offset, end: parser.position, error, isLast: true });
  };
  parser.on('error', (error) => {
    breakOff(`XML 格式有误。It is not well-formed XML at ${error.message.replace(/\.$/, '')}`);
  });
  parser.on('doctype', () => parser.fail('a DOCTYPE is not allowed here'));
  // What comes after the name of a tag has been read by then.
  parser.on('opentagstart', ({ name }) => {
    tagOffset = parser.position - name.length - 2;
  });
  parser.on('opentag', (tag) => {
    if (isBroken) return;
    openTag(tag);
  });
  const addText = (piece: string) => {
    if (text === null || !open || isBroken) return;
    open.characters += piece.length;
    if (open.characters > mostCharacters) {
      spoil(`记录过长。The record has more than ${mostCharacters} characters`);
      text = '';
    } else {
      text += piece;
    }
  };
  parser.on('text', addText);
  parser.on('cdata', addText);
  parser.on('closetag', ({ local }) => {
    if (isBroken || !open) return;
    closeTag(local, open);
  });

  function openTag({ local, attributes }: SaxesTagNS): void {
    const value = (name: string) => attributes[name]?.value ?? '';
    if (local === 'record') {
      if (open) spoil('记录中套有记录。A record stands in a record');
      else open = { offset: tagOffset, leader: '', fields: [], characters: 0, error: null };
    } else if (open && (local === 'leader' || local === 'controlfield')) {
      text = '';
      field = { tag: value('tag'), indicators: '', subfields: [] };
    } else if (open && local === 'datafield') {
      field = { tag: value('tag'), indicators: `${value('ind1') || ' '}${value('ind2') || ' '}`, subfields: [] };
      if (!/^[0-9A-Za-z]{3}$/.test(field.tag))
        spoil(`字段号应为三个字符。A datafield has the tag "${field.tag}", which is not three characters`);
    } else if (open && local === 'subfield') {
      text = '';
      code = value('code');
      if (code.length !== 1)
        spoil(
          `子字段代码应为一个字符。A subfield of ${field?.tag ?? 'no field'} has the code "${code}", which is not one character`,
        );
    }
  }

  function closeTag(local: string, record: Open): void {
    switch (local) {
      case 'leader':
        record.leader = (text ?? '').padEnd(24).slice(0, 24);
        break;
      case 'controlfield':
        record.fields.push({ tag: field?.tag ?? '', value: text ?? '' });
        break;
      case 'subfield':
        field?.subfields.push({ code, value: text ?? '' });
        break;
      case 'datafield':
        if (field) record.fields.push(field);
        break;
      case 'record': {
        number += 1;
        const { offset, error, leader, fields } = record;
        const empty = fields.length === 0 ? new MarcError('记录没有字段。The record has no fields', 0) : null;
        const wrong = error ?? empty;
        const place = { number, offset, end: parser.position };
        ready.push(wrong ? { ...place, error: wrong, isLast: false } : { ...place, record: { leader, fields } });
        open = null;
        takenTo = parser.position;
        break;
      }
    }
    text = null;
    if (local !== 'subfield') field = null;
  }

  return {
    write: (chunk: string) => {
      if (!isBroken && !isDone) parser.write(chunk);
    },
    close: () => {
      isDone = true;
      if (!isBroken) parser.close();
    },
    isBroken: () => isBroken,
    checkLength: () => {
      if (parser.position - takenTo > mostBetween) {
        breakOff(`记录没有结束。No record ends within ${mostBetween} characters`);
      }
    },
    taken: () => {
      const records = ready;
      ready = [];
      return records;
    },
  };
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
/** Characters that XML 1.0 cannot have, written by nobody on purpose. */
// oxlint-disable-next-line no-control-regex
const impossible = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

function escaped(text: string): string {
  return text
    .replace(impossible, '')
    .replace(/[&<>"]/g, (character) => entities[character] ?? character)
    .replace(/\r/g, '&#13;');
}
