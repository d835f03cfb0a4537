// What a copy can be; apart from its table, so that who only reads texts loads no database.
export const itemStatuses = [
  'AVAILABLE',
  'ON_LOAN',
  'ON_HOLD_SHELF',
  'PAGED',
  'IN_TRANSIT',
  'ON_ORDER',
  'IN_PROCESS',
  'REFERENCE_ONLY',
  'DAMAGED',
  'MISSING',
  'LOST',
  'WITHDRAWN',
  'UNKNOWN',
] as const;

export type ItemStatus = (typeof itemStatuses)[number];
