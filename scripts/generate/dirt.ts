// The errors of catalogues. Each kind befalls a record by chance of its own, so some records have several.
import { Converter } from 'opencc-js/cn2t';
import { randomSequence } from '../seed/random.ts';
import { below, between, pick, type Random } from './chance.ts';
import type { Description } from './describe.ts';
import { hyphened } from './isbns.ts';
import type { Edition } from './works.ts';

/** What stands wrong in a record; the last three are of its bytes. */
export const dirtKinds = [
  'NO_ISBN',
  'BAD_CHECK_DIGIT',
  'WRONG_ISBN',
  'ISBN_WITH_TEXT',
  'ROLE_WORD',
  'PERSON_FORM',
  'PUBLISHER_VARIANT',
  'NO_SUBTITLE',
  'SUBTITLE_IN_TITLE',
  'PUNCTUATION',
  'TYPO',
  'TRADITIONAL',
  'VOLUME_FORM',
  'VOLUME_IN_TITLE',
  'REPRINT_YEAR',
  'GB18030',
  'WRONG_LENGTHS',
  'NO_TERMINATOR',
] as const;

export type DirtKind = (typeof dirtKinds)[number];

/** Of the rate, this share. */
const shares: Record<DirtKind, number> = {
  NO_ISBN: 1,
  BAD_CHECK_DIGIT: 0.5,
  WRONG_ISBN: 0.1,
  ISBN_WITH_TEXT: 1,
  ROLE_WORD: 1,
  PERSON_FORM: 0.5,
  PUBLISHER_VARIANT: 1,
  NO_SUBTITLE: 1,
  SUBTITLE_IN_TITLE: 1,
  PUNCTUATION: 1,
  TYPO: 0.3,
  TRADITIONAL: 0.3,
  VOLUME_FORM: 2,
  VOLUME_IN_TITLE: 1,
  REPRINT_YEAR: 1,
  GB18030: 1,
  WRONG_LENGTHS: 0.5,
  NO_TERMINATOR: 0.2,
};

const traditional = Converter({ from: 'cn', to: 't' });
const rolesInstead: Record<string, string[]> = {
  著: ['编著', '作', '著作', '撰', ''],
  编: ['编著', '主编', '选编', ''],
  主编: ['编', '总主编', '编著'],
  编著: ['著', '编', '主编'],
  译: ['翻译', '译者', '译著', ''],
  图: ['绘', '插图', '绘画'],
  文: ['著', '撰文', '文字'],
  绘: ['图', '插图'],
};
const slips =
  '的地得在再做作那哪他她它象像已己以末未来莱人入大太天夫日曰土士王玉干千白百目自田由兰蓝园圆原源记纪历厉帐账';
const digits = '零一二三四五六七八九十';

interface Soiling {
  rate: number;
  edition: Edition;
  /** The ISBN of another book that a cataloguer's eye could fall on. */
  otherIsbn: string | null;
  /** No book is younger. */
  lastYear: number;
}

/** Changes a description as careless cataloguers do, and tells how; what is to be done to its bytes is only told. */
export function soil(description: Description, { rate, ...about }: Soiling, random: Random): DirtKind[] {
  const done: DirtKind[] = [];
  for (const kind of dirtKinds) {
    // Drawn for each kind, so one kind more or less changes nothing of the others.
    const isHit = random() < rate * shares[kind];
    const own = random();
    if (isHit && apply[kind](description, { ...about, random: randomSequence(own * 2 ** 32) })) done.push(kind);
  }
  return done;
}

type Apply = (description: Description, about: Omit<Soiling, 'rate'> & { random: Random }) => boolean;

