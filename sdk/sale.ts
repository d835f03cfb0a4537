// A sale as a till knows it, what the till must not forget, and what an answer of the network makes of a sale.
import { inBoth } from './messages.ts';
import type { ReplaySalesMutation, SellMutation, SubmitPurchaseLendOrderInput } from './operations.generated.ts';

/** What is sold to whom: the order without its key and its store. */
export type Goods = Omit<SubmitPurchaseLendOrderInput, 'idempotencyKey' | 'store'>;
export type SellResult = SellMutation['submitPurchaseLendOrder'];
export type Line = ReplaySalesMutation['submitPurchaseLendOrders'][number];

/**
 * Where a sale stands. `SENT`: no answer was heard yet; if the till dies now, the clerk has told the reader nothing, and it is `WITHHELD` at the
 * next start. `UNCONFIRMED` 待确认: sold off line, the reader has the book. `WITHHELD`: the book stayed in the store; should the network have
 * lent it, it is taken back. `ASK_LIBRARY`: the book stayed, but the order `orderId` stands or may yet be approved, and only the library can
 * correct that; `settle` it then. `WRONG`, `CHOOSE`: a person corrects it, then it is told again. The others are over.
 */
export type SaleState =
  | 'SENT'
  | 'UNCONFIRMED'
  | 'WITHHELD'
  | 'ASK_LIBRARY'
  | 'WRONG'
  | 'CHOOSE'
  | 'LENT'
  | 'IN_REVIEW'
  | 'REFUSED'
  | 'NOT_SOLD';

export interface Sale {
  key: string;
  store: string;
  /** The moment of the sale, ISO 8601. */
  occurredAt: string;
  goods: Goods;
  state: SaleState;
  /** Whether the reader got the book while nobody answered. */
  isOffline: boolean;
  /** What the clerk knows it by, such as the title. */
  label?: string;
  orderId?: string;
  itemBarcodes?: readonly string[];
  dueDate?: string;
  readerName?: string;
  /** Why it was refused, is reviewed, is wrong, or is the library's to correct: in pairs, each in Chinese and then in English. */
  messages?: readonly string[];
  candidates?: readonly { id: string; title: string; year?: number | null }[];
}

/** What a store may sell while nobody answers, by its contract; learned on line. */
export interface Allowance {
  copiesPerDay: number;
  priceCapFen: number;
  /** The contract's last day, `2026-12-31`; null where it has none. */
  validTo: string | null;
}

/** Keeps what the till must not forget: what writes has ended when it would outlive a power failure. */
export interface Journal {
  sales: () => Promise<Sale[]>;
  /** Keeps a sale as it stands now; one that `replaces` another key, in the same stroke. */
  write: (sale: Sale, replaces?: string) => Promise<void>;
  /** Forgets a sale. */
  forget: (key: string) => Promise<void>;
  /** What a store may sell off line, as it was written last; null for nothing. */
  allowance: (store: string) => Promise<Allowance | null>;
  writeAllowance: (store: string, allowance: Allowance | null) => Promise<void>;
}

/** What the clerk is told. `OFFLINE`: the slip says 待确认. `CANNOT_SELL`: nobody answers, and the contract does not allow it; the book stays. */
export type Told =
  | { kind: 'ANSWER'; result: SellResult; sale: Sale }
  | { kind: 'OFFLINE'; sale: Sale }
  | { kind: 'CANNOT_SELL'; why: 'NO_ALLOWANCE' | 'TOO_MANY' | 'TOO_DEAR'; sale: Sale };

/** Whether nobody has to do anything about it any more. */
export function isOver(state: SaleState): boolean {
  return state === 'LENT' || state === 'IN_REVIEW' || state === 'REFUSED' || state === 'NOT_SOLD';
}

/** What an answer makes of a sale. */
export function standing(result: SellResult | NonNullable<Line['result']>): Partial<Sale> & Pick<Sale, 'state'> {
  switch (result.__typename) {
    case 'PurchaseLendOrderLent': {
      const { order, itemBarcodes, dueDate, readerName } = result;
      return { state: 'LENT', orderId: order.id, itemBarcodes, dueDate, readerName };
    }
    case 'PurchaseLendOrderDecided': {
      const { order, itemBarcodes, dueDate } = result;
      return { state: 'LENT', orderId: order.id, itemBarcodes, dueDate };
    }
    case 'PurchaseInReview':
      return { state: 'IN_REVIEW', orderId: result.order.id, messages: messagesOf(result.order.failures) };
    case 'PurchaseRefused':
      return { state: 'REFUSED', orderId: result.order.id, messages: messagesOf(result.failures) };
    case 'AmbiguousIsbn':
      return { state: 'NOT_SOLD', candidates: result.candidates.flatMap((candidate) => candidate ?? []) };
    case 'TryAgain':
      return { state: 'NOT_SOLD', messages: [result.message, result.english] };
  }
}

/** Whether the network has still to be told, or to be asked about it. */
export function waits(state: SaleState): boolean {
  return state === 'SENT' || state === 'UNCONFIRMED' || state === 'WITHHELD';
}

/** A librarian might approve what stayed in the store, and no till can withdraw it. */
export function toRefuse(orderId: string): Pick<Sale, 'state' | 'messages'> {
  const zh = `书未交读者，但购借单 ${orderId} 待馆员审核：请联系图书馆，不予通过。`;
  const en = `The book stayed in the store, but order ${orderId} waits for a librarian: ask the library to refuse it.`;
  return { state: 'ASK_LIBRARY', messages: [zh, en] };
}

/** What was lent in the books alone; why it could not be voided, the network has said. */
export function toCorrect(orderId: string, why: string): Pick<Sale, 'state' | 'messages'> {
  const zh = `书未交读者，但购借单 ${orderId} 不能作废：请联系图书馆更正。`;
  const en = `The book stayed in the store, but order ${orderId} could not be voided: ask the library to correct it.`;
  return { state: 'ASK_LIBRARY', messages: [zh, en, ...inBoth(why)] };
}

function messagesOf(failures: readonly { message: string; english: string }[]): string[] {
  return failures.flatMap(({ message, english }) => [message, english]);
}
