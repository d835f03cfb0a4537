// The file that a supergraph lies in. It is looked at by its name, twice a second: that notices files that are replaced by
// others, links that are turned elsewhere and folders on other machines, which notifications of the file system do not.
import { unwatchFile, watchFile } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Gateway } from './server.ts';
import { SupergraphError } from './supergraph.ts';

const lookEveryMs = 500;
/** A file that changes again within this time is still being written. */
const calmMs = 300;

/**
 * Makes something of the supergraph in a file, such as a gateway.
 * @throws Error that names the file, when it cannot be read or `make` throws SupergraphError
 */
export async function openSupergraphFile<Made>(path: string, make: (sdl: string) => Promise<Made>): Promise<Made> {
  try {
    return await make(await readSupergraphFile(path));
  } catch (error) {
    if (!(error instanceof SupergraphError)) throw error;
    throw new Error(messageOf(path, error), { cause: error });
  }
}

/**
 * Reloads the supergraph of a gateway that does not listen yet whenever the file has changed and at SIGHUP, until the gateway
 * closes. What comes of it is logged, and told to `tell` in words; a supergraph that cannot be served is refused.
 */
export function followSupergraphFile(
  path: string,
  { gateway, logger, tell }: { gateway: Gateway; logger: Logger; tell: (message: string) => void },
): void {
  const reload = async () => {
    try {
      const isNew = await gateway.reload(() => readSupergraphFile(path));
      tell(isNew ? `The supergraph ${path} was loaded anew.` : `The supergraph ${path} has not changed.`);
    } catch (error) {
      logger.error({ err: error }, `${messageOf(path, error)} The one before is served on.`);
    }
  };
  let changes = 0;
  const onChange = async () => {
    changes += 1;
    const seen = changes;
    await sleep(calmMs);
    if (seen === changes) await reload();
  };
  watchFile(path, { interval: lookEveryMs, persistent: false }, onChange);
  process.on('SIGHUP', reload);
  gateway.addHook('onClose', async () => {
    unwatchFile(path, onChange);
    process.off('SIGHUP', reload);
  });
}

function messageOf(path: string, error: unknown): string {
  return `The supergraph ${path} cannot be served. ${error instanceof Error ? error.message : String(error)}`;
}

async function readSupergraphFile(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const reasons: Record<string, string> = {
      ENOENT: 'There is no such file.',
      EACCES: 'It may not be read.',
      EISDIR: 'It is a folder.',
    };
    throw new SupergraphError(reasons[code ?? ''] ?? message, { cause: error });
  }
}
