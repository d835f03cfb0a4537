// Whether an error of a database is about what was asked, or there is nobody now who could answer it.
import { DriverException } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';

/** Classes of SQLSTATE: connections, resources (a full disk among them), an administrator's intervention, the system, and a server that only reads. */
const outages = /^(?:08|53|57P0[1235]|58|25P03|25006)/;
/** What is sent wrongly, which is nobody's outage. */
const protocolViolation = '08P01';
const ofNetwork = /^(?:ECONN|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_)/;
/** What pg says without a code. */
const spoken =
  /^(?:Connection terminated|Connection ended|timeout exceeded when trying to connect|Client has encountered a connection error|The database has said nothing)/;

/** @param error of a statement or of `transact` */
export function isOutage(error: unknown): error is DriverException {
  if (!(error instanceof DriverException)) return false;
  const code = String(error.code ?? '');
  return isOfConnection(error) || (outages.test(code) && code !== protocolViolation);
}

/** Of these, that nothing more can be stored; what is there can be read. */
export function isFull(error: unknown): boolean {
  return error instanceof DriverException && error.code === '53100';
}

/** An error of beginning a transaction, as those of its statements are. */
export function asDriverException(em: EntityManager, error: unknown): unknown {
  const isPlain = error instanceof Error && !(error instanceof DriverException);
  return isPlain && isOfConnection(error) ? em.getDriver().convertException(error) : error;
}

function isOfConnection({ message, code }: Error & { code?: unknown }): boolean {
  return ofNetwork.test(String(code ?? '')) || spoken.test(message);
}
