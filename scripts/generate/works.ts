// The editions of a city: what stands on their title pages, before any library describes them.

import { between, pick, type Random, randomOf, weighted } from './chance.ts';
import { foreignIsbn, isbnRegister } from './isbns.ts';
import { type CityOptions, type WorkShape, worksOf } from './plan.ts';
import { classics } from './vocabulary/literature.ts';
import { countries } from './vocabulary/names.ts';
import { foreignPublishers, type Publisher, publishers } from './vocabulary/publishers.ts';
import { latinTitles, type Topic, topics } from './vocabulary/topics.ts';
import { authorOf, latinName, summaryOf, volumeForm, worded } from './wording.ts';

/** A person as the title page names one: `(英)约翰·史密斯 著`. */
export interface Person {
  name: string;
  role: string;
  /** 英, 美; null for a Chinese one. */
  country: string | null;
}

export interface Edition {
  /** The truth that clustering has to find: records with the same id are one book. */
  id: string;
  work: number;
  language: 'chi' | 'eng';
  title: string;
  subtitle: string | null;
  /** Which volume, as printed, and as a number. */
  volume: { form: string; number: number } | null;
  people: readonly Person[];
  /** 第2版 */
  statement: string | null;
  publisher: string;
  place: string;
  /** Other forms of the publisher's name. */
  otherPublishers: readonly string[];
  year: number;
  priceFen: number;
  pages: number;
  size: string;
  series: string | null;
  subjects: readonly string[];
  classNumber: string;
  summary: string;
  /** 13 digits; null for books from before there were any. */
  isbn: string | null;
  /** Another title of the publisher had this number before. */
  isReused: boolean;
  audience: 'ADULT' | 'CHILDREN';
}

const firstYearOfIsbns = 1987;
const countryNames: Record<string, string> = {
  英: '英国',
  美: '美国',
  日: '日本',
  法: '法国',
  德: '德国',
  俄: '俄罗斯',
  加: '加拿大',
  澳: '澳大利亚',
  意: '意大利',
  西: '西班牙',
};
const pickTopic = weighted(topics, ({ weight }) => weight);
const pickCountry = weighted(countries, ([, , weight]) => weight);
const pickClass = new Map(topics.map((topic) => [topic, weighted(topic.classes, ({ weight }) => weight)]));
const pickLatinClass = weighted(latinTitles.classes, ({ weight }) => weight);
const publishersOf = new Map(
  [...new Set(topics.map(({ field }) => field))].map((field) => [
    field,
    weighted(
      publishers.filter(({ fields }) => fields === '' || fields.includes(field)),
      ({ weight }) => weight,
    ),
  ]),
);

/** All editions of a city, work by work, in the memory of one work. */
export function* editionsOf(options: CityOptions): Generator<{ shape: WorkShape; editions: Edition[] }> {
  const numbers = isbnNumbers(options);
  for (const shape of worksOf(options)) yield { shape, editions: editionsOfWork(options, shape, numbers) };
}

type Numbers = ReturnType<typeof isbnNumbers>;

/** ISBNs in the order of the editions; some stand on a second title of the publisher. */
function isbnNumbers({ seed, dirty }: CityOptions) {
  const register = isbnRegister();
  const last = new Map<string, { isbn: string; work: number }>();
  const foreignCounts = new Map<string, number>();
  return {
    chinese(publisher: Publisher, work: number): { isbn: string; isReused: boolean } {
      const before = last.get(publisher.name);
      const isReused = before !== undefined && before.work !== work && randomOf(seed, 'reused', work)() < dirty * 0.3;
      const isbn = isReused ? before.isbn : register(publisher);
      last.set(publisher.name, { isbn, work });
      return { isbn, isReused };
    },
    foreign(prefix: string): string {
      const count = (foreignCounts.get(prefix) ?? 0) + 1;
      foreignCounts.set(prefix, count);
      return foreignIsbn(prefix, count);
    },
  };
}

