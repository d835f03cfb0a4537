// Walks the chain of one database and finds the first entry that does not fit. Page by page, so it needs the same memory for any length.
import type pg from 'pg';
import { type Content, entryHash, erasedDigest, firstHash, type Op, valueHash } from './content.ts';

const pageSize = 1_000;

export interface Head {
  /** Number of the last entry; 0 for an empty chain. */
  seq: number;
  hash: string;
  at: string | null;
}

/** The first entry that does not fit. */
export interface Misfit {
  seq: number;
  table: string | null;
  key: string | null;
  at: string | null;
  what: keyof typeof misfits;
  expected: string;
  found: string;
}

/** What can be wrong with an entry, in words. */
export const misfits = {
  MISSING: '缺少记录 the entry is missing',
  HASH: '内容或顺序被改 the hash does not fit: this entry was changed, put in, or stands in another place',
  COLUMNS: '检索列与内容不符 the columns beside the entry say something else than its text',
  VALUE_MISSING: '个人数据缺失 a value that can be erased is missing, and no entry says that it was erased',
  VALUE: '个人数据被改 a value that can be erased was changed',
  VALUE_EXTRA: '多出的个人数据 there is a value that the entry does not know',
  ERASED: '清除记录不符 what this entry says was erased is not what is erased',
  HEAD: '与所存链首不符 the chain is not the one whose head was kept',
} as const;

export interface Verified {
  /** Entries that were checked. */
  checked: number;
  head: Head;
  misfit: Misfit | null;
  /** What is not sealed yet. */
  unsealed: { count: number; oldestSeconds: number };
}

export interface VerifyOptions {
  subgraph: string;
  /** The first entry to check (1). The hash before it is taken as it stands. */
  from?: number;
  /** An entry and its hash, as they were kept elsewhere. */
  head?: { seq: number; hash: string };
  onProgress?: (checked: number, of: number) => void;
}

interface EntryRow {
  seq: number;
  at: string;
  table_name: string;
  key: string;
  op: Op;
  content: string;
  hash: string;
}

interface ValueRow {
  entry: number;
  part: string;
  salt: string | null;
  value: string | null;
  erased_by: number | null;
  erased_op: string | null;
}

/** Checks the chain of a database as it is when it is called; what is sealed meanwhile is for the next time. */
export async function verifyChain(client: pg.ClientBase, options: VerifyOptions): Promise<Verified> {
  const { subgraph, from = 1, head: kept, onProgress = () => {} } = options;
  const head = await headOf(client, subgraph);
  const unsealed = await unsealedOf(client);
  let previous = from === 1 ? firstHash(subgraph) : await hashOf(client, from - 1);
  let misfit: Misfit | null = null;
  let next = from;
  if (previous === null) misfit = missing(from - 1, null);
  while (!misfit && next <= head.seq) {
    const page = await entriesOf(client, next, Math.min(next + pageSize - 1, head.seq));
    const values = Map.groupBy(await valuesOf(client, next, next + pageSize - 1), ({ entry }) => entry);
    for (const entry of page) {
      misfit =
        entry.seq === next
          ? (entryMisfit(entry, previous as string) ??
            valueMisfit(entry, values.get(entry.seq) ?? []) ??
            (await erasedMisfit(client, entry)) ??
            keptMisfit(entry, kept))
          : missing(next, entry);
      if (misfit) break;
      previous = entry.hash;
      next++;
    }
    if (!misfit && page.length === 0) misfit = missing(next, null);
    onProgress(next - from, head.seq - from + 1);
  }
  misfit ??= await strayValue(client, head.seq);
  if (!misfit && kept && kept.seq > head.seq) {
    misfit = {
      ...missing(head.seq + 1, null),
      what: 'HEAD',
      expected: `${kept.seq}:${kept.hash}`,
      found: `${head.seq}:${head.hash}`,
    };
  }
  return { checked: next - from, head, misfit, unsealed };
}

async function headOf(client: pg.ClientBase, subgraph: string): Promise<Head> {
  const { rows } = await client.query<{ last: number; hash: string; content: string }>(
    '/* headOf */ select seq::float8 as last, hash, content from audit_entry order by seq desc limit 1',
  );
  const [last] = rows;
  return last
    ? { seq: last.last, hash: last.hash, at: contentOf(last.content)?.at ?? null }
    : { seq: 0, hash: firstHash(subgraph), at: null };
}

async function unsealedOf(client: pg.ClientBase) {
  const { rows } = await client.query<{ count: number; seconds: number }>(
    `/* unsealedOf */ select count(*)::int as count, coalesce(extract(epoch from now() - min(at)), 0)::float8 as seconds
     from audit_change`,
  );
  return { count: rows[0]?.count ?? 0, oldestSeconds: Math.max(0, rows[0]?.seconds ?? 0) };
}

async function hashOf(client: pg.ClientBase, seq: number): Promise<string | null> {
  const { rows } = await client.query<{ hash: string }>('/* hashOf */ select hash from audit_entry where seq = $1', [
    seq,
  ]);
  return rows[0]?.hash ?? null;
}

async function entriesOf(client: pg.ClientBase, first: number, last: number): Promise<EntryRow[]> {
  const { rows } = await client.query<EntryRow>(
    `/* entriesOf */ select audit_entry.seq::float8 as seq, to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at, table_name, key,
       op, content, hash
     from audit_entry where audit_entry.seq between $1 and $2 order by audit_entry.seq`,
    [first, last],
  );
  return rows;
}

