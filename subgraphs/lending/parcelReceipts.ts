// The copy of a parcel is taken back over a desk, at whatever moment: before it was packed, before the courier has said anything, or at
// the end of its way. A return is never refused; what the courier tells later finds the copy received.
import type { EntityManager } from '../../lib/orm.ts';
import { noteCreditEvent } from './credit.ts';
import { Loan } from './entities.ts';
import { Parcel, ParcelEvent, ParcelLine } from './parcelEntities.ts';
import { hasArrived, hasFailed } from './parcelEvents.ts';
import { lockParcel } from './parcelLoans.ts';
import { keepEvent } from './parcelMoves.ts';
import { cancelEmpty } from './parcels.ts';

/** The loan whose parcel failed to reach its reader, for a copy that comes back from there; null for any other. */
export async function failedLoanOf(em: EntityManager, itemId: string): Promise<Loan | null> {
  const [line] = await em.execute<{ loan_id: string }[]>(
    `/* failedLoanOf */ select loan_id from parcel_line join parcel on parcel.id = parcel_id
     where item_id = ? and received_at is null and parcel.direction = 'OUT'
       and status in ('REFUSED', 'RETURNED_TO_SENDER', 'LOST', 'DAMAGED')
       and not exists (select from loan as later where later.item_id = parcel_line.item_id and later.id <> loan_id
         and later.requested_at > created_at and later.status not in ('RESERVED', 'RELEASED'))
     order by created_at desc limit 1`,
    [itemId],
  );
  return line ? em.findOne(Loan, { id: line.loan_id }) : null;
}

/**
 * Whether a loan's copy is in its reader's hands, who bears its loss then: not one that waits to be packed or is on its way to the
 * reader, nor one that a courier has accepted to bring back.
 */
export async function isWithReader(em: EntityManager, loanId: string): Promise<boolean> {
  const parcels = await em.execute<unknown[]>(
    `/* isWithReader */ select 1 from parcel_line join parcel on parcel.id = parcel_id
     where loan_id = ? and (
       (parcel.direction = 'OUT' and status not in ('DELIVERED', 'AUTO_SIGNED', 'CANCELLED'))
       or (parcel.direction = 'BACK' and status not in ('CREATED', 'CANCELLED', 'REFUSED', 'RETURNED_TO_SENDER'))) limit 1`,
    [loanId],
  );
  return parcels.length === 0;
}

/**
 * Notes in its parcels that the copy of a loan was received. The caller holds the reader's row. A BACK parcel is DELIVERED when the
 * last of its copies is received, if the courier has not said so before.
 */
export async function receiveFromParcels(em: EntityManager, loanId: string, at: Date): Promise<void> {
  const lines = await em.find(ParcelLine, { loanId, receivedAt: null });
  for (const line of lines) {
    const parcel = await em.findOneOrFail(Parcel, { id: line.parcelId }, { refresh: true });
    if (parcel.status === 'CANCELLED') {
      continue;
    }
    if (parcel.status === 'CREATED') {
      await em.nativeDelete(ParcelLine, { parcelId: parcel.id, loanId });
    } else {
      line.receivedAt = at;
      await em.flush();
    }
    if (parcel.direction === 'OUT' && hasFailed(parcel.status)) {
      await noteRefusal(em, parcel, at);
    }
    if (parcel.status !== 'CREATED') {
      await deliverWhenReceived(em, parcel, at);
    } else if ((await em.count(ParcelLine, { parcelId: parcel.id })) === 0) {
      await cancelEmpty(em, parcel, at);
    }
  }
}

/** A BACK parcel of which every copy is here is DELIVERED, whether the courier has said so or not. The caller holds the reader's row. */
export async function deliverWhenReceived(
  em: EntityManager,
  { id, direction, status }: Parcel,
  at: Date,
): Promise<void> {
  if (direction !== 'BACK' || hasArrived(status) || hasFailed(status)) {
    return;
  }
  const lines = await em.find(ParcelLine, { parcelId: id }, { refresh: true });
  if (lines.length > 0 && lines.every(({ receivedAt }) => receivedAt)) {
    const received = { origin: `parcel:${id}`, eventId: 'RECEIVED', event: 'DELIVERED', at } as const;
    await keepEvent(em, at, await lockParcel(em, id), { ...received, actor: 'SYSTEM' });
  }
}

/** A parcel that its reader has refused counts for the credit, once it is here again: a courier's word alone may prove wrong. */
async function noteRefusal(em: EntityManager, { id, readerId }: Parcel, at: Date): Promise<void> {
  if ((await em.count(ParcelEvent, { parcelId: id, event: 'REFUSED' })) > 0) {
    await noteCreditEvent(em, { readerId, kind: 'REFUSED_PARCEL', of: id, at });
  }
}
