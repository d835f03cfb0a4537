// The way of a parcel as a pure function of what was told about it. Events may come twice, late and in any order: they are put
// into the order of their own times, and each is a step if the table below has it there; what is no step changes nothing.
export const parcelStatuses = [
  'CREATED',
  'ACCEPTED',
  'PICKED_UP',
  'IN_TRANSIT',
  'OUT_FOR_DELIVERY',
  'DELIVERED',
  'AUTO_SIGNED',
  'REFUSED',
  'RETURNED_TO_SENDER',
  'LOST',
  'DAMAGED',
  'CANCELLED',
] as const;

export type ParcelStatus = (typeof parcelStatuses)[number];

/** What a courier, or a branch in its stead, can tell; AUTO_SIGNED is the network's own. */
export const parcelEvents = [
  'PICKED_UP',
  'IN_TRANSIT',
  'OUT_FOR_DELIVERY',
  'DELIVERED',
  'REFUSED',
  'RETURNED_TO_SENDER',
  'DAMAGED',
  'LOST',
  'AUTO_SIGNED',
] as const;

export type ParcelEventName = (typeof parcelEvents)[number];

/** What can happen to a parcel that a courier has taken along. */
const ends = ['DELIVERED', 'REFUSED', 'RETURNED_TO_SENDER', 'DAMAGED', 'LOST'] as const;

/**
 * What may follow. A status without an entry is the last one. A courier need not tell every step, and what counts as signed for may
 * still be told of.
 */
export const parcelSteps: Partial<Record<ParcelStatus, readonly ParcelStatus[]>> = {
  CREATED: ['ACCEPTED', 'CANCELLED'],
  ACCEPTED: ['PICKED_UP', 'IN_TRANSIT', 'OUT_FOR_DELIVERY', ...ends],
  PICKED_UP: ['IN_TRANSIT', 'OUT_FOR_DELIVERY', 'AUTO_SIGNED', ...ends],
  IN_TRANSIT: ['OUT_FOR_DELIVERY', 'AUTO_SIGNED', ...ends],
  OUT_FOR_DELIVERY: ['AUTO_SIGNED', ...ends],
  AUTO_SIGNED: ends,
  REFUSED: ['RETURNED_TO_SENDER', 'DAMAGED', 'LOST'],
};

/** Days after which a parcel that was shipped counts as signed for. */
export const autoSignDays = 10;

const dayMs = 86_400_000;
const autoSignMs = autoSignDays * dayMs;

/** The courier has it, or had it when it was lost. */
const onTheWay = new Set<ParcelStatus>(['PICKED_UP', 'IN_TRANSIT', 'OUT_FOR_DELIVERY']);
/** The other end has it. */
const arrived = new Set<ParcelStatus>(['DELIVERED', 'AUTO_SIGNED']);
/** It will not come to the other end. */
const failed = new Set<ParcelStatus>(['REFUSED', 'RETURNED_TO_SENDER', 'DAMAGED', 'LOST']);

export const isOnTheWay = (status: ParcelStatus): boolean => onTheWay.has(status);
export const hasArrived = (status: ParcelStatus): boolean => arrived.has(status);
export const hasFailed = (status: ParcelStatus): boolean => failed.has(status);

/** Whether a step is one of the table. */
export function isStep(from: ParcelStatus, to: ParcelStatus): boolean {
  return parcelSteps[from]?.includes(to) ?? false;
}

export interface Told {
  event: ParcelEventName;
  at: Date;
}

/** Where a parcel is by all that was told. */
export interface Way {
  status: ParcelStatus;
  /** When the courier took it along: the earliest that was told of its way. */
  shippedAt: Date | null;
  /** When it ended. */
  endedAt: Date | null;
}

/**
 * The way of a parcel that was accepted at a moment. The same for the same set of events, however often and in whatever order
 * they came. Nothing happened before the acceptance: a courier's clock that says so is wrong. AUTO_SIGNED says that the days are
 * over; it holds if nothing else has ended the way, and is always dated from the shipping.
 */
export function wayOf(acceptedAt: Date, told: readonly Told[]): Way {
  const events = told
    .filter(({ event }) => event !== 'AUTO_SIGNED')
    .map(({ event, at }) => ({ event, at: Math.max(at.getTime(), acceptedAt.getTime()) }))
    .toSorted((a, b) => a.at - b.at || parcelEvents.indexOf(a.event) - parcelEvents.indexOf(b.event));
  let status: ParcelStatus = 'ACCEPTED';
  let endedAt: number | null = null;
  for (const { event, at } of events) {
    if (isStep(status, event)) {
      // Refused and brought back is one end, the one at the door.
      endedAt ??= onTheWay.has(event) ? null : at;
      status = event;
    }
  }
  const shippedAt = events[0]?.at ?? null;
  if (shippedAt !== null && isStep(status, 'AUTO_SIGNED') && told.some(({ event }) => event === 'AUTO_SIGNED')) {
    status = 'AUTO_SIGNED';
    endedAt = shippedAt + autoSignMs;
  }
  return { status, shippedAt: momentOf(shippedAt), endedAt: momentOf(endedAt) };
}

/** When a parcel that is on its way to a reader counts as signed for; null where nothing ends by itself. */
export function autoSignAt({ status, shippedAt }: Way): Date | null {
  return shippedAt && onTheWay.has(status) ? new Date(shippedAt.getTime() + autoSignMs) : null;
}

function momentOf(time: number | null): Date | null {
  return time === null ? null : new Date(time);
}
