// Whether a database answers, for those who look after a service.
import type { MikroORM } from '@mikro-orm/postgresql';

/** Null when it answers within a second, else what is wrong, without an address or a password. Never rejects. */
export type DatabaseCheck = () => Promise<string | null>;

/** How long is waited; an answer is believed for as long, so that asking often costs nothing. */
const limitMs = 1_000;

/** Makes the check of one database. Whoever asks while it runs gets the same answer. */
export function databaseCheck(orm: MikroORM): DatabaseCheck {
  let last: { problem: Promise<string | null>; at: number } | undefined;
  return () => {
    if (last && performance.now() - last.at < limitMs) return last.problem;
    last = { problem: problemOf(orm), at: performance.now() };
    return last.problem;
  };
}

function problemOf(orm: MikroORM): Promise<string | null> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(`nothing came within ${limitMs} ms`), limitMs);
    const settle = (problem: string | null) => {
      clearTimeout(timer);
      resolve(problem);
    };
    orm.em
      .fork()
      .execute('/* databaseCheck */ select 1')
      .then(
        () => settle(null),
        (error: { code?: unknown }) => settle(String(error.code ?? 'the connection failed')),
      );
  });
}
