// What was done to one row, for people: the entries of a key, with what can be erased where it is still kept.
import type pg from 'pg';
import { type Content, hiddenMark } from './content.ts';

/** What stands for a value that was erased. */
export const erasedMark = '（已清除 erased）';

export interface Shown {
  content: Content;
  by: string;
  reason: string | null;
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
}

interface Row {
  content: string;
  values: { part: string; value: string | null }[] | null;
}

interface Personal {
  by?: string;
  reason?: string;
  before?: Record<string, unknown> | null;
  after?: Record<string, unknown> | null;
}

/** The entries of one row, the oldest first. */
export function historyOf(client: pg.ClientBase, table: string, key: string): Promise<Shown[]> {
  return entriesWhere(client, 'table_name = $1 and key = $2', [table, key]);
}

/** The entries of a table that are about a reader, as far as that is still kept, the oldest first. */
export function historyOfReader(client: pg.ClientBase, table: string, pseudonym: string): Promise<Shown[]> {
  return entriesWhere(client, 'table_name = $1 and seq in (select entry from audit_value where reader = $2)', [
    table,
    pseudonym,
  ]);
}

async function entriesWhere(client: pg.ClientBase, where: string, values: string[]): Promise<Shown[]> {
  const { rows } = await client.query<Row>(
    `/* entriesWhere */ select content, (
       select json_agg(json_build_object('part', part, 'value', value)) from audit_value where entry = seq) as values
     from audit_entry where ${where} order by audit_entry.seq`,
    values,
  );
  return rows.map(shownOf);
}

function shownOf({ content: text, values }: Row): Shown {
  const content = JSON.parse(text) as Content;
  const kept = (part: string) => {
    const value = values?.find((one) => one.part === part)?.value;
    return value ? (JSON.parse(value) as Personal) : null;
  };
  const row = kept('row');
  const caller = kept('by');
  const isReaderHidden = content.by === 'reader';
  return {
    content,
    by: caller?.by ?? (isReaderHidden ? `reader:${erasedMark}` : content.by),
    reason: content.reason === hiddenMark ? (caller?.reason ?? erasedMark) : content.reason,
    before: revealed(content.before, row?.before),
    after: revealed(content.after, row?.after),
  };
}

function revealed(
  image: Record<string, unknown> | null,
  kept: Record<string, unknown> | null | undefined,
): Record<string, unknown> | null {
  if (!image) return null;
  return Object.fromEntries(
    Object.entries(image).map(([name, value]) => [name, value === hiddenMark ? (kept?.[name] ?? erasedMark) : value]),
  );
}
