// Statements of hot paths: prepared once for each connection, so the server parses and plans them once.
import type { EntityClass } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { CompiledQuery } from 'kysely';
import pg from 'pg';
import { telling as tellingOf } from './audit/telling.ts';
import { statementSpan } from './telemetry/statements.ts';

/**
 * Runs a statement of ours with `$1` for its values, in the transaction of `em` if it is in one. Changes that are not flushed are
 * not seen. The text is a constant of the code that begins with the name of its function, `/* reserve *\/`, and names its columns:
 * with `*` a migration that adds one would break what is prepared.
 * @throws DriverException, of the kinds that `em.execute` throws
 */
export async function statement<Row = Record<string, unknown>>(
  em: EntityManager,
  text: string,
  values: readonly unknown[],
): Promise<Row[]> {
  const on = em.getTransactionContext() ?? em.getConnection().getClient();
  try {
    const { rows } = await on.executeQuery(CompiledQuery.raw(text, [...values]));
    return rows as Row[];
  } catch (error) {
    throw em.getDriver().convertException(error as Error);
  }
}

/**
 * Entities by a statement of ours, managed by `em`: half the cost of `em.find`, and the same rows.
 * @param rest what comes after the table's name, with `$1` for its values; a constant of the code
 * @example entities(em, Store, 'storeById', 'where id = any($1)', [ids])
 */
export async function entities<Entity extends object>(
  em: EntityManager,
  type: EntityClass<Entity>,
  name: string,
  rest: string,
  values: readonly unknown[],
): Promise<Entity[]> {
  const { list, table } = columnsOf(em, type);
  const rows = await statement(em, `/* ${name} */ select ${list} from ${table} ${rest}`, values);
  return rows.map((row) => em.map(type, row as never));
}

/**
 * A value of a statement that is planned for any value of it. Where the server takes the values into account, it may plan anew for
 * each execution, which can take longer than a short statement itself.
 * @param position 1 for `$1`
 */
export function unplanned(position: number, type: string): string {
  return `(select $${position}::${type})`;
}

interface Columns {
  /** As they stand in a statement whose rows `em.map` takes. */
  list: string;
  /** With the names of the entity's properties: rows that are read and no more, without the cost of managed ones. */
  named: string;
  table: string;
}

const columnLists = new WeakMap<object, Columns>();

/** The columns of an entity, but those that are lazy, and its table. */
export function columnsOf(em: EntityManager, type: EntityClass<object>): Columns {
  const known = columnLists.get(type);
  if (known) return known;
  const { props, tableName } = em.getMetadata().get(type);
  const read = props.filter(({ persist, lazy }) => persist !== false && !lazy);
  const columns = {
    list: read.flatMap(({ fieldNames = [] }) => fieldNames.map((column) => `"${column}"`)).join(', '),
    named: read.map(({ name, fieldNames: [column] = [] }) => `"${column}" as "${name}"`).join(', '),
    table: `"${tableName}"`,
  };
  columnLists.set(type, columns);
  return columns;
}

/**
 * A connection that prepares what names its function and has values; the same text is the same prepared statement. With what begins a
 * transaction or changes something it tells the database who is at work.
 */
export class PreparingClient extends pg.Client {
  override query(...args: unknown[]): never {
    return statementSpan(args[0], this.database, () => this.#send(...args)) as never;
  }

  #send(...args: unknown[]): never {
    const [text, values, ...rest] = args;
    if (typeof text !== 'string' || rest.length > 0 || typeof values === 'function') {
      return Reflect.apply(super.query, this, args) as never;
    }
    const isOurs = text.startsWith('/*') && Array.isArray(values) && values.length > 0;
    const sent = { text, ...(Array.isArray(values) ? { values } : {}), ...(isOurs ? { name: nameOf(text) } : {}) };
    const query = super.query.bind(this) as (...given: unknown[]) => never;
    const telling = tellingOf(sent, isOpen(this));
    return telling ? (telling.sentBy(query) as never) : isOurs ? query(sent) : query(...args);
  }
}

/** Whether a transaction is open on a connection; known from the answer to what it was last sent. */
function isOpen(client: pg.Client): boolean {
  const { getTransactionStatus } = client as unknown as { getTransactionStatus: () => string | null };
  return /[TE]/.test(getTransactionStatus.call(client) ?? '');
}

const names = new Map<string, string>();

function nameOf(text: string): string {
  const known = names.get(text) ?? `s${names.size}`;
  names.set(text, known);
  return known;
}
