import type { CityHoldingsQuery } from '../../sdk/index.ts';

type Holdings = NonNullable<NonNullable<NonNullable<CityHoldingsQuery['book']>['holdings']>[number]>;
type Status = NonNullable<Extract<Holdings, { now: unknown }>['now']>['items']['nodes'][number]['status'];

/** Where a copy is, as the schema says it (`ItemStatus`). */
export const statusNames: Readonly<Record<Status, readonly [zh: string, en: string]>> = {
  AVAILABLE: ['在架', 'on the shelf'],
  ON_LOAN: ['借出', 'on loan'],
  ON_HOLD_SHELF: ['预约架', 'on the hold shelf'],
  PAGED: ['待取', 'being fetched'],
  IN_TRANSIT: ['在途', 'on its way'],
  ON_ORDER: ['订购中', 'on order'],
  IN_PROCESS: ['编目中', 'being catalogued'],
  REFERENCE_ONLY: ['仅供阅览', 'to be read here'],
  DAMAGED: ['破损', 'damaged'],
  MISSING: ['去向不明', 'missing'],
  LOST: ['丢失', 'lost'],
  WITHDRAWN: ['剔旧', 'withdrawn'],
  UNKNOWN: ['状态不明', 'unknown'],
};
