// Orders for tests of money: lent and taken back at any moment, with the same entries at central that the mutations make,
// and without the rules; and what statements, orders and ledger must say of each other.
import { randomUUID } from 'node:crypto';
import { netFenOf } from '../lib/rules/judge.ts';
import { yearOf } from '../lib/shanghai.ts';
import { ask, rows, service } from './ask.ts';
import type { TestNetwork } from './network.ts';

export interface SettledOrder {
  id: string;
  store: string;
  payer: string;
  listPriceFen: number;
  rateBasisPoints: number;
  items: number;
}

const reserveMutation =
  'mutation ($input: ReservePurchaseInput!) { reservePurchase(input: $input) { reserved failures { code } } }';

/** An order that was lent at a moment. */
export async function lend(
  network: TestNetwork,
  at: Date,
  given: Partial<Omit<SettledOrder, 'id'>> & { bookId?: string; isbn?: string | null } = {},
): Promise<SettledOrder> {
  const { bookstores, central } = network.subgraphs;
  const { store = 'QINGCHUN', payer = 'NJ-JL', listPriceFen = 45_50, rateBasisPoints = 8_500, items = 1 } = given;
  const { bookId = 'B000101', isbn = '9787229100605' } = given;
  const id = randomUUID();
  const netFen = netFenOf(listPriceFen, rateBasisPoints);
  const input = {
    orderId: id,
    bookId,
    payer,
    year: yearOf(at),
    copies: items,
    netFen,
    payerHeld: 0,
    cityHeld: 0,
    payerCap: 1_000_000,
    cityCap: 1_000_000,
  };
  const { data, errors } = await ask(central, service, reserveMutation, { input });
  if (data?.reservePurchase?.reserved !== true) {
    throw new Error(`not reserved: ${JSON.stringify(errors ?? data)}`);
  }
  await ask(central, service, 'mutation ($id: ID!) { confirmPurchase(orderId: $id) }', { id });
  const barcodes = [id, ...Array.from({ length: items - 1 }, (_, index) => `${id}-${index + 2}`)];
  await rows(
    bookstores,
    `insert into purchase_lend_order (id, organisation, idempotency_key, content_hash, channel, status, outcome, phase, deadline,
       store_id, book_id, isbn, list_price_fen, items, rate_basis_points, net_fen, payer, card, reader_id, item_ids, item_barcodes,
       due_date, submitted_by, submitted_at, lent_at)
     values (?, 'test', ?, '', 'COUNTER', 'LENT', 'SUPPLIED', 'DONE', ?, ?, ?, ?, ?, ?, ?, ?, ?, 'N2026000001', 'R1', ?, ?,
       '2030-01-01', 'clerk', ?, ?)`,
    [
      id,
      id,
      at,
      store,
      bookId,
      isbn,
      listPriceFen,
      items,
      rateBasisPoints,
      netFen,
      payer,
      JSON.stringify(barcodes.map((barcode) => `${payer}:${barcode}`)),
      JSON.stringify(barcodes),
      at,
      at,
    ],
  );
  await rows(
    bookstores,
    `insert into purchase_transition (order_id, at, "from", "to", actor) values (?, ?, null, 'SUBMITTED', 'CLERK'), (?, ?, 'SUBMITTED', 'LENT', 'SYSTEM')`,
    [id, at, id, at],
  );
  return { id, store, payer, listPriceFen, rateBasisPoints, items };
}

/** The order is taken back: what was expended is free again. */
export async function takeBack(network: TestNetwork, at: Date, { id }: Pick<SettledOrder, 'id'>): Promise<void> {
  const { bookstores, central } = network.subgraphs;
  await rows(
    central,
    `with taken as (update purchase set state = 'RELEASED' where id = ? and state = 'CONFIRMED' returning fund_id, net_fen),
       given as (update fund set expended_fen = expended_fen - net_fen from taken where fund.id = fund_id)
     insert into ledger_entry (fund_id, order_id, step, account, fen, at)
     select fund_id, ?, 'VOIDED', account, sign * net_fen, ? from taken
     cross join (values ('EXPENDED', -1), ('FREE', 1)) as side (account, sign)`,
    [id, id, at],
  );
  await rows(
    bookstores,
    `with voided as (update purchase_lend_order set status = 'VOIDED', outcome = 'CANCELLED' where id = ? returning id)
     insert into purchase_transition (order_id, at, "from", "to", actor, reason)
     select id, ?, 'LENT', 'VOIDED', 'CLERK', 'test' from voided`,
    [id, at],
  );
}