/** What all editions of a work have in common. */
type Work = Pick<Edition, 'title' | 'subtitle' | 'people' | 'subjects' | 'classNumber' | 'audience'> & { topic: Topic };

function editionsOfWork(options: CityOptions, shape: WorkShape, numbers: Numbers): Edition[] {
  const random = randomOf(options.seed, 'work', shape.work);
  if (shape.kind === 'SINGLE' && random() < 0.025) return [foreignEdition(options, shape, random, numbers)];
  const isClassic = random() < (shape.kind === 'EDITIONS' ? 0.2 : 0.004);
  const work = isClassic ? classicWork(options, random) : newWork(options, random);
  const form = shape.kind === 'VOLUMES' || shape.kind === 'SET_ISBN' ? volumeForm(random, shape.editions) : null;
  const editions: Edition[] = [];
  for (let index = 0; index < shape.editions; index++) {
    const before = editions.at(-1);
    const volume = form && { form: form(index + 1), number: index + 1 };
    const edition = { id: idOf(shape.first + index), work: shape.work, language: 'chi' as const, volume };
    editions.push({ ...edition, ...work, ...published(options, shape, { work, before, random, numbers }) });
  }
  return editions.map(({ topic: _, ...edition }: Edition & { topic?: Topic }) => edition);
}

function idOf(number: number): string {
  return `E${String(number + 1).padStart(8, '0')}`;
}

function newWork({ seed, titles }: CityOptions, random: Random): Work {
  const topic = pickTopic(random);
  const clc = (pickClass.get(topic) as typeof pickClass extends Map<Topic, infer Pick> ? Pick : never)(random);
  const [country, code] = topic.translated ? pickCountry(random) : [null, ''];
  const pool = Math.max(60, Math.round(titles / 5));
  const person = (role: string, from: string | null): Person => ({
    name: authorOf(seed, pool, random, from),
    role,
    country: from,
  });
  const people = [person(pick(random, topic.roles), country)];
  if (random() < 0.16) people.push(person(people[0]?.role ?? '著', country));
  if (topic.second && random() < 0.5) people.push(person(pick(random, topic.second), country));
  if (topic.translated) people.push(person('译', null));
  const subject = clc.subject.replace('@国', countryNames[country ?? ''] ?? '');
  return {
    topic,
    title: worded(random, topic, pick(random, topic.patterns)),
    subtitle: random() < 0.32 ? worded(random, topic, pick(random, topic.subtitles)) : null,
    people,
    classNumber: clc.number.replace('@', code),
    subjects: random() < 0.25 ? [subject, pick(random, topic.nouns)] : [subject],
    audience: topic.field === 'c' ? 'CHILDREN' : 'ADULT',
  };
}

function classicWork({ seed, titles }: CityOptions, random: Random): Work {
  const [title, statement, classNumber, subject] = pick(random, classics);
  const [, country = null, name = statement] = /^\((.+?)\)(.+)$/.exec(statement) ?? [];
  const isForeign = country !== null && !/[清明宋汉秋唐元]/.test(country);
  const people: Person[] = [{ name, role: title === '论语' || name === '编写组' ? '编' : '著', country }];
  const pool = Math.max(60, Math.round(titles / 5));
  if (isForeign) people.push({ name: authorOf(seed, pool, random, null), role: '译', country: null });
  else if (random() < 0.3) people.push({ name: authorOf(seed, pool, random, null), role: '校注', country: null });
  const topic = topics.find(({ field }) => field === (isForeign ? 'x' : 'I')) as Topic;
  const subtitle = random() < 0.3 ? pick(random, ['插图本', '青少版', '全本', '名著导读版', '注音版']) : null;
  return { topic, title, subtitle, people, classNumber, subjects: [subject], audience: 'ADULT' };
}

type Published = Omit<Edition, keyof Work | 'id' | 'work' | 'language' | 'volume'> & Partial<Pick<Edition, 'people'>>;

