// Where parcels go. Addresses that a reader keeps are the reader's alone. That of a parcel is shown to the reader and to the library
// that packs it, until 15 days after the end of its way; every librarian's look is kept, and shown to the reader.
import { randomUUID } from 'node:crypto';
import { authorise, may } from '../../lib/actions.ts';
import { CallerError } from '../../lib/errors.ts';
import { checkAddress, contentHash, type DeliveryAddress } from '../../lib/inputs.ts';
import { type EntityManager, transact } from '../../lib/orm.ts';
import type { Context } from './context.ts';
import { Reader } from './entities.ts';
import { type Parcel, ParcelAddress, type ParcelAddressLook, SavedAddress } from './parcelEntities.ts';
import { lockReader } from './quota.ts';
import { existingReader, readerOfRow } from './readers.ts';

/** Days after the end of a parcel's way on which its address is still there, for one that has to be looked for. */
export const keptDays = 15;
/** Addresses that a reader may keep. */
const mostSaved = 10;

/** Equal for equal addresses. */
export function addressHash(address: DeliveryAddress): string {
  return contentHash({ ...address });
}

/** The addresses that a reader keeps; nobody else sees them. */
export function savedAddresses(ctx: Context, reader: Reader): Promise<SavedAddress[]> | null {
  return may(ctx.identity, 'address.keep', { card: reader.card })
    ? ctx.em.find(SavedAddress, { readerId: reader.id }, { orderBy: { savedAt: 'asc', id: 'asc' } })
    : null;
}

/**
 * Keeps an address; the same one said again is kept once.
 * @throws CallerError CONFLICT when there are as many as there may be
 */
export async function saveAddress(ctx: Context, given: DeliveryAddress): Promise<SavedAddress> {
  const reader = await ownReader(ctx);
  const address = checkAddress(given, 'address');
  const hash = addressHash(address);
  return transact(ctx, async (em) => {
    await lockReader(em, reader.id);
    const kept = await em.find(SavedAddress, { readerId: reader.id });
    const same = kept.find((saved) => saved.addressHash === hash);
    if (same) {
      return same;
    }
    if (kept.length >= mostSaved) {
      throw new CallerError(
        'CONFLICT',
        `最多保存 ${mostSaved} 个地址，请先删除一个。You keep ${mostSaved} addresses, which is the most: remove one first.`,
        { limit: mostSaved },
      );
    }
    return em.create(SavedAddress, {
      id: randomUUID(),
      readerId: reader.id,
      address,
      addressHash: hash,
      savedAt: ctx.now,
    });
  });
}

/** Forgets an address, for good; one that is not there is no mistake. */
export async function removeAddress(ctx: Context, id: string): Promise<Reader> {
  const reader = await ownReader(ctx);
  await transact(ctx, (em) => em.nativeDelete(SavedAddress, { id, readerId: reader.id }));
  return ctx.em.findOneOrFail(Reader, { id: reader.id });
}

/**
 * The address that an input names: one of the reader's, or one given with it; null for neither.
 * @throws CallerError BAD_USER_INPUT for both, NOT_FOUND for one that the reader does not keep
 */
export async function addressGiven(
  em: EntityManager,
  readerId: string,
  given: { deliveryAddress?: DeliveryAddress | null | undefined; savedAddress?: string | null | undefined },
): Promise<DeliveryAddress | null> {
  const { deliveryAddress, savedAddress: id } = given;
  if (deliveryAddress != null && id != null) {
    throw new CallerError(
      'BAD_USER_INPUT',
      '“deliveryAddress”与“savedAddress”只能给出其一。Give either "deliveryAddress" or "savedAddress", one of them.',
      { argument: 'savedAddress' },
    );
  }
  if (id == null) {
    return deliveryAddress == null ? null : checkAddress(deliveryAddress);
  }
  const saved = await em.findOne(SavedAddress, { id, readerId });
  if (!saved) {
    throw new CallerError(
      'NOT_FOUND',
      `该读者没有保存地址“${id}”。The reader keeps no address "${id}": see Reader.addresses.`,
      { argument: 'savedAddress' },
    );
  }
  return saved.address;
}

/** Where a parcel goes, for those who may see it now. A librarian's look is written before it is shown. */
export async function addressOfParcel(ctx: Context, parcel: Parcel): Promise<DeliveryAddress | null> {
  if (!(await mayOf(ctx, 'parcel.readAddress', parcel))) {
    return null;
  }
  const kept = await ctx.loaders.addressByParcel.load(parcel.id);
  if (!kept || (kept.eraseAt && kept.eraseAt <= ctx.now)) {
    return null;
  }
  if (ctx.identity.role === 'librarian') {
    await ctx.loaders.lookByParcel.load(parcel.id);
  }
  return kept.address;
}

/** Which librarians have looked at the address, the oldest look first; for the reader, the library that packs and administrators. */
export async function addressLooks(ctx: Context, parcel: Parcel): Promise<ParcelAddressLook[] | null> {
  return (await mayOf(ctx, 'parcel.readAddressLooks', parcel)) ? ctx.loaders.looksByParcel.load(parcel.id) : null;
}

/** Writes that somebody looks at the addresses of these parcels. */
export async function recordLooks(
  { em, identity, now }: Pick<Context, 'em' | 'identity' | 'now'>,
  parcelIds: readonly string[],
): Promise<void> {
  const by = 'subject' in identity ? identity.subject : identity.role;
  await em.execute(
    `/* recordLooks */ insert into parcel_address_look (parcel_id, by, at) values ${parcelIds.map(() => '(?, ?, ?)').join(', ')}`,
    parcelIds.flatMap((id) => [id, by, now]),
  );
}

/** From the end of its way on the address is kept for some days only. */
export async function keepAddressUntil(em: EntityManager, parcelId: string, endedAt: Date | null): Promise<void> {
  const eraseAt = endedAt && new Date(endedAt.getTime() + keptDays * 86_400_000);
  await em.nativeUpdate(ParcelAddress, { parcelId }, { eraseAt });
}

/** Erases every address whose time is over. */
export function eraseOldAddresses(em: EntityManager, now: Date): Promise<number> {
  return em.nativeDelete(ParcelAddress, { eraseAt: { $lte: now } });
}

async function mayOf(
  ctx: Context,
  action: 'parcel.readAddress' | 'parcel.readAddressLooks',
  { readerId, branchId }: Parcel,
): Promise<boolean> {
  if (ctx.identity.role === 'reader') {
    const reader = await readerOfRow(ctx, { readerId: readerId ?? null });
    return may(ctx.identity, action, { card: reader?.card ?? null });
  }
  // Only a librarian's answer depends on the branch, which the catalogue knows.
  const library = ctx.identity.role === 'librarian' ? await ctx.loaders.libraryOfBranch.load(branchId) : null;
  return may(ctx.identity, action, { library });
}

function ownReader(ctx: Context): Promise<Reader> {
  const { identity } = ctx;
  const card = identity.role === 'reader' ? identity.card : null;
  authorise(identity, 'address.keep', { card });
  return existingReader(ctx, card ?? '');
}
