// What the audit forgets. It is noted as a change is, so it comes to its place in the chain: what was noted before is sealed before, and
// erased with it.
import type { EntityManager } from '../orm.ts';
import type { Pseudonym } from '../pseudonyms.ts';
import { statement } from '../statements.ts';
import { auditPseudonym } from './caller.ts';
import type { Chain } from './chain.ts';
import { type Change, describeForgetting, erasedDigest, keyOf } from './content.ts';
import type { AuditedTable } from './tables.ts';

/** Parts that one entry erases. */
const forgetSize = 10_000;

/** Notes, in the transaction of `em`, that all is forgotten that the audit knows of a reader up to here. */
export async function forgetReader(em: EntityManager, pseudonym: Pseudonym, card: string): Promise<void> {
  await noteForgetting(em, { reader: auditPseudonym(pseudonym, card) });
}

/** Notes that all is forgotten that the audit knew of readers before a moment, if there is something. */
export async function forgetBefore(em: EntityManager, before: Date): Promise<void> {
  const [old] = await statement(
    em,
    '/* forgetBefore */ select 1 from audit_value where erased_by is null and at < $1 limit 1',
    [before],
  );
  if (old) await noteForgetting(em, { before: before.toISOString() });
}

/** Of whom, or of everybody before a moment. */
interface Forgetting {
  reader?: string;
  before?: string;
}

async function noteForgetting(em: EntityManager, what: Forgetting): Promise<void> {
  await statement(
    em,
    `/* noteForgetting */ insert into audit_change (transaction, at, caller, role, table_name, op, after)
     values (pg_current_xact_id()::text::bigint, clock_timestamp(), nullif(current_setting('shelfgraph.caller', true), ''), session_user,
       'audit_value', 'FORGET', $1::jsonb)`,
    [JSON.stringify(what)],
  );
}

/** What was asked to be forgotten of a reader, or of everybody before a moment; each entry erases a limited number of parts. */
export async function forget(chain: Chain, change: Change): Promise<void> {
  const { reader = null, before = null } = change.after as Forgetting;
  const which = `select entry, part from audit_value where erased_by is null and ${
    reader === null ? 'at < $2::timestamptz' : 'reader = $2'
  } order by entry, part limit ${forgetSize}`;
  for (let erased = forgetSize; erased >= forgetSize; ) {
    erased = await erase(chain, change, which, [reader ?? before]);
  }
}

/** Rows that readers were taken off, or whose deletion was a wish that they be gone: what entries before said of them goes too. */
export async function forgetRows(
  chain: Chain,
  changes: readonly Change[],
  tables: Record<string, AuditedTable>,
): Promise<void> {
  const gone = changes.filter(
    ({ told, op, table }) => told?.forgets === true || (op === 'DELETE' && tables[table]?.forgetsDeleted === true),
  );
  const [last] = gone.slice(-1);
  if (!last) return;
  const keys = gone.map((change) => keyOf(change, tables[change.table]?.key ?? ['id']));
  const which = `select entry, part from unnest($2::text[], $3::text[]) as gone (table_name, key)
    join audit_entry using (table_name, key) join audit_value on entry = seq where erased_by is null group by entry, part`;
  await erase(chain, last, which, [gone.map(({ table }) => table), keys]);
}

/**
 * Erases parts, and says so in an entry of its own, which covers how many and which: a part that is missing without one is found.
 * @param which SQL that gives `entry` and `part`, with its values from `$2` on
 */
async function erase(chain: Chain, change: Change, which: string, values: readonly unknown[]): Promise<number> {
  const erased = await statement<{ entry: string; part: string }>(
    chain.em,
    `/* erase */ update audit_value as value set salt = null, value = null, reader = null, erased_by = $1
     from (${which}) as gone where value.entry = gone.entry and value.part = gone.part
     returning value.entry::text as entry, value.part`,
    [chain.next(), ...values],
  );
  if (erased.length === 0) return 0;
  const digest = erasedDigest();
  const inOrder = erased
    .map(({ entry, part }) => ({ entry: Number(entry), part }))
    .toSorted((left, right) => left.entry - right.entry || (left.part < right.part ? -1 : 1));
  for (const { entry, part } of inOrder) digest.add(entry, part);
  chain.append(change.at, describeForgetting(change, digest.end()), []);
  await chain.write();
  return erased.length;
}
