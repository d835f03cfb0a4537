// The order of the ways to a book: a sum of parts, each of which is told. Pure.
import type { Failure } from '../../lib/failures.ts';
import type { Choice } from './fulfilmentChoice.ts';
import type { Source } from './fulfilmentSources.ts';
import type { FulfilmentKind, FulfilmentState, Proximity, QuotaEffect, ScoreCode } from './types.generated.ts';

/** One way to one book, before it is compared with others. */
export interface Way {
  kind: FulfilmentKind;
  state: FulfilmentState;
  branchId: string | null;
  storeId: string | null;
  proximity: Proximity | null;
  copies: number | null;
  earliest: string | null;
  /** What the reader pays; null when unknown. */
  freightFen: number | null;
  listPriceFen: number | null;
  payer: string | null;
  loanDays: number | null;
  effect: QuotaEffect | null;
  failures: Failure[];
  sources: Source[];
}

export interface ScorePart {
  code: ScoreCode;
  points: number;
  said: { ZH: string; EN: string };
}

export interface RankedOption extends Way {
  rank: number;
  score: number;
  because: ScorePart[];
}

type Weights = Pick<Choice, 'timeWeight' | 'distanceWeight' | 'costWeight' | 'collectionWeight' | 'certaintyWeight'>;

/** In the order in which equal ones are told. */
export const kinds: readonly FulfilmentKind[] = [
  'ON_SHELF',
  'PARCEL',
  'HOLD',
  'BUY_IN_STORE',
  'BUY_AND_COURIER',
  'NONE',
];

/** More than all weights together: a way that is open goes before one that is not, whatever else speaks for that. */
const statePoints: Record<FulfilmentState, number> = { POSSIBLE: 300, NEEDS_REVIEW: 200, UNKNOWN: 100, REFUSED: 0 };

/** A book that comes so many days from now, or later, is not early at all. */
const horizonDays = 30;
/** A freight of so much, or more, is not cheap at all; in fen. */
const dearFen = 2_000;
/** The most places of one kind that are told. */
const mostOfKind = 3;

/**
 * Ways in their order, the three best of each kind: by their score, then by their kind, then by the id of their place. No two ways of
 * a book are equal in all three, so the order is total.
 */
export function ranked(ways: readonly Way[], weights: Weights, today: string): RankedOption[] {
  const scored = ways
    .map((way) => {
      const because = partsOf(way, weights, today);
      return { ...way, because, score: because.reduce((sum, { points }) => sum + points, 0) };
    })
    .toSorted(
      (one, other) =>
        other.score - one.score ||
        kinds.indexOf(one.kind) - kinds.indexOf(other.kind) ||
        compare(placeOf(one), placeOf(other)),
    );
  const told = new Map<FulfilmentKind, number>();
  return scored
    .filter(({ kind }) => {
      told.set(kind, (told.get(kind) ?? 0) + 1);
      return (told.get(kind) ?? 0) <= mostOfKind;
    })
    .map((option, index) => ({ ...option, rank: index + 1 }));
}

function partsOf(way: Way, weights: Weights, today: string): ScorePart[] {
  const { kind, state, earliest, freightFen, sources } = way;
  const parts = [part('STATE', statePoints[state], 1, stateWords[state])];
  if (kind === 'NONE') return parts;
  const days = earliest === null ? horizonDays : daysBetween(today, earliest);
  const isBrought = kind === 'PARCEL' || kind === 'BUY_AND_COURIER';
  const silent = sources.filter((source) => source.state === 'UNKNOWN');
  return [
    ...parts,
    part(
      'TIME',
      weights.timeWeight,
      1 - days / horizonDays,
      earliest === null
        ? ['最早日期未知', 'nobody can say when']
        : [`最早 ${earliest}`, `on ${earliest} at the earliest`],
    ),
    part('DISTANCE', weights.distanceWeight, ...nearness(way, isBrought)),
    part(
      'COST',
      weights.costWeight,
      freightFen === null ? 0 : 1 - freightFen / dearFen,
      freightFen === null
        ? ['运费未知', 'nobody can say the freight']
        : [`运费 ${yuan(freightFen)} 元`, `freight ${yuan(freightFen)} CNY`],
    ),
    kind === 'BUY_IN_STORE' || kind === 'BUY_AND_COURIER'
      ? part('COLLECTION', weights.collectionWeight, 0, ['须由图书馆新购', 'the library would have to buy it'])
      : part('COLLECTION', weights.collectionWeight, 1, ['馆藏图书', 'the city has it']),
    silent.length === 0
      ? part('CERTAINTY', weights.certaintyWeight, 1, ['各方均为实时信息', 'everybody has answered now'])
      : part('CERTAINTY', weights.certaintyWeight, 0, [
          `${nameAll(silent)} 无实时信息`,
          `not live: ${nameAll(silent)}`,
        ]),
  ];
}

/** A weight, and which share of it counts, from 0 to 1. */
function part(code: ScoreCode, weight: number, share: number, [zh, en]: Said): ScorePart {
  return { code, points: Math.round(weight * Math.min(1, Math.max(0, share))), said: { ZH: zh, EN: en } };
}

type Said = readonly [zh: string, en: string];

const stateWords: Record<FulfilmentState, Said> = {
  POSSIBLE: ['可行', 'possible'],
  NEEDS_REVIEW: ['须馆员审核', 'a librarian would decide'],
  UNKNOWN: ['暂不能确定', 'nobody can say now'],
  REFUSED: ['不可行', 'refused'],
};

/** Where nobody has told how far it is, it counts as elsewhere in the city. */
function nearness({ kind, proximity }: Way, isBrought: boolean): readonly [share: number, said: Said] {
  if (isBrought) return [1, ['送到家', 'brought to the door']];
  if (kind === 'HOLD') return [0.75, ['可到任一分馆取书', 'fetched at any branch']];
  switch (proximity) {
    case 'SAME_BRANCH':
      return [1, ['就在该馆', 'in this branch']];
    case 'SAME_DISTRICT':
      return [0.75, ['同区', 'in the same district']];
    case 'ELSEWHERE':
      return [0.25, ['在其他区', 'in another district']];
    default:
      return [0.25, ['距离未知', 'nobody has told how far']];
  }
}

function placeOf({ branchId, storeId }: Way): string {
  return branchId ?? storeId ?? '';
}

function nameAll(sources: readonly Source[]): string {
  return sources.map(({ kind, storeId }) => storeId ?? kind).join(', ');
}

function yuan(fen: number): string {
  return (fen / 100).toFixed(2);
}

function daysBetween(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / 86_400_000;
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
