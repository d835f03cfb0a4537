// The commands that need the pages have them built where they are missing or old, by a process of its own: what builds is large.
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { isFresh, readManifest } from './freshness.ts';
import { webFolder } from './pages.ts';

/**
 * Has the pages built unless they are, which takes some seconds once. Where there is no Vite, as in an image, what was built is taken as
 * it is.
 * @throws Error that says what the build said
 */
export async function ensurePages(tell: (line: string) => void = () => {}): Promise<void> {
  if (isFresh() || (readManifest() && !canBuild())) return;
  tell('Building the pages, once for these sources; the playground waits for it.');
  const child = spawn(process.execPath, [join(webFolder, '../scripts/build.ts')], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const said: Buffer[] = [];
  child.stderr.on('data', (chunk: Buffer) => said.push(chunk));
  const code = await new Promise((ended) => child.once('error', ended).once('close', ended));
  if (code !== 0) throw new Error(`The pages could not be built (npm run build): ${Buffer.concat(said).toString()}`);
}

function canBuild(): boolean {
  try {
    createRequire(import.meta.url).resolve('vite');
    return true;
  } catch {
    return false;
  }
}
