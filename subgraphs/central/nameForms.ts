// Names of people and publishers as they are compared: fourteen libraries write the same in many ways. Pure.
import { plain } from './plain.ts';
import { fold } from './searchTerms.ts';

const roles = [
  '编著',
  '译著',
  '编译',
  '编写',
  '编绘',
  '绘著',
  '改编',
  '选编',
  '主编',
  '总主编',
  '副主编',
  '编选',
  '选注',
  '选译',
  '校注',
  '校点',
  '点校',
  '校订',
  '评注',
  '译注',
  '注释',
  '整理',
  '口述',
  '执笔',
  '原著',
  '撰文',
  '绘图',
  '绘画',
  '插图',
  '摄影',
  '编纂',
  '编辑',
  '主审',
  '审订',
  '讲述',
  '著',
  '编',
  '译',
  '撰',
  '绘',
  '注',
  '校',
  '辑',
  '评',
].toSorted((left, right) => right.length - left.length); // prettier-ignore
/** What may also end a name: taken for a role only behind a space. */
const spacedRoles = ['文', '图', '文图', '图文', '书', '作', '写', '选', '审', '著者', '作者', '编者'];
/** 编著 is one role and two: of many there would be as many ways to read them as there are subsets. */
const roleTail = new RegExp(
  `(?<=..)(?<!\\s)\\s*(?:${roles.join('|')}){1,4}$|(?<!\\s)\\s+(?:${[...roles, ...spacedRoles].join('|')}){1,4}$`,
  'u',
);
const bracketed = /[([【〔][^)\]】〕]{0,200}[)\]】〕]/gu;

/** Who is named first in a statement of responsibility: those who wrote it, not who translated it. */
export function authorsOf(responsibility: string | null): string[] {
  const [first = ''] = fold(responsibility ?? '').split(';');
  return first
    .replace(bracketed, ' ')
    .split(/[,、/&]|(?<!\s)\s+(?:and|和)\s+/u)
    .flatMap(
      (name) =>
        personForm(
          name
            .trim()
            .replace(/(?:(?<![\s.])[\s.]*等)?(?<![\s.])[\s.]*$/u, '')
            .replace(roleTail, '')
            .replace(/(?<![\s.])[\s.]*等$/u, ''),
        ) || [],
    );
}

/** A name in one form: without nationality or dynasty, brackets, points; of a name in Latin letters the words in order. */
export function personForm(name: string): string {
  const folded = fold(name)
    .replace(bracketed, ' ')
    .replace(/^\s*by\s+/u, '');
  if (/\p{Script=Han}/u.test(folded)) {
    return plain(folded.replace(/[a-z][a-z.\s,'-]*/gu, (latin) => (plain(latin).length > 1 ? '' : latin)));
  }
  return (folded.match(/[\p{L}\p{N}]+/gu) ?? [])
    .filter((word) => !/^\d{4}$/.test(word))
    .toSorted()
    .join(' ');
}

/** Whether two lists of names have one in common: 马尔克斯 is also 加西亚·马尔克斯. */
export function peopleAlike(left: readonly string[], right: readonly string[]): 'SAME' | 'UNKNOWN' | 'DIFFERENT' {
  if (left.length === 0 || right.length === 0) return 'UNKNOWN';
  return left.some((one) => right.some((other) => isNameIn(one, other) || isNameIn(other, one))) ? 'SAME' : 'DIFFERENT';
}

function isNameIn(whole: string, part: string): boolean {
  return (
    whole === part ||
    (part.length > 2 && /\p{Script=Han}/u.test(part) && (whole.endsWith(part) || whole.startsWith(part)))
  );
}

const companyTail =
  /(?:(?:集团|出版社|出版|传媒|股份|有限|责任|公司|发行|总社)+|(?:ltd|inc|llc|co|gmbh|press|publishers?|publishing|books|company|limited|group))$/u;
/** Names that many publishers share with a place before them: 江苏人民 is not 人民. */
const commonNames =
  /^(?:人民|教育|科技|科学|科学技术|文艺|少年儿童|少儿|大学|美术|人民美术|古籍|文化|经济|音乐|工业|美术|技术|医药|旅游|新|中国|民族|画报|大众|文学|百科|摄影|外语|理工大学|师范大学)$/u;

/** Publishers in one form, without what says only that it is one: 人民文学 of 北京：人民文学出版社有限责任公司. */
export function publishersOf(publisher: string | null): string[] {
  const parts = fold(publisher ?? '')
    .replace(bracketed, ' ')
    .split(/[;,、/:]/u)
    .filter((part) => plain(part) !== '');
  // What stands before it may be a place.
  const sure = parts.filter((part) => /社|局|店|馆|公司|集团|press|publish/u.test(part));
  const named = sure.length > 0 ? sure : parts.slice(-1);
  const forms = named.map((name) => {
    let form = plain(name);
    while (companyTail.test(form) && form.replace(companyTail, '').length > 1) form = form.replace(companyTail, '');
    return form;
  });
  return [...new Set(forms.filter((form) => form !== ''))];
}

/** Whether two lists of publishers have one in common: 译文 is also 上海译文. */
export function publishersAlike(left: readonly string[], right: readonly string[]): 'SAME' | 'UNKNOWN' | 'DIFFERENT' {
  if (left.length === 0 || right.length === 0) return 'UNKNOWN';
  return left.some((one) => right.some((other) => isPublisherIn(one, other) || isPublisherIn(other, one)))
    ? 'SAME'
    : 'DIFFERENT';
}

function isPublisherIn(whole: string, part: string): boolean {
  return whole === part || (part.length > 1 && !commonNames.test(part) && whole.endsWith(part));
}