/** Volumes come out together; another edition comes out elsewhere, or later. */
function published(
  { day }: CityOptions,
  { kind, work: number }: WorkShape,
  { work, before, random, numbers }: { work: Work; before: Edition | undefined; random: Random; numbers: Numbers },
): Published {
  const { topic } = work;
  const isVolume = kind === 'VOLUMES' || kind === 'SET_ISBN';
  const lastYear = Number(day.slice(0, 4));
  const same = before && (isVolume || random() < 0.3);
  const publisher = (same && publishers.find(({ name }) => name === before.publisher)) || pickPublisher(topic, random);
  const year = yearOf(random, { lastYear, before: same ? before : undefined, isVolume });
  const pages = between(random, topic.pages[0], topic.pages[1]);
  const statement = same && !isVolume ? `第${between(random, 2, 4)}版` : (before?.statement ?? null);
  const described = {
    publisher: publisher.name,
    place: publisher.place,
    otherPublishers: publisher.otherNames,
    year,
    statement: isVolume ? (before?.statement ?? null) : statement,
    priceFen: priceOf(random, topic, lastYear - year),
    pages,
    size: before && isVolume ? before.size : pick(random, topic.size.split(' ')),
    series:
      before && isVolume ? before.series : random() < 0.42 ? worded(random, topic, pick(random, topic.series)) : null,
    summary: summaryOf(random, topic),
  };
  if (year < firstYearOfIsbns) return { ...described, isbn: null, isReused: false };
  if (before?.isbn && kind === 'SET_ISBN') return { ...described, isbn: before.isbn, isReused: before.isReused };
  return { ...described, ...numbers.chinese(publisher, number) };
}

function pickPublisher({ field }: Topic, random: Random): Publisher {
  return (publishersOf.get(field) as (random: Random) => Publisher)(random);
}

function yearOf(
  random: Random,
  { lastYear, before, isVolume }: { lastYear: number; before: Edition | undefined; isVolume: boolean },
): number {
  if (before && isVolume) return before.year;
  if (before) return Math.min(lastYear, before.year + between(random, 2, 8));
  return lastYear - Math.floor(random() ** 1.8 * 46);
}

/** Books were cheaper: some 5 % a year. */
function priceOf(random: Random, { price: [low, high] }: Topic, age: number): number {
  const today = low + random() ** 1.6 * (high - low);
  const then = today * 0.952 ** age;
  return Math.max(100, Math.round(then / 100) * 100 - (random() < 0.3 ? 20 : 0));
}

/** A book in English. */
function foreignEdition({ day }: CityOptions, shape: WorkShape, random: Random, numbers: Numbers): Edition {
  const [publisher, place, prefix] = pick(random, foreignPublishers);
  const clc = pickLatinClass(random);
  const { given, family } = latinName(random);
  const [noun, other] = [pick(random, latinTitles.nouns), pick(random, latinTitles.nouns)];
  const titles = [
    `The ${pick(random, latinTitles.adjectives)} ${noun}`,
    `${noun} and ${other}`,
    `A ${noun} of ${family}`,
  ];
  return {
    id: idOf(shape.first),
    work: shape.work,
    language: 'eng',
    title: pick(random, titles),
    subtitle: random() < 0.3 ? `a ${pick(random, ['novel', 'history', 'reader', 'guide', 'memoir'])}` : null,
    volume: null,
    people: [{ name: `${family}, ${given}`, role: 'author', country: null }],
    statement: random() < 0.15 ? `${between(random, 2, 5)}th ed.` : null,
    publisher,
    place,
    otherPublishers: [],
    year: Number(day.slice(0, 4)) - Math.floor(random() ** 1.4 * 30),
    priceFen: between(random, 60, 320) * 100,
    pages: between(random, 120, 640),
    size: pick(random, ['20 cm', '21 cm', '24 cm']),
    series: null,
    subjects: [clc.subject],
    classNumber: clc.number,
    summary: `${noun}, ${other}.`,
    isbn: numbers.foreign(prefix),
    isReused: false,
    audience: 'ADULT',
  };
}
