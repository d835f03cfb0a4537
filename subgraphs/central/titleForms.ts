// Titles, volumes, editions and extents as they are compared: fourteen libraries write the same in many ways. Pure.
import { plain } from './plain.ts';
import { fold } from './searchTerms.ts';

/** A title, taken apart. */
export interface TitleForm {
  /** The title proper, without volume, edition and other title. */
  title: string;
  /** The beginning of a title proper that a space divides, 三体 of 三体 典藏版; null where none does. */
  stem: string | null;
  /** Other title and the title of the volume, together; null when there is none. */
  subtitle: string | null;
  /** See `volumeForm`. */
  volume: string | null;
  edition: number | null;
}

interface TitleText {
  title: string;
  otherTitle: string | null;
  volume: string | null;
  volumeTitle: string | null;
  edition?: string | null;
}

const numeral = '[\\d〇零一二三四五六七八九十百]+';
const unit = '(?:分册|分卷|册|卷|部|辑|集|编)';
/** Said of the record, not of the book: the general material designation, a set's `全三册`. */
const medium = /^(?:专著|图书|普通图书|m|汇编|text|electronic resource|electronic book|文本)$/u;
const wholeSet = new RegExp(`^(?:套装)?(?:全|共|套装)${numeral}(?:册|卷|本|部)?$|^上[中、,]*下${unit}?$`, 'u');
const editionText = new RegExp(`^第?(${numeral})版$`, 'u');

const editionTail = new RegExp(`^(.{2,}?)[\\s.,·、]{0,9}第(${numeral})版$`, 'u');
const setTail = new RegExp(`^(.{2,}?)[\\s.,·、]{0,9}(?:全|共|套装)${numeral}(?:册|卷|本)$`, 'u');

/** Where a volume stands at the end of a title: first those that cannot be anything else. */
const certainTails = [
  new RegExp(`^(.+?)[\\s.,·、]{0,9}(第${numeral}${unit}(?:[\\s.,]{0,9}[上中下]${unit}?)?)$`, 'u'),
  new RegExp(`^(.+?)[\\s.,·、]{0,9}([上中下]${unit})$`, 'u'),
  new RegExp(`^(.+?)[\\s.,·、]{0,9}(卷(?:[上中下]|${numeral}))$`, 'u'),
  /^(.+?)[\s.,]{1,9}((?:volume|vol|v|part|pt|book|bk|no)[.\s]{0,9}(?:\d+|[ivx]+))$/u,
];
const likelyTails = [
  /^(.+?)[\s.,·、]{1,9}([上中下]|[一二三四五六七八九十]{1,3}|[ivx]{1,4}|\d{1,3})$/u,
  /^(.*\p{Script=Han})(\d{1,2})$/u,
];

/** A title with what belongs to it, wherever a library has written it: 上册 in $h or at the end of $a, an other title in $a or in $e. */
export function titleForm(text: TitleText): TitleForm {
  const found = { volume: text.volume ? volumeForm(text.volume) : null, edition: editionForm(text.edition ?? null) };
  const others: string[] = [];
  const [head, rest] = divided(withoutBrackets(fold(text.title), found, others));
  others.unshift(...rest);
  const proper = withoutTail(head.trim(), found);
  for (const other of [text.otherTitle, text.volumeTitle].map((each) => fold(each ?? '').trim())) {
    if (other === '' || wholeSet.test(other)) continue;
    const volume = isCertainVolume(other) ? volumeForm(other) : null;
    if (volume) found.volume ??= volume;
    else others.push(other);
  }
  const [first = '', ...more] = proper.split(/\s+/u);
  const stem = plain(first);
  return {
    title: plain(proper) || plain(text.title) || fold(text.title).trim(),
    stem: more.length > 0 && stem.length > 1 ? stem : null,
    subtitle: others.map(plain).join('') || null,
    ...found,
  };
}

type Found = Pick<TitleForm, 'volume' | 'edition'>;

const likelyVolume = new RegExp(`^(?:[上中下]|${numeral}|[ivx]{1,4})$`, 'u');
const certainVolume = new RegExp(
  `^(?:第${numeral}${unit}|${numeral}${unit}|[上中下]${unit}|[卷册]\\s*(?:[上中下]|${numeral})|(?:volume|vol|v)[.\\s]*(?:\\d+|[ivx]+))$`,
  'u',
);

/** Takes what stands in brackets for what it is; a title that is all brackets stays. */
function withoutBrackets(title: string, found: Found, others: string[]): string {
  const inside: string[] = [];
  const outside = title.replace(/[([【〔]([^)\]】〕]{0,200})[)\]】〕]/gu, (_, text: string, at: number) => {
    if (at > 0) inside.push(text.trim());
    return ' ';
  });
  if (plain(outside) === '') {
    return title;
  }
  for (const text of inside) {
    const edition = editionText.exec(text);
    const volume = volumeForm(text);
    if (text === '' || medium.test(text) || wholeSet.test(text)) continue;
    if (edition) found.edition ??= numberForm(edition[1] ?? '');
    else if (volume && isVolume(text)) found.volume ??= volume;
    else others.push(text);
  }
  return outside;
}

/** What stands before and behind the first colon, equals sign or dash. */
function divided(title: string): [string, string[]] {
  const [head = '', ...rest] = title.split(/(?<!\s)\s*(?:[:=/]|[—–]+)\s*|(?<!\s)\s+-+\s+/u);
  return plain(head).length < 2 ? [title, []] : [head, rest.filter((part) => plain(part) !== '')];
}