async function valuesOf(client: pg.ClientBase, first: number, last: number): Promise<ValueRow[]> {
  const { rows } = await client.query<ValueRow>(
    `/* valuesOf */ select entry::float8 as entry, part, salt, value, erased_by::float8 as erased_by, eraser.op as erased_op
     from audit_value left join audit_entry as eraser on eraser.seq = erased_by
     where entry between $1 and $2`,
    [first, last],
  );
  return rows;
}

/** A value beyond the last entry, or without one. */
async function strayValue(client: pg.ClientBase, last: number): Promise<Misfit | null> {
  const { rows } = await client.query<{ entry: number; part: string }>(
    `/* strayValue */ select entry::float8 as entry, part from audit_value
     where entry < 1 or (entry > $1 and not exists (select from audit_entry where seq = entry)) order by entry limit 1`,
    [last],
  );
  const [stray] = rows;
  return stray
    ? {
        ...missing(stray.entry, null),
        what: 'VALUE_EXTRA',
        expected: '—',
        found: `audit_value ${stray.entry} ${stray.part}`,
      }
    : null;
}

function missing(seq: number, found: EntryRow | null): Misfit {
  return {
    seq,
    table: null,
    key: null,
    at: null,
    what: 'MISSING',
    expected: `seq ${seq}`,
    found: found ? `seq ${found.seq}` : '—',
  };
}

function misfitOf({ seq, content, ...row }: EntryRow, misfit: Pick<Misfit, 'what' | 'expected' | 'found'>): Misfit {
  const said = contentOf(content);
  return { seq, table: said?.table ?? row.table_name, key: said?.key ?? row.key, at: said?.at ?? row.at, ...misfit };
}

function entryMisfit(entry: EntryRow, previous: string): Misfit | null {
  const expected = entryHash(previous, entry.content);
  if (expected !== entry.hash) return misfitOf(entry, { what: 'HASH', expected, found: entry.hash });
  const said = contentOf(entry.content);
  const found = lookedUpBy({ ...entry, table: entry.table_name });
  const wanted = said ? lookedUpBy(said) : 'JSON';
  return wanted === found ? null : misfitOf(entry, { what: 'COLUMNS', expected: wanted, found });
}

/** What stands beside an entry too. */
function lookedUpBy({ seq, at, table, key, op }: Pick<Content, 'seq' | 'at' | 'table' | 'key' | 'op'>): string {
  return JSON.stringify([seq, at, table, key, op]);
}

function valueMisfit(entry: EntryRow, values: readonly ValueRow[]): Misfit | null {
  const hidden: Record<string, string> = contentOf(entry.content)?.hidden ?? {};
  for (const [part, expected] of Object.entries(hidden)) {
    const kept = values.find((value) => value.part === part);
    if (!kept) return misfitOf(entry, { what: 'VALUE_MISSING', expected: `${part} ${expected}`, found: '—' });
    const { salt, value, erased_by: by, erased_op: op } = kept;
    if (by === null && (salt === null || value === null)) {
      return misfitOf(entry, { what: 'VALUE_MISSING', expected: `${part} ${expected}`, found: '—' });
    }
    if (by === null) {
      const found = valueHash(String(salt), String(value));
      if (found !== expected) return misfitOf(entry, { what: 'VALUE', expected: `${part} ${expected}`, found });
    } else if (op !== 'FORGET' || by <= entry.seq || salt !== null || value !== null) {
      return misfitOf(entry, {
        what: 'VALUE',
        expected: `${part} erased by an entry FORGET`,
        found: `${by} ${op ?? '—'}`,
      });
    }
  }
  const extra = values.find(({ part }) => hidden[part] === undefined);
  return extra
    ? misfitOf(entry, { what: 'VALUE_EXTRA', expected: '—', found: `audit_value ${entry.seq} ${extra.part}` })
    : null;
}

/** Of an entry that erases: whether just what it says is erased. */
async function erasedMisfit(client: pg.ClientBase, entry: EntryRow): Promise<Misfit | null> {
  const said = contentOf(entry.content)?.erased;
  if (!said) return null;
  const digest = erasedDigest();
  let after = { entry: 0, part: '' };
  for (let page = pageSize; page >= pageSize; ) {
    const { rows } = await client.query<{ entry: number; part: string }>(
      `/* erasedMisfit */ select entry::float8 as entry, part from audit_value
       where erased_by = $1 and (entry, part collate "C") > ($2, $3) order by entry, part collate "C" limit $4`,
      [entry.seq, after.entry, after.part, pageSize],
    );
    for (const erased of rows) digest.add(erased.entry, erased.part);
    after = rows.at(-1) ?? after;
    page = rows.length;
  }
  const found = digest.end();
  return found.count === said.count && found.sha256 === said.sha256
    ? null
    : misfitOf(entry, {
        what: 'ERASED',
        expected: `${said.count} ${said.sha256}`,
        found: `${found.count} ${found.sha256}`,
      });
}

function keptMisfit(entry: EntryRow, kept: VerifyOptions['head']): Misfit | null {
  if (!kept || kept.seq !== entry.seq || kept.hash === entry.hash) return null;
  return misfitOf(entry, { what: 'HEAD', expected: kept.hash, found: entry.hash });
}

function contentOf(text: string): Content | null {
  try {
    return JSON.parse(text) as Content;
  } catch {
    return null;
  }
}
