// The same rows in one database and one transaction: what an order would cost if there were one owner. No lease, no reservations
// that are confirmed later, no job that resumes it; the same locks, facts, rules and rows.
import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { netFenOf } from '../../lib/rules/judge.ts';
import { addDays, dayOf } from '../../lib/shanghai.ts';
import { rows, transaction } from '../pools.ts';
import {
  addReportSql,
  centralFactsSql,
  insertOrderSql,
  itemSql,
  judgeAll,
  ledgerSql,
  offerSql,
  orderValues,
  readerSql,
  storeSql,
  transitionSql,
} from './by-hand.ts';
import { listPriceFen, type Order } from './plan.ts';

/** Submits an order and lends it. */
export async function submitAtOnce(pool: pg.Pool, input: Order): Promise<void> {
  const now = new Date();
  const day = dayOf(now);
  const year = Number(day.slice(0, 4));
  await transaction(pool, async (client) => {
    const [store] = await rows(client, storeSql, [`store:${input.store}`, input.idempotencyKey, input.store, day]);
    if (!store || store['earlier']) throw new Error('no such store, or an order of before');
    const payer = store['payer'] as string;
    const rateBasisPoints = store['rate_basis_points'] as number;
    const netFen = netFenOf(listPriceFen, rateBasisPoints);
    await rows(client, 'select id from reader where card = $1 for update', [input.card]);
    await rows(client, 'insert into copy_slot (book_id) values ($1) on conflict do nothing', [input.bookId]);
    await rows(client, 'select 1 from copy_slot where book_id = $1 for update', [input.bookId]);
    const [fund] = await rows(client, 'select id from fund where library_id = $1 and year = $2 for update', [
      payer,
      year,
    ]);
    const [central] = await rows(client, centralFactsSql, [input.bookId, payer, year, day, now]);
    const [reader] = await rows(client, readerSql, [
      input.card,
      input.bookId,
      day,
      day.slice(0, 4),
      addDays(day, -366),
    ]);
    const judged = judgeAll({ central, districts: [], reader, payer, day, netFen });
    const id = randomUUID();
    const classNumber = String(central?.['class_number']);
    const order = { id, bookId: input.bookId, card: input.card, storeId: input.store, payer, netFen };
    const values = orderValues({ ...order, rateBasisPoints, classNumber, now, day }, input);
    await rows(client, insertOrderSql, [...values, null]);
    await rows(client, transitionSql, [id, now, null, 'SUBMITTED', 'ADMIN', input.store]);
    await rows(
      client,
      `insert into purchase (id, book_id, payer, fund_id, copies, net_fen, state) values ($1, $2, $3, $4, 1, $5, 'CONFIRMED')`,
      [id, input.bookId, payer, fund?.['id'], netFen],
    );
    await rows(client, ledgerSql, [fund?.['id'], id, 'ENCUMBERED', 'FREE', -netFen, 'ENCUMBERED', netFen, now]);
    await rows(client, ledgerSql, [fund?.['id'], id, 'EXPENDED', 'ENCUMBERED', -netFen, 'EXPENDED', netFen, now]);
    await rows(client, 'update fund set expended_fen = expended_fen + $2 where id = $1', [fund?.['id'], netFen]);
    await rows(client, `insert into item_claim (id, state) values ($1, 'CONFIRMED')`, [id]);
    const [branch] = await rows(client, `select id from branch where library_id = $1 and kind = 'MAIN'`, [payer]);
    const [item] = await rows(client, itemSql, [payer, input.bookId, `${classNumber}/待编`, branch?.['id'], id]);
    await rows(client, `update item set status = 'ON_LOAN', due_date = $2 where id = $1`, [
      item?.['id'],
      judged.dueDate,
    ]);
    await rows(client, `insert into loan_claim (id, state) values ($1, 'CONFIRMED')`, [id]);
    await rows(
      client,
      `insert into loan (id, order_id, volume, reader_id, book_id, item_id, status, channel, list_price_fen, requested_at,
         started_at, due_date)
       values ($1, $1, 1, $2, $3, $4, 'ACTIVE', 'PURCHASE', $5, $6, $6, $7)`,
      [id, judged.readerId, input.bookId, item?.['id'], listPriceFen, now, judged.dueDate],
    );
    await rows(client, 'update reader set open_loans = open_loans + 1 where id = $1', [judged.readerId]);
    await rows(client, offerSql, [randomUUID(), input.store, input.bookId, null, listPriceFen, now]);
    await rows(client, transitionSql, [id, now, 'SUBMITTED', 'LENT', 'SYSTEM', input.store]);
    await rows(
      client,
      `update purchase_lend_order set status = 'LENT', outcome = 'SUPPLIED', phase = 'DONE', lent_at = $2, reader_id = $3,
         reader_name = $4, terms = $5, due_date = $6, facts = $7, reader_type = $8, rule_sets = $9, item_ids = $10, item_barcodes = $11
       where id = $1 returning *`,
      [
        id,
        now,
        judged.readerId,
        judged.readerName,
        JSON.stringify(judged.inForce.terms),
        judged.dueDate,
        JSON.stringify(judged.facts),
        judged.readerType,
        JSON.stringify(judged.inForce.sets),
        JSON.stringify([item?.['id']]),
        JSON.stringify([item?.['barcode']]),
      ],
    );
    await rows(client, addReportSql, [payer, input.bookId]);
  });
}
