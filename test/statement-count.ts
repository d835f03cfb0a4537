// What reaches PostgreSQL from this process, below every library: counted whoever sends it.
import pg from 'pg';

export interface StatementCount {
  /** The texts, in the order in which they were sent; to be emptied by setting its length. */
  sent: string[];
  stop: () => void;
}

/** Counts from now on. */
export function countStatements(): StatementCount {
  const sent: string[] = [];
  const query = pg.Client.prototype.query;
  pg.Client.prototype.query = function counted(this: pg.Client, ...args: unknown[]) {
    const [statement] = args as [string | { text: string }];
    sent.push(typeof statement === 'string' ? statement : statement.text);
    return Reflect.apply(query, this, args) as never;
  } as typeof query;
  return {
    sent,
    stop() {
      pg.Client.prototype.query = query;
    },
  };
}
