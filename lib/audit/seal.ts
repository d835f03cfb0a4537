// The audit's chain: what triggers have noted is taken in order, and each entry's hash covers the entry before it. What is noted is deleted
// with the same transaction that seals it, so a process that is killed loses nothing and seals nothing twice.
//
// Noted rows are a queue, emptied by their ids: all that is committed is taken, however long other transactions last. Whoever changed a row
// after another has seen that one committed, and has the higher id; so the changes of a row are sealed in their order.
import type { SubgraphName } from '../../schema/sdl.ts';
import { type EntityManager, type Transactable, transact } from '../orm.ts';
import type { Pseudonym } from '../pseudonyms.ts';
import { statement } from '../statements.ts';
import { auditPseudonym, type Told } from './caller.ts';
import { openChain } from './chain.ts';
import { type Change, describe, type Op } from './content.ts';
import { forget, forgetRows } from './forget.ts';
import { type AuditedTable, auditedTables, type Subject } from './tables.ts';

/** How often the job looks, in seconds. */
const sealSeconds = 10;
/** Noted rows that one transaction seals. */
const batchSize = 500;
/** Any number; whoever seals holds it. */
const sealLock = 4_720_005;

/** The job of a subgraph. */
export const auditTasks = (subgraph: SubgraphName) => ({ sealAudit: (ctx: Sealing) => sealAudit(ctx, subgraph) });
export const recurringAuditTasks = { sealAudit: sealSeconds };

/** What sealing needs of a context. */
export interface Sealing extends Transactable {
  pseudonym: Pseudonym;
}

/** Seals all that is committed. */
export async function sealAudit(ctx: Sealing, subgraph: SubgraphName): Promise<void> {
  // Mostly there is nothing. What another seals at this moment is still seen, so whoever has noted something waits for it.
  const [noted] = await statement(ctx.em, '/* sealAudit */ select 1 from audit_change order by id limit $1', [1]);
  if (!noted) return;
  for (let sealed = batchSize; sealed >= batchSize; ) {
    sealed = await transact(ctx, (em) => sealBatch(em, subgraph, ctx.pseudonym));
  }
}

/** A table that this process does not know yet, or no more: whatever it has may be about a reader. */
function unknownTable({ before, after }: Change): AuditedTable {
  return { key: ['id'], personal: Object.keys({ ...before, ...after }).filter((column) => column !== 'id') };
}

interface NotedRow {
  transaction: string;
  at: Date | string;
  caller: string | null;
  role: string;
  table_name: string;
  op: Op;
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
}

/** @returns how many noted rows it has sealed */
async function sealBatch(em: EntityManager, subgraph: SubgraphName, pseudonym: Pseudonym): Promise<number> {
  await statement(em, '/* sealBatch */ select pg_advisory_xact_lock($1)', [sealLock]);
  const noted = await statement<NotedRow>(
    em,
    `/* sealBatch */ with noted as (
       delete from audit_change where id in (select id from audit_change order by id limit $1)
       returning id, transaction, at, caller, role, table_name, op, before, after)
     select transaction::text as transaction, at, caller, role, table_name, op, before, after from noted order by id`,
    [batchSize],
  );
  if (noted.length === 0) return 0;
  const changes = noted.map(changeOf);
  const tables = auditedTables[subgraph];
  const readers = await readersOf(em, pseudonym, tables, changes);
  const isPublic = !Object.values(tables).some(({ subject }) => subject);
  // Why an order was taken back may name its reader, also where it is said of the offer.
  const concerned = new Map(
    changes.flatMap((change) => {
      const about = readers(change, tables[change.table] ?? unknownTable(change));
      return about === null ? [] : [[change.transaction, about] as const];
    }),
  );
  const chain = await openChain(em, subgraph);
  for (const change of changes) {
    if (change.op === 'FORGET') {
      await chain.write();
      await forget(chain, change);
      continue;
    }
    const audited = tables[change.table] ?? unknownTable(change);
    const reader = audited.subject ? readers(change, audited) : (concerned.get(change.transaction) ?? null);
    const { content, kept } = describe(change, audited, { reader, isPublic });
    chain.append(change.at, content, kept);
  }
  await chain.write();
  await forgetRows(chain, changes, tables);
  await chain.write();
  return noted.length;
}

function changeOf({ table_name: table, caller, at, ...rest }: NotedRow): Change {
  return { ...rest, table, at: new Date(at), told: toldOf(caller) };
}

/** Whoever uses the database by hand may have set it to anything. */
function toldOf(caller: string | null): Told | null {
  try {
    const told: unknown = JSON.parse(caller ?? 'null');
    return told !== null && typeof told === 'object' ? (told as Told) : null;
  } catch {
    return null;
  }
}

/** Whom rows are about, as pseudonyms; one statement for each way to find it. */
async function readersOf(
  em: EntityManager,
  pseudonym: Pseudonym,
  tables: Record<string, AuditedTable>,
  changes: readonly Change[],
): Promise<(change: Change, audited: AuditedTable) => string | null> {
  const wanted = new Map<string, Set<string>>();
  for (const change of changes) {
    const subject = tables[change.table]?.subject;
    const key = subject && subjectOf(change, subject);
    if (!subject?.cards || key === null || key === undefined) continue;
    wanted.set(subject.cards, (wanted.get(subject.cards) ?? new Set()).add(key));
  }
  const cards = new Map<string, Map<string, string>>();
  for (const [sql, keys] of wanted) {
    const rows = await statement<{ key: string; card: string }>(em, sql, [[...keys]]);
    cards.set(sql, new Map(rows.map(({ key, card }) => [key, card])));
  }
  return (change, { subject }) => {
    const key = subject ? subjectOf(change, subject) : null;
    if (!subject || key === null) return null;
    const card = subject.cards === null ? key : cards.get(subject.cards)?.get(key);
    return card === undefined ? null : auditPseudonym(pseudonym, card);
  };
}

/** What the row said before it may have been cut. */
function subjectOf({ before, after }: Change, { column }: Subject): string | null {
  const value = before?.[column] ?? after?.[column];
  return value === null || value === undefined ? null : String(value);
}
