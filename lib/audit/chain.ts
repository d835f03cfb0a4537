// The chain as whoever seals writes it: entries one after the other, and what can be erased of them.
import type { SubgraphName } from '../../schema/sdl.ts';
import type { EntityManager } from '../orm.ts';
import { statement } from '../statements.ts';
import { type Content, entryHash, firstHash, type Kept, textOf } from './content.ts';

export interface Chain {
  em: EntityManager;
  next: () => number;
  append: (at: Date, content: Omit<Content, 'seq'>, kept: readonly Kept[]) => void;
  /** Writes what was appended. */
  write: () => Promise<void>;
}

/** The chain at its end, by whoever holds the lock of those who seal. */
export async function openChain(em: EntityManager, subgraph: SubgraphName): Promise<Chain> {
  const [last] = await statement<{ last: string; hash: string }>(
    em,
    `/* openChain */ select seq::text as last, hash from audit_entry order by seq desc limit 1`,
    [],
  );
  let seq = Number(last?.last ?? 0);
  let hash = last?.hash ?? firstHash(subgraph);
  let entries: { seq: number; at: Date; table: string; key: string; op: string; content: string; hash: string }[] = [];
  let values: (Kept & { entry: number; at: Date })[] = [];
  return {
    em,
    next: () => seq + 1,
    append(at, content, kept) {
      seq++;
      const text = textOf(content, seq);
      hash = entryHash(hash, text);
      entries.push({ seq, at, table: content.table, key: content.key, op: content.op, content: text, hash });
      values.push(...kept.map((part) => ({ ...part, entry: seq, at })));
    },
    async write() {
      await insertEntries(em, entries);
      await insertValues(em, values);
      entries = [];
      values = [];
    },
  };
}

async function insertEntries(
  em: EntityManager,
  entries: readonly { seq: number; at: Date; table: string; key: string; op: string; content: string; hash: string }[],
): Promise<void> {
  if (entries.length === 0) return;
  await statement(
    em,
    `/* insertEntries */ insert into audit_entry (seq, at, table_name, key, op, content, hash)
     select * from unnest($1::bigint[], $2::timestamptz[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[])`,
    [
      entries.map(({ seq }) => seq),
      entries.map(({ at }) => at.toISOString()),
      entries.map(({ table }) => table),
      entries.map(({ key }) => key),
      entries.map(({ op }) => op),
      entries.map(({ content }) => content),
      entries.map(({ hash }) => hash),
    ],
  );
}

async function insertValues(em: EntityManager, values: readonly (Kept & { entry: number; at: Date })[]): Promise<void> {
  if (values.length === 0) return;
  await statement(
    em,
    `/* insertValues */ insert into audit_value (entry, part, at, salt, value, reader)
     select * from unnest($1::bigint[], $2::text[], $3::timestamptz[], $4::text[], $5::text[], $6::text[])`,
    [
      values.map(({ entry }) => entry),
      values.map(({ part }) => part),
      values.map(({ at }) => at.toISOString()),
      values.map(({ salt }) => salt),
      values.map(({ value }) => value),
      values.map(({ reader }) => reader),
    ],
  );
}