const apply: Record<DirtKind, Apply> = {
  NO_ISBN: (description) => hadIsbn(description, () => []),
  BAD_CHECK_DIGIT: (description) =>
    hadIsbn(description, (isbn) => [isbn.slice(0, -1) + (isbn.endsWith('5') ? '6' : '5')]),
  WRONG_ISBN: (description, { otherIsbn }) => otherIsbn !== null && hadIsbn(description, () => [hyphened(otherIsbn)]),
  ISBN_WITH_TEXT: (description, { random }) =>
    hadIsbn(description, (isbn) => [`${isbn}${pick(random, ['(平装)', ' (精装)', '：', ' 平装'])}`]),
  ROLE_WORD: (description, { edition, random }) => {
    const roles = new Map(
      edition.people.map(({ role }) => [role, pick(random, rolesInstead[role] ?? [role])] as const),
    );
    const renamed = (text: string) => {
      const role = [...roles.keys()].find((each) => text.endsWith(each));
      return role === undefined ? text : text.slice(0, -role.length).trimEnd() + (roles.get(role) ?? '');
    };
    if (description.language === 'eng' || description.first === null) return false;
    description.first = renamed(description.first);
    description.others = description.others.map(renamed);
    description.people = description.people.map((person) => ({
      ...person,
      role: roles.get(person.role) || person.role,
    }));
    return true;
  },
  PERSON_FORM: (description, { random }) => {
    const { first } = description;
    if (first === null) return false;
    const forms = [first.replaceAll('，', ','), first.replaceAll('，', ' '), first.replace(/[(（].*?[)）]/g, '')];
    if (first.includes('，')) forms.push(first.replace(/，.*(?=[^，]{1,2}$)/, '等'));
    if (description.people.length > 0) forms.push(first.replace(/^\(([^)]+)\)/, '［$1］'));
    const other = forms.filter((form) => form !== first);
    if (other.length > 0) description.first = pick(random, other);
    return other.length > 0;
  },
  PUBLISHER_VARIANT: (description, { edition, random }) => {
    const { publisher } = description;
    const forms = [...edition.otherPublishers];
    if (description.language === 'chi') {
      forms.push(`${publisher}有限公司`, `${publisher}有限责任公司`, `${description.place}：${publisher}`);
      if (publisher.length > 6 && publisher.endsWith('出版社')) forms.push(publisher.slice(0, -3));
    } else {
      forms.push(`${publisher}, Inc.`, publisher.toUpperCase());
    }
    description.publisher = pick(random, forms);
    return true;
  },
  NO_SUBTITLE: (description) => {
    const had = description.subtitle !== null;
    description.subtitle = null;
    return had;
  },
  SUBTITLE_IN_TITLE: (description, { random }) => {
    if (description.subtitle === null) return false;
    description.title += pick(random, ['：', ':', ' : ', ' ', '——', '(']) + description.subtitle;
    if (/\([^)]*$/.test(description.title)) description.title += ')';
    description.subtitle = null;
    return true;
  },
  PUNCTUATION: (description, { random }) => {
    const { title } = description;
    const forms = [`《${title}》`, `${title}.`, title.replace(/，/g, ' '), ` ${title} /`];
    if (title.length > 4) forms.push(`${title.slice(0, 2)} ${title.slice(2)}`);
    description.title = pick(random, forms);
    return description.title !== title;
  },
  TYPO: (description, { random }) => {
    const characters = Array.from(description.title);
    if (characters.length < 4) return false;
    const at = below(random, characters.length);
    const slip = pick(random, Array.from(slips));
    const how = below(random, 3);
    characters.splice(at, how === 2 ? 0 : 1, ...(how === 1 ? [] : [slip]));
    const typed = characters.join('');
    const changed = typed !== description.title;
    description.title = typed;
    return changed;
  },
  TRADITIONAL: (description) => {
    if (description.language === 'eng') return false;
    const { title, subtitle, first, publisher } = description;
    description.title = traditional(title);
    description.subtitle = subtitle === null ? null : traditional(subtitle);
    description.first = first === null ? null : traditional(first);
    description.publisher = traditional(publisher);
    description.people = description.people.map((person) => ({ ...person, name: traditional(person.name) }));
    return true;
  },
  VOLUME_FORM: (description, { edition, random }) => {
    if (description.volume === null || edition.volume === null) return false;
    const { number, form } = edition.volume;
    const position = /^([上中下])册?$/.exec(form)?.[1];
    const forms = position
      ? [position, `${position}卷`, `(${position})`]
      : [String(number), `第${number}册`, `v.${number}`, digits[number] ?? '', `卷${digits[number]}`];
    description.volume = pick(random, forms);
    return description.volume !== form;
  },
  VOLUME_IN_TITLE: (description, { random }) => {
    if (description.volume === null) return false;
    const { volume } = description;
    description.title += volume.startsWith('(') ? volume : pick(random, [`(${volume})`, ` ${volume}`, `.${volume}`]);
    description.volume = null;
    return true;
  },
  REPRINT_YEAR: (description, { edition, lastYear, random }) => {
    const later = Math.min(8, lastYear - edition.year);
    if (later > 0) description.date = String(edition.year + between(random, 1, later));
    return later > 0;
  },
  GB18030: ({ language }) => language === 'chi',
  WRONG_LENGTHS: () => true,
  NO_TERMINATOR: () => true,
};

function hadIsbn(description: Description, change: (isbn: string) => string[]): boolean {
  const [isbn] = description.isbns;
  if (isbn === undefined) return false;
  description.isbns = change(isbn);
  return true;
}
