// Builds the pages with Vite: hashed files in chunks, each also compressed, so that the gateway only sends what lies there. A build goes
// into a folder of its own and is then named by its inputs; of two at once one finds the other's there, and leaves it.
import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { Plugin } from 'vite';
import { hashOf, inputsOf, readManifest } from './freshness.ts';
import { distFolder, type Manifest, pageFolders, webFolder } from './pages.ts';

/** Builds all pages of `source`, whether or not they are built already, and forgets the builds before the last. */
export async function buildPages({ source = webFolder, dist = distFolder } = {}): Promise<Manifest> {
  const pages = pageFolders(source);
  const draft = join(dist, `draft-${randomUUID()}`);
  mkdirSync(draft, { recursive: true });
  try {
    const inputs = inputsOf(await bundle({ source, pages, outDir: draft }));
    const build = hashOf(inputs, source);
    if (build === undefined) throw new Error('A source was removed while the pages were built. Build them again.');
    const assets = readdirSync(join(draft, 'assets'));
    await Promise.all(assets.map((file) => compress(join(draft, 'assets', file))));
    const { build: before, last = [] } = readManifest(dist) ?? {};
    const isAnother = before !== undefined && before !== build;
    const manifest = { build, inputs, pages, assets, last: isAnother ? [before] : last };
    publish(manifest, draft, dist);
    return manifest;
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

/** Lets Vite write the pages into a folder. @returns the project's own modules that they are made of */
async function bundle({
  source,
  pages,
  outDir,
}: {
  source: string;
  pages: readonly string[];
  outDir: string;
}): Promise<string[]> {
  const { build } = await import('vite');
  // Vite goes by it: what somebody builds for tests would carry code for development, and the paths of its sources.
  process.env['NODE_ENV'] = 'production';
  const met = new Set<string>();
  await build({
    configFile: false,
    root: source,
    publicDir: false,
    logLevel: 'error',
    plugins: [noting(met), smallerMonaco()],
    worker: { format: 'es' },
    build: {
      outDir,
      emptyOutDir: true,
      target: 'es2022',
      // The content policy of the pages has no data: for scripts and fonts.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      chunkSizeWarningLimit: 4_000,
      reportCompressedSize: false,
      rolldownOptions: { input: Object.fromEntries(pages.map((page) => [page, join(source, page, 'index.html')])) },
    },
  });
  return [...met];
}

function noting(met: Set<string>): Plugin {
  return {
    name: 'note-modules',
    moduleParsed({ id }) {
      const file = id.replace(/[?#].*$/, '');
      if (file.startsWith('/') && !file.includes('/node_modules/')) met.add(file);
    },
  };
}

/** GraphiQL's Monaco has all features of a code editor; ours has those of `playground/monaco.ts`. */
function smallerMonaco(): Plugin {
  return {
    name: 'smaller-monaco',
    enforce: 'pre',
    resolveId: (asked) =>
      asked === 'monaco-graphql/esm/monaco-editor.js' ? join(webFolder, 'playground/monaco.ts') : null,
  };
}

const brotli = promisify(brotliCompress);
const gzipped = promisify(gzip);

/** Writes FILE.br, in the smallest form, and FILE.gz beside a file. */
async function compress(file: string): Promise<void> {
  const content = await readFile(file);
  const [br, gz] = await Promise.all([
    brotli(content, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: content.length } }),
    gzipped(content, { level: 9 }),
  ]);
  await Promise.all([writeFile(`${file}.br`, br), writeFile(`${file}.gz`, gz)]);
}

function publish(manifest: Manifest, draft: string, dist: string): void {
  try {
    renameSync(draft, join(dist, manifest.build));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // Another process was faster, or the same was built before.
    if (code !== 'ENOTEMPTY' && code !== 'EEXIST') throw error;
  }
  const text = join(dist, `draft-${randomUUID()}.json`);
  writeFileSync(text, JSON.stringify(manifest));
  renameSync(text, join(dist, 'manifest.json'));
  const kept = new Set([manifest.build, ...manifest.last]);
  const old = readdirSync(dist).filter((name) => /^[0-9a-f]{16}$/.test(name) && !kept.has(name));
  for (const name of old) rmSync(join(dist, name), { recursive: true, force: true });
}
