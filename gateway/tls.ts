// The gateway's own certificate, for a network without a proxy in front that ends TLS.
import { unwatchFile, watchFile } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { Server } from 'node:https';
import { createSecureContext } from 'node:tls';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';

/** Paths of a certificate with its chain and of its key, both in PEM. */
export interface TlsFiles {
  cert: string;
  key: string;
}

/** What Node's HTTPS server takes. TLS 1.2 has no cipher among Node's defaults that is known to be weak. */
export interface TlsOptions {
  cert: Buffer;
  key: Buffer;
  minVersion: 'TLSv1.2';
}

const lookEveryMs = 60_000;

/** @throws Error that names the file when it cannot be read, or the two are no certificate and its key */
export async function readTls({ cert, key }: TlsFiles): Promise<TlsOptions> {
  const options: TlsOptions = { cert: await readPem(cert), key: await readPem(key), minVersion: 'TLSv1.2' };
  try {
    createSecureContext(options);
  } catch (error) {
    throw new Error(`${cert} and ${key} are no certificate and its key in PEM: ${String(error)}`, { cause: error });
  }
  return options;
}

/** Takes a certificate that is renewed, when its file changes and at SIGHUP, until the gateway closes; one that is no good is logged. */
export function followTls(files: TlsFiles, app: FastifyInstance, logger: Logger): void {
  const renew = async () => {
    try {
      (app.server as unknown as Server).setSecureContext(await readTls(files));
      logger.info('the certificate was read anew');
    } catch (error) {
      logger.error({ err: error }, 'the new certificate cannot be used; the one before is');
    }
  };
  watchFile(files.cert, { interval: lookEveryMs, persistent: false }, renew);
  process.on('SIGHUP', renew);
  app.addHook('onClose', async () => {
    unwatchFile(files.cert, renew);
    process.off('SIGHUP', renew);
  });
}

async function readPem(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    throw new Error(`${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}
