// Workbooks for tests, as small or as wrong as they need to be.
import { deflateRawSync } from 'node:zlib';

/** An archive as a spreadsheet writes it, without check sums. */
export function archive(parts: Record<string, string | Buffer>): Buffer {
  const entries: { name: string; packed: Buffer; at: number }[] = [];
  const pieces: Buffer[] = [];
  let at = 0;
  for (const [name, content] of Object.entries(parts)) {
    const packed = deflateRawSync(content);
    const header = Buffer.alloc(30);
    header.writeUInt32LE(0x04034b50, 0);
    header.writeUInt16LE(8, 8);
    header.writeUInt32LE(packed.length, 18);
    header.writeUInt16LE(name.length, 26);
    entries.push({ name, packed, at });
    pieces.push(header, Buffer.from(name), packed);
    at += 30 + name.length + packed.length;
  }
  const start = at;
  for (const { name, packed, at: from } of entries) {
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(8, 10);
    entry.writeUInt32LE(packed.length, 20);
    entry.writeUInt16LE(name.length, 28);
    entry.writeUInt32LE(from, 42);
    pieces.push(entry, Buffer.from(name));
  }
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(start, 16);
  return Buffer.concat([...pieces, end]);
}

/** A sheet with these rows. */
export function sheetOf(rows: string): string {
  return `<?xml version="1.0"?><worksheet><sheetData>${rows}</sheetData></worksheet>`;
}

/** What a workbook has beside its sheet. */
export function frame(): Record<string, string> {
  return {
    'xl/workbook.xml':
      '<workbook xmlns:r="u"><sheets><sheet name="h" state="hidden" r:id="r0"/><sheet name="a" r:id="r1"/></sheets></workbook>',
    'xl/_rels/workbook.xml.rels':
      '<Relationships><Relationship Id="r1" Target="worksheets/sheet1.xml"/></Relationships>',
  };
}
