import { type Logger, pino } from 'pino';

/** The log of a process, one JSON object a line on standard error. LOG_LEVEL chooses how much, `warn` by default. */
export function createLog(name: string): Logger {
  return pino({ name, level: process.env['LOG_LEVEL'] || 'warn' }, pino.destination(2));
}