/** Everything that statements and ledger say differently, in words. To be asked when no correction is on its way. */
export async function unsettled(network: TestNetwork): Promise<string[]> {
  const { bookstores, central } = network.subgraphs;
  const statements = await allStatements(network);
  const lines = statements.flatMap((statement) =>
    statement.lines.map((line) => ({ ...line, statement: statement.id })),
  );
  const found: string[] = [];
  for (const { id, copies, listTotal, netTotal, lines: own } of statements) {
    const sums = [sumOf(own, 'copies'), sumOf(own, 'list'), sumOf(own, 'net')];
    if (String(sums) !== String([copies, listTotal, netTotal])) {
      found.push(`${id} says ${[copies, listTotal, netTotal]}, its lines ${sums}`);
    }
  }
  for (const { id, copies, price, rate, list, net } of lines) {
    const sign = copies < 0 ? -1 : 1;
    if (list !== sign * price || net !== sign * netFenOf(price, rate)) {
      found.push(`line ${id}: ${price} at ${rate} is ${net}`);
    }
  }
  const ids = lines.map((line) => line.id);
  if (new Set(ids).size !== ids.length) {
    found.push('a line stands on two statements');
  }
  const byOrder = Map.groupBy(lines, (line) => line.order);
  const expended = await rows<{ order_id: string; fen: number }>(
    central,
    `select order_id, sum(fen)::int as fen from ledger_entry where account = 'EXPENDED' group by order_id`,
  );
  const orders = await rows<{ id: string }>(bookstores, 'select id from purchase_lend_order where lent_at is not null');
  const fenOf = new Map(expended.map(({ order_id, fen }) => [order_id, fen]));
  for (const { id } of orders) {
    const net = sumOf(byOrder.get(id) ?? [], 'net');
    if (net !== (fenOf.get(id) ?? 0)) {
      found.push(`order ${id}: statements have ${net}, the ledger ${fenOf.get(id)}`);
    }
  }
  const funds = await rows<{ id: string }>(
    central,
    `select fund.id from fund join ledger_entry as entry on entry.fund_id = fund.id group by fund.id
     having sum(fen) <> 0 or coalesce(sum(fen) filter (where account = 'EXPENDED'), 0) <> expended_fen
       or coalesce(sum(fen) filter (where account = 'ENCUMBERED'), 0) <> encumbered_fen
       or -sum(fen) filter (where account = 'ALLOCATION') <> allocated_fen`,
  );
  return [...found, ...funds.map(({ id }) => `the ledger of ${id} differs from the fund`)];
}

interface Line {
  id: string;
  order: string;
  copies: number;
  price: number;
  rate: number;
  list: number;
  net: number;
}

export interface ShownStatement {
  id: string;
  status: string;
  revision: number;
  copies: number;
  listTotal: number;
  netTotal: number;
  lines: Line[];
}

interface ShownLine {
  id: string;
  order: { id: string };
  copies: number;
  rateBasisPoints: number;
  listPrice: { fen: number };
  listTotal: { fen: number };
  net: { fen: number };
}

const listQuery = /* GraphQL */ `
  query ($after: String) {
    statements(from: "2020-01", to: "2099-12", first: 100, after: $after) {
      pageInfo { hasNextPage endCursor }
      nodes {
        id status revision copies listTotal { fen } netTotal { fen }
        lines(first: 100) {
          totalCount
          nodes { id order { id } copies listPrice { fen } rateBasisPoints listTotal { fen } net { fen } }
        }
      }
    }
  }
`;

/** Every statement with its lines, as an administrator sees them. */
export async function allStatements(network: TestNetwork): Promise<ShownStatement[]> {
  const shown: ShownStatement[] = [];
  for (let after: string | null = null; ; ) {
    const answer = await ask(network.subgraphs.bookstores, { role: 'admin', subject: 'admin' }, listQuery, { after });
    if (answer.errors) throw new Error(JSON.stringify(answer.errors));
    const { nodes, pageInfo } = answer.data.statements;
    for (const { listTotal, netTotal, lines, ...statement } of nodes) {
      if (lines.totalCount !== lines.nodes.length) throw new Error(`${statement.id} has more lines than a page`);
      shown.push({
        ...statement,
        listTotal: listTotal.fen,
        netTotal: netTotal.fen,
        lines: (lines.nodes as ShownLine[]).map((line) => ({
          id: line.id,
          order: line.order.id,
          copies: line.copies,
          price: line.listPrice.fen,
          rate: line.rateBasisPoints,
          list: line.listTotal.fen,
          net: line.net.fen,
        })),
      });
    }
    if (!pageInfo.hasNextPage) return shown;
    after = pageInfo.endCursor;
  }
}

function sumOf(lines: readonly Line[], part: 'copies' | 'list' | 'net'): number {
  return lines.reduce((total, line) => total + line[part], 0);
}
