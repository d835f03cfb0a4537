import { type Logger, pino } from 'pino';

/** What may never be in a log, wherever an object that is logged has it. */
const secrets = ['authorization', 'cookie', 'password', 'secret', 'token', 'apiKey', 'connectionString', 'databaseUrl'];
const redact = { paths: secrets.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]), censor: '[hidden]' };

/** The log of a process, one JSON object a line on standard error. LOG_LEVEL chooses how much, `warn` by default. */
export function createLog(name: string): Logger {
  return pino({ name, level: process.env['LOG_LEVEL'] || 'warn', redact }, pino.destination(2));
}
