// Couriers and what their systems tell: signed messages, each taken once. A message is looked at in this order: size and rate by the
// gateway, then signature, age, content, number of the parcel. What a courier may not know it is not told.
import { UniqueConstraintViolationException } from '@mikro-orm/core';
import { authorise } from '../../lib/actions.ts';
import { CallerError } from '../../lib/errors.ts';
import { checkText, contentHash } from '../../lib/inputs.ts';
import { type EntityManager, transact } from '../../lib/orm.ts';
import { createSecret, isSigned } from '../../lib/webhook-signature.ts';
import type { Context } from './context.ts';
import { Courier, Parcel } from './parcelEntities.ts';
import { type ParcelEventName, parcelEvents } from './parcelEvents.ts';
import { afterwards, checkMoment, keepEvent, keepOnce } from './parcelMoves.ts';

/** What a courier's system sends. */
export interface CourierMessage {
  courier: string;
  /** The headers of the Standard Webhooks specification. */
  id: string;
  timestamp: string;
  signature: string;
  body: string;
}

/** All couriers, by their codes. */
export function couriers({ em }: Pick<Context, 'em'>): Promise<Courier[]> {
  return em.find(Courier, {}, { orderBy: { id: 'asc' } });
}

/** @throws CallerError NOT_FOUND, naming the couriers that there are */
export async function existingCourier(em: EntityManager, id: string): Promise<Courier> {
  const known = await em.find(Courier, {}, { orderBy: { id: 'asc' } });
  const courier = known.find((each) => each.id === id.trim());
  if (!courier) {
    const list = known.map((each) => each.id).join(', ') || 'none yet';
    throw new CallerError(
      'NOT_FOUND',
      `没有快递公司“${id}”。There is no courier "${id}". The couriers are: ${list}; an administrator adds one with "registerCourier".`,
      { argument: 'courier' },
    );
  }
  return courier;
}

/**
 * Adds a courier. Its secret is told this once.
 * @throws CallerError CONFLICT when there is one of that code
 */
export async function registerCourier(ctx: Context, { id: code, name }: { id: string; name: string }) {
  authorise(ctx.identity, 'courier.manage');
  const id = code.trim();
  if (!/^[A-Z][A-Z0-9]{1,19}$/.test(id)) {
    throw new CallerError(
      'BAD_USER_INPUT',
      `“id”为 2 至 20 个大写字母或数字，如 SF。"id" has 2 to 20 capital letters and digits, "SF"; "${code}" is none.`,
      { argument: 'id' },
    );
  }
  const secret = createSecret();
  const row = { id, name: checkText('name', name, 50), secret, createdAt: ctx.now, secretAt: ctx.now };
  try {
    return { courier: await transact(ctx, async (em) => em.create(Courier, row)), secret };
  } catch (error) {
    if (!(error instanceof UniqueConstraintViolationException)) throw error;
    throw new CallerError(
      'CONFLICT',
      `已有快递公司“${id}”。There is a courier "${id}": "renewCourierSecret" gives it a new secret.`,
      { argument: 'id' },
    );
  }
}

/** Gives a courier a new secret, told this once; the old one is good for nothing from now on. */
export async function renewCourierSecret(ctx: Context, id: string) {
  authorise(ctx.identity, 'courier.manage');
  await existingCourier(ctx.em, id);
  const secret = createSecret();
  await transact(ctx, (em) => em.nativeUpdate(Courier, { id: id.trim() }, { secret, secretAt: ctx.now }));
  return { courier: await existingCourier(ctx.em, id), secret };
}

/**
 * Takes a message of a courier's system; the same one again is taken as it is.
 * @throws CallerError UNAUTHENTICATED for a courier, signature or age that is not right, BAD_USER_INPUT for a content that cannot be,
 *   NOT_FOUND for a number that no parcel has (yet), CONFLICT for a known event with another content
 */
export async function receiveCourierEvent(ctx: Context, message: CourierMessage): Promise<boolean> {
  const { courier: id, body } = message;
  const courier = await ctx.em.findOne(Courier, { id }, { populate: ['secret'] });
  // The same work for a courier that there is not: the answer tells nothing.
  const isGenuine = isSigned(courier?.secret ?? nobody, message, ctx.now);
  if (!courier || !isGenuine) {
    throw new CallerError(
      'UNAUTHENTICATED',
      'The message is not signed with the secret of this courier, or not of the last five minutes: sign `webhook-id.webhook-timestamp.body` as the Standard Webhooks specification says.',
    );
  }
  const { trackingNumber, ...event } = readEvent(body, ctx.now);
  const parcel = await ctx.em.findOne(Parcel, { courierId: id, trackingNumber });
  if (!parcel) {
    throw new CallerError(
      'NOT_FOUND',
      `No parcel of ${id} has the number "${trackingNumber}" yet: send the event again later.`,
      { argument: 'trackingNumber' },
    );
  }
  const hash = contentHash({ trackingNumber, event: event.event, at: event.at.toISOString() });
  const told = { ...event, origin: `courier:${id}`, contentHash: hash, actor: 'COURIER' };
  const kept = await keepOnce(ctx, told, parcel.id, async (em, locked) => {
    await keepEvent(em, ctx.now, locked, told);
    return true;
  });
  if (kept) {
    await afterwards(ctx, parcel.id, []);
  }
  return true;
}

const nobody = createSecret();

/** @throws CallerError BAD_USER_INPUT that names the part which is wrong */
function readEvent(body: string, now: Date) {
  const given = parseObject(body);
  const text = (name: string, limit: number) => {
    const value = given[name];
    if (typeof value !== 'string') {
      throw wrong(name, `"${name}" is a text; it is ${value === undefined ? 'missing' : typeof value}.`);
    }
    return checkText(name, value, limit);
  };
  const event = text('event', 30) as ParcelEventName;
  if (!parcelEvents.includes(event) || event === 'AUTO_SIGNED') {
    const known = parcelEvents.filter((name) => name !== 'AUTO_SIGNED').join(', ');
    throw wrong('event', `"event" is one of ${known}; this is "${event}".`);
  }
  const moment = text('at', 40);
  if (!/^2\d{3}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/.test(moment)) {
    throw wrong('at', `"at" is a moment with its offset, "2026-11-23T10:00:00+08:00"; this is "${moment}".`);
  }
  const at = new Date(moment);
  checkMoment(at, now);
  return { eventId: text('id', 100), trackingNumber: text('trackingNumber', 50), event, at };
}

function parseObject(body: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(body);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return value as Record<string, unknown>;
    }
  } catch {
    // Told below.
  }
  throw wrong('body', 'The body is a JSON object: { "id", "trackingNumber", "event", "at" }.');
}

function wrong(argument: string, message: string): CallerError {
  return new CallerError('BAD_USER_INPUT', message, { argument });
}
