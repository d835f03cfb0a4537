// The gateway with a certificate of its own, over real TLS connections.
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { connect, type SecureVersion } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { until } from '../test/ask.ts';
import { createGateway } from './server.ts';
import { supergraphSdl, testTransports } from './test-graph.ts';
import { followTls, readTls } from './tls.ts';

const fixtures = fileURLToPath(new URL('../test/fixtures/tls/', import.meta.url));
let folder = '';
let files = { cert: '', key: '' };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shelfgraph-tls-'));
  files = { cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem') };
});
afterAll(() => rm(folder, { recursive: true }));

async function put(name: 'first' | 'renewed'): Promise<string> {
  await copyFile(join(fixtures, `${name}.cert.pem`), files.cert);
  await copyFile(join(fixtures, `${name}.key.pem`), files.key);
  return readFile(files.cert, 'utf8');
}

test('answers with the certificate of the files, the renewed one after SIGHUP, and no TLS below 1.2', async () => {
  const first = await put('first');
  const logged: string[] = [];
  const logger = pino({ level: 'info' }, { write: (line: string) => void logged.push(line) });
  const { transports } = testTransports();
  await using app = await createGateway({ supergraphSdl, transports, logger, tls: await readTls(files) });
  followTls(files, app, logger);
  const port = Number(new URL(await app.listen({ port: 0, host: '127.0.0.1' })).port);

  const ask = (ca: string) =>
    new Promise<{ status: number | undefined; security: unknown; body: string }>((told, failed) => {
      request({ host: '127.0.0.1', servername: 'localhost', port, path: '/health', ca, agent: false }, (response) => {
        const { statusCode: status, headers } = response;
        text(response).then((body) => told({ status, security: headers['strict-transport-security'], body }), failed);
      })
        .once('error', failed)
        .end();
    });
  expect(await ask(first)).toEqual({ status: 200, security: 'max-age=15552000', body: '{"status":"ok"}' });

  const old = (version: SecureVersion) =>
    new Promise<string>((told) => {
      const options = { host: '127.0.0.1', port, rejectUnauthorized: false, ciphers: 'DEFAULT:@SECLEVEL=0' };
      const socket = connect({ ...options, minVersion: version, maxVersion: version }, () => told('connected'));
      socket.once('error', (error: NodeJS.ErrnoException) => told(error.code ?? error.message));
    });
  expect(await old('TLSv1.1')).toMatch(/PROTOCOL_VERSION|ALERT|UNSUPPORTED/i);

  await writeFile(files.key, 'half a key');
  process.emit('SIGHUP');
  await until('what is no key is told', async () => logged.some((line) => line.includes('cannot be used')));
  expect(await ask(first)).toMatchObject({ status: 200 });

  const renewed = await put('renewed');
  process.emit('SIGHUP');
  await until('it is read', async () => logged.some((line) => line.includes('read anew')));
  expect(await ask(renewed)).toMatchObject({ status: 200 });
  await expect(ask(first)).rejects.toThrow(/certificate/);
});

test('files that are missing, or no pair, are named at start', async () => {
  await expect(readTls({ cert: join(folder, 'none.pem'), key: files.key })).rejects.toThrow(/none\.pem cannot be read/);
  const key = join(fixtures, 'first.key.pem');
  await put('renewed');
  await expect(readTls({ cert: files.cert, key })).rejects.toThrow(/are no certificate and its key in PEM/);
});