/** Takes volume and edition from the end of a title. */
function withoutTail(title: string, found: Found): string {
  const edition = editionTail.exec(title);
  if (edition) {
    found.edition ??= numberForm(edition[2] ?? '');
    return withoutTail((edition[1] ?? '').trim(), found);
  }
  const set = setTail.exec(title);
  if (set) {
    return withoutTail((set[1] ?? '').trim(), found);
  }
  for (const [index, tail] of [...certainTails, ...likelyTails].entries()) {
    const [, name = '', text = ''] = tail.exec(title) ?? [];
    const volume = text === '' ? null : volumeForm(text);
    if (!volume || plain(name).length < 2) continue;
    const isSaid = found.volume !== null && volumesAlike(found.volume, volume) !== 'DIFFERENT';
    // 英语 2 with volume 3 in its own field is a title that ends in a number.
    if (found.volume !== null && !isSaid && index >= certainTails.length) continue;
    found.volume = found.volume === null || isSaid ? (found.volume ?? volume) : `${volume}.${found.volume}`;
    return editionTail.test(name.trim()) ? withoutTail(name.trim(), found) : name.trim();
  }
  return title;
}

function isVolume(text: string): boolean {
  return isCertainVolume(text) || likelyVolume.test(text);
}

function isCertainVolume(text: string): boolean {
  return certainVolume.test(text);
}

const volumeOfVolume = new RegExp(
  `^(.*[\\d一二三四五六七八九十]\\s*${unit})[\\s.,·]*([上中下]${unit}?|第${numeral}${unit})$`,
  'u',
);
const unitTail = new RegExp(`(?<=.)(?:${unit}|部分|篇|本)$`, 'u');

/**
 * Which volume it is, in one form: `1` for 上册, 上, 卷一, 第1卷, v.1 and I; `mid` for 中, `last` for 下, which may be the second or the
 * third; another designation as its letters. Null for nothing, and for a whole set.
 */
export function volumeForm(text: string): string | null {
  const folded = fold(text)
    .trim()
    .replace(/^[([【]+|(?<![)\]】])[)\]】]+$/gu, '')
    .trim();
  if (wholeSet.test(folded)) {
    return null;
  }
  // 第3卷上册: a volume of a volume.
  const [, outer, inner] = volumeOfVolume.exec(folded) ?? [];
  if (outer && inner) {
    return `${volumeForm(outer) ?? ''}.${volumeForm(inner) ?? ''}`;
  }
  const letters = plain(folded);
  const core = letters
    .replace(/^(?:第|之|volume|vol|v(?=\d|[ivx])|no(?=\d)|part|pt(?=\d)|book|bk(?=\d)|[卷册部编集辑](?=.))/u, '')
    .replace(unitTail, '');
  const position = { 上: '1', 中: 'mid', 下: 'last', 首: '1' }[core];
  const number = position ? null : numberForm(core);
  return position ?? (number === null ? letters || null : String(number));
}

/** Whether two volumes are the same: LIKELY of 下 and 2, UNKNOWN where one says nothing. */
export function volumesAlike(left: string | null, right: string | null): 'SAME' | 'LIKELY' | 'UNKNOWN' | 'DIFFERENT' {
  if (left === right) return 'SAME';
  if (left === null || right === null) return 'UNKNOWN';
  const pair = [left, right].toSorted().join(' ');
  if (pair === '2 mid') return 'SAME';
  return pair === '2 last' || pair === '3 last' ? 'LIKELY' : 'DIFFERENT';
}

const editionStart = new RegExp(`^第?(${numeral})(?:版|st|nd|rd|th)`, 'u');

/** The number of an edition: 2 of 第2版, 2nd ed.; null where none is said, or only 修订版. */
export function editionForm(text: string | null): number | null {
  const folded = fold(text ?? '').replace(/\s+/g, '');
  if (folded.startsWith('初版')) return 1;
  const [, number] = editionStart.exec(folded) ?? [];
  return number === undefined ? null : numberForm(number);
}

/** The pages of an extent, `12, 351页`; null for one of several volumes. */
export function pagesOf(extent: string | null): number | null {
  const [, pages] = /(?<!\d)(\d+)\s*(?:页|頁|p\b|pages)/iu.exec(extent ?? '') ?? [];
  return pages === undefined ? null : Number(pages);
}

const digits = new Map(Array.from('零一二三四五六七八九', (character, index) => [character, index]));
const romans = ['i', 'ii', 'iii', 'iv', 'v', 'vi', 'vii', 'viii', 'ix', 'x', 'xi', 'xii'];

/** 12 of 12, 十二 and xii; null for what is no number. */
function numberForm(text: string): number | null {
  if (/^\d{1,4}$/.test(text)) {
    return Number(text);
  }
  if (romans.includes(text)) {
    return romans.indexOf(text) + 1;
  }
  const chinese = text.replaceAll('〇', '零');
  if (!/^[零一二三四五六七八九十百]+$/u.test(chinese)) {
    return null;
  }
  if (!/[十百]/u.test(chinese)) {
    return Number(Array.from(chinese, (character) => digits.get(character)).join(''));
  }
  const [, hundreds, tens, ones] = /^(?:(.)百零?)?(?:(.?)十)?(.?)$/u.exec(chinese) ?? [];
  const tenCount = tens === undefined ? 0 : (digits.get(tens) ?? 1);
  return (digits.get(hundreds ?? '') ?? 0) * 100 + tenCount * 10 + (digits.get(ones ?? '') ?? 0);
}
