// Statements that tell the database who is at work: with the one that begins a transaction, or with a change that is a transaction of its
// own. It travels in the same message, so it costs no round trip, and counts as no statement.
import pg from 'pg';
import { callerSetting, callerText } from './caller.ts';

/** A statement as a client sends it. */
export interface Sent {
  text: string;
  values?: unknown[];
  name?: string;
}

/** What we use of the connection that a statement goes out on. */
interface Wire {
  query(text: string): void;
  parse(statement: { text: string; name: string }): void;
  bind(values: { portal: string; statement: string; values: string[]; valueMapper: (value: unknown) => unknown }): void;
  execute(portal: { portal: string }): void;
  parsedStatements: Record<string, string>;
}

/** The parts of pg's class of statements that we add to; its types leave them out. */
interface Statement {
  readonly text: string;
  readonly name?: string;
  callback: (error: Error | null, result: unknown) => void;
  submit(connection: Wire): Error | null;
  prepare(connection: Wire): void;
  handleCommandComplete(message: unknown, connection: Wire): void;
  handleError(error: Error, connection: Wire): void;
}
const Statement = pg.Query as unknown as new (config: Sent & { queryMode?: 'extended' }) => Statement;

const begins = /^(?:begin|start transaction)\b/i;
const changes = /^\s*(?:\/\*[^]*?\*\/\s*)?(?:insert|update|delete|with|merge)\b/i;

/** The statement with which the caller is told; null where none is due: nobody is known, nothing begins, nothing is changed. */
export function telling(sent: Sent, isInTransaction: boolean): TellingStatement | null {
  if (isInTransaction) return null;
  const begin = begins.test(sent.text);
  if (!begin && !changes.test(sent.text)) return null;
  const caller = callerText();
  if (caller === null) return null;
  return begin ? new Beginning(sent, caller) : new Change(sent, caller);
}

abstract class TellingStatement extends Statement {
  readonly #caller: string;
  /** Which of the two results is not the statement's own. */
  readonly #ours: 0 | 1;
  #results = 0;

  constructor(sent: Sent & { queryMode?: 'extended' }, caller: string, ours: 0 | 1) {
    super(sent);
    this.#caller = caller;
    this.#ours = ours;
  }

  protected get caller(): string {
    return this.#caller;
  }

  /** Resolves with the result as `client.query` does. */
  sentBy(submit: (statement: object) => void): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.callback = (error, result) => (error ? reject(error) : resolve(result));
      submit(this);
    });
  }

  override handleCommandComplete(message: unknown, connection: Wire): void {
    if (this.#results++ === this.#ours) this.told(connection);
    else super.handleCommandComplete(message, connection);
  }

  /** The caller has been told. */
  protected told(_connection: Wire): void {}
}

/** `begin; set local …`: one message, and the answer to `begin`. */
class Beginning extends TellingStatement {
  constructor({ text }: Sent, caller: string) {
    super({ text }, caller, 1);
  }

  override submit(connection: Wire): Error | null {
    connection.query(`${this.text}; set local ${callerSetting} = ${pg.escapeLiteral(this.caller)}`);
    return null;
  }
}

const settingName = 'shelfgraph_caller';
const settingText = `select where set_config('${callerSetting}', $1, true) is null`;
/** Connections that have parsed it. */
const parsed = new WeakSet<Wire>();

/** What changes something by itself, after the setting and before the same Sync, which makes the two one transaction. */
class Change extends TellingStatement {
  /** Not parsed by this connection, and the caller not told yet. */
  #isNew = false;

  constructor(sent: Sent, caller: string) {
    super({ ...sent, queryMode: 'extended' }, caller, 0);
  }

  override prepare(connection: Wire): void {
    this.#isNew = this.name !== undefined && !(this.name in connection.parsedStatements);
    if (!parsed.has(connection)) connection.parse({ name: settingName, text: settingText });
    parsed.add(connection);
    connection.bind({ portal: '', statement: settingName, values: [this.caller], valueMapper: String });
    connection.execute({ portal: '' });
    super.prepare(connection);
  }

  /** The client took what was parsed until now for the statement itself; whether that is parsed comes after this. */
  protected override told(connection: Wire): void {
    this.#forget(connection);
    this.#isNew = false;
  }

  override handleError(error: Error, connection: Wire): void {
    this.#forget(connection);
    super.handleError(error, connection);
  }

  #forget({ parsedStatements }: Wire): void {
    if (this.#isNew && this.name !== undefined) delete parsedStatements[this.name];
  }
}
