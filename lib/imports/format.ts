// What a file is, by its own bytes: names and headers are wrong too often. A file that cannot be imported is told by its name, with
// what to do about it.
import { CallerError } from '../errors.ts';

export const importFormats = ['ISO2709', 'MARCXML', 'CSV', 'JSON', 'XLSX'] as const;
export type ImportFormat = (typeof importFormats)[number];

/** So much of a file's beginning tells what it is. */
export const headBytes = 64 * 1024;

export interface DetectedFormat {
  format: ImportFormat;
  /** The format is that of what is inside. */
  isGzip: boolean;
}

/** A file that is not imported; `message` says what it is and what to do. */
export class FormatError extends CallerError {
  constructor(message: string) {
    super('BAD_USER_INPUT', message, { argument: 'file' });
    this.name = 'FormatError';
  }
}

export function isGzip(head: Uint8Array): boolean {
  return head[0] === 0x1f && head[1] === 0x8b;
}

/**
 * The format of a file that is not compressed.
 * @param head its first bytes, up to `headBytes`
 * @throws FormatError for what is no import, in Chinese and English
 */
export function formatOf(head: Buffer): ImportFormat {
  if (head.length === 0) {
    throw new FormatError('文件是空的。The file is empty: it has no bytes at all. Export it again.');
  }
  const foreign = signatures.find(({ magic }) => head.subarray(0, magic.length).equals(magic));
  if (foreign) return foreign.isXlsx?.(head) ? 'XLSX' : refuse(foreign.told);
  const text = textOf(head);
  if (text.trim() === '') refuse(blank);
  if (isIso2709(head)) return 'ISO2709';
  const begin = text.trimStart();
  if (begin.startsWith('<')) return xmlFormat(begin);
  if (begin.startsWith('{') || begin.startsWith('[')) return 'JSON';
  if (/^(=LDR|=\d{3}|LDR )/m.test(begin.slice(0, 2_000))) refuse(mnemonic);
  // A text has no control characters but these; a list has columns.
  // oxlint-disable-next-line no-control-regex
  if (/[\u0000-\u0008\u000e-\u001f]/.test(text)) refuse(binary);
  const [line = ''] = begin.split(/\r\n|\r|\n/, 1);
  if (!/[,;\t|，；]/.test(line)) {
    refuse(
      `看不出这是什么文件。The file is none of ${importFormats.join(', ')}: it begins "${begin.slice(0, 60).replaceAll(/\s+/g, ' ')}". A list has a first line with the names of its columns, separated by commas.`,
    );
  }
  return 'CSV';
}

/** The format by its name as a person writes it; null for `auto`. */
export function namedFormat(name: string): ImportFormat | null {
  const wanted = name.toUpperCase().replaceAll(/[\s_-]/g, '');
  if (wanted === 'AUTO' || wanted === '') return null;
  const found = importFormats.find((format) => format === (synonyms[wanted] ?? wanted));
  if (!found) {
    throw new CallerError(
      'BAD_USER_INPUT',
      `没有格式“${name}”。There is no format "${name}"; there is auto, ${importFormats.join(', ').toLowerCase()}.`,
      { argument: 'format' },
    );
  }
  return found;
}

const synonyms: Readonly<Record<string, ImportFormat>> = {
  MARC: 'ISO2709',
  MRC: 'ISO2709',
  ISO: 'ISO2709',
  CNMARC: 'ISO2709',
  MARC21: 'ISO2709',
  XML: 'MARCXML',
  JSONL: 'JSON',
  TSV: 'CSV',
};

interface Signature {
  magic: Buffer;
  told: string;
  isXlsx?: (head: Buffer) => boolean;
}

const blank = '文件只有空白。The file has nothing but blanks. Export it again.';
const mnemonic =
  '这是 MARC 的文本显示形式，请导出为 ISO 2709（.mrc/.iso）。The file shows MARC as text, a line for each field: export it as ISO 2709 (.mrc, .iso) or MARCXML.';
const binary = `看不出这是什么文件。The file is none of ${importFormats.join(', ')}: it has bytes that no text has. Export it again as one of these.`;

const signatures: readonly Signature[] = [
  {
    magic: Buffer.from('PK\u0003\u0004'),
    told: '这是 ZIP 压缩包，请先解压。The file is a ZIP archive: unpack it first and send the file in it.',
    isXlsx: (head) => /xl\/|\[Content_Types\]\.xml/.test(head.toString('latin1')),
  },
  {
    magic: Buffer.from('PK\u0005\u0006'),
    told: '这是空的 ZIP 压缩包。The file is a ZIP archive with nothing in it.',
  },
  {
    magic: Buffer.from([0xd0, 0xcf, 0x11, 0xe0]),
    told: '这是旧版 Excel（.xls），请另存为 .xlsx。The file is an old Excel workbook (.xls): save it as .xlsx or CSV.',
  },
  { magic: Buffer.from('%PDF'), told: '这是 PDF。The file is a PDF: have the data exported as MARC or as a list.' },
  { magic: Buffer.from('Rar!'), told: '这是 RAR 压缩包，请先解压。The file is a RAR archive: unpack it first.' },
  {
    magic: Buffer.from([0x37, 0x7a, 0xbc, 0xaf]),
    told: '这是 7z 压缩包，请先解压。The file is a 7z archive: unpack it first.',
  },
  {
    magic: Buffer.from([0x28, 0xb5, 0x2f, 0xfd]),
    told: '这是 Zstandard 压缩文件，请先解压。The file is compressed with Zstandard: unpack it first, or compress it with gzip.',
  },
  {
    magic: Buffer.from('BZh'),
    told: '这是 bzip2 压缩文件，请先解压。The file is compressed with bzip2: unpack it first, or compress it with gzip.',
  },
];

function refuse(message: string): never {
  throw new FormatError(message);
}

/** A leader at the beginning, or the separators that only ISO 2709 has: files begin with damage, too. */
function isIso2709(head: Buffer): boolean {
  const begin = head
    .toString('latin1', 0, 200)
    .trimStart()
    .replace(/^\u00ef\u00bb\u00bf/, '');
  return /^\d{5}[\x20-\x7e]{7}\d{5}/.test(begin) || (head.includes(0x1e) && head.includes(0x1f));
}

function xmlFormat(begin: string): ImportFormat {
  const root = /<(?![?!])\s*([\w:.-]+)/.exec(begin)?.[1] ?? '';
  const local = root.replace(/^.*:/, '').toLowerCase();
  if (local === 'collection' || local === 'record') return 'MARCXML';
  if (local === 'html' || /^<!doctype html/i.test(begin)) {
    refuse(
      '这是网页，不是数据文件；多半是登录页或出错页。The file is a web page, most likely one that asks to sign in or tells an error: download the data again.',
    );
  }
  return refuse(
    `XML 的根元素是 <${root}>，MARCXML 应为 <collection>。The file is XML with the root <${root}>; MARCXML has <collection>, or one <record>.`,
  );
}

/** What of the beginning is text, whatever its encoding: for a look at it only. */
function textOf(head: Buffer): string {
  if (head[0] === 0xff && head[1] === 0xfe) return head.toString('utf16le').replace(/^\ufeff/, '');
  if (head[0] === 0xfe && head[1] === 0xff)
    return Buffer.from(head.subarray(0, head.length & ~1))
      .swap16()
      .toString('utf16le')
      .replace(/^\ufeff/, '');
  return head.toString('latin1').replace(/^\u00ef\u00bb\u00bf/, '');
}
