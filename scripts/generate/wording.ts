// Words for a book: titles by the patterns of its topic, people, sentences of a summary.
import { below, pick, pickEarly, type Random, randomOf } from './chance.ts';
import {
  foreignFamily,
  foreignGiven,
  givenCharacters,
  japaneseFamily,
  japaneseGiven,
  latinFamily,
  latinGiven,
  surnames,
} from './vocabulary/names.ts';
import { leads, places, type Topic } from './vocabulary/topics.ts';

const numerals = ['一', '两', '三', '五', '七', '九', '十', '十二', '二十四', '一百', '108', '365', '1000'];

/** Fills a pattern with the words of a topic. */
export function worded(random: Random, topic: Topic, pattern: string): string {
  return pattern.replace(/\{(\w)\}/g, (_, slot: string) => {
    switch (slot) {
      case 'm':
        return pick(random, topic.modifiers);
      case 'n':
        return pick(random, topic.nouns);
      case 'c':
        return pick(random, topic.things);
      case 'v':
        return pick(random, topic.verbs);
      case 'o':
        return pick(random, topic.others ?? topic.things);
      case 'p':
        return pickEarly(random, places, 1.5);
      case 'g':
        return pick(random, leads);
      case 'k':
        return pick(random, numerals);
      case 'f':
        return pick(random, foreignGiven);
      default:
        return chineseName(random);
    }
  });
}

export function chineseName(random: Random): string {
  const surname = pickEarly(random, surnames, 2);
  const given = pick(random, givenCharacters);
  return surname + given + (random() < 0.78 ? pick(random, givenCharacters) : '');
}

/** A foreign person as Chinese books print one; of Japanese, the family first. */
export function foreignName(random: Random, country: string): string {
  return country === '日'
    ? pick(random, japaneseFamily) + pick(random, japaneseGiven)
    : `${pick(random, foreignGiven)}·${pick(random, foreignFamily)}`;
}

export function latinName(random: Random): { given: string; family: string } {
  return { given: pick(random, latinGiven), family: pick(random, latinFamily) };
}

/** One of the people who write: some have written much, most one or two books. */
export function authorOf(seed: number, pool: number, random: Random, country: string | null): string {
  const number = Math.floor(random() ** 2.5 * pool);
  const own = randomOf(seed, country ?? 'author', number);
  return country ? foreignName(own, country) : chineseName(own);
}

const beginnings = ['本书', '本书以通俗的语言', '全书共分十章，', '作者结合多年经验，', '本书收录作者近年来的作品，'];
const ends = [
  '讲述了{n}的故事',
  '介绍了{n}的基本知识',
  '系统阐述了{n}与{n}的关系',
  '描绘了{p}的{n}',
  '为读者展现了{m}的{n}',
];

export function summaryOf(random: Random, topic: Topic): string {
  return `${pick(random, beginnings)}${worded(random, topic, pick(random, ends))}，${worded(random, topic, pick(random, ends))}。`;
}

const chineseDigits = '零一二三四五六七八九十';

/** As the volumes of a work are numbered, one way for all of them. */
export function volumeForm(random: Random, volumes: number): (volume: number) => string {
  if (volumes <= 3 && random() < 0.7) {
    const names = volumes === 2 ? ['上册', '下册'] : ['上册', '中册', '下册'];
    return (volume) => names[volume - 1] ?? '';
  }
  const forms = [
    (volume: number) => String(volume),
    (volume: number) => `第${chineseDigits[volume]}部`,
    (volume: number) => `第${chineseDigits[volume]}卷`,
    (volume: number) => `第${volume}册`,
    (volume: number) => `卷${chineseDigits[volume]}`,
  ];
  return forms[below(random, forms.length)] as (volume: number) => string;
}
