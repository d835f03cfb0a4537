// What the Dockerfile puts into the image, put together here: the files that .dockerignore lets into the build, and the packages of
// production. Everything that runs there finds what it imports; the gateway and a subgraph run from it and write nothing into it. The base image, npm's
// part and the user are seen only where there is Docker.
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { builtinModules } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import packageJson from '../package.json' with { type: 'json' };
import { subgraphNames } from '../schema/sdl.ts';
import { createTestDatabase } from './database.ts';
import { compose, root, textOf } from './deploy-files.ts';
import { freePort, startProcess } from './process.ts';

const dockerfile = textOf('Dockerfile');
const ignored = textOf('.dockerignore').split('\n').filter(Boolean);
const letIn = ignored.filter((line) => line.startsWith('!')).map((line) => line.slice(1));
let image: string;

beforeAll(() => {
  image = mkdtempSync(join(tmpdir(), 'shelfgraph-image-'));
  for (const name of letIn.filter((each) => existsSync(join(root, each)))) {
    cpSync(join(root, name), join(image, name), {
      recursive: true,
      filter: (path) => !/\.test\.ts$|\/web\/dist$/.test(path),
    });
  }
  // What `npm run build` makes in the first stage.
  cpSync(join(root, 'web/dist'), join(image, 'web/dist'), { recursive: true });
  // Only what package.json names for production: what is there by chance is not to be relied on.
  for (const name of Object.keys(packageJson.dependencies)) {
    mkdirSync(dirname(join(image, 'node_modules', name)), { recursive: true });
    symlinkSync(join(root, 'node_modules', name), join(image, 'node_modules', name));
  }
});
afterAll(() => rmSync(image, { recursive: true, force: true }));

test('the Dockerfile builds as it is simulated here', () => {
  expect(ignored[0]).toBe('*');
  expect(ignored.filter((line) => !line.startsWith('!'))).toEqual(['*', 'web/dist', '**/*.test.ts']);
  const copies = Array.from(dockerfile.matchAll(/^COPY (.*)$/gm), ([, what]) => what);
  expect(copies).toEqual(['package.json package-lock.json .npmrc ./', '. .', '--from=build /app ./']);
  for (const file of ['package.json', 'package-lock.json', '.npmrc']) expect(letIn).toContain(file);
  expect(dockerfile).toContain('npm run build --if-present');
  expect(dockerfile).toContain('npm prune --omit=dev');
  expect(dockerfile).toMatch(/^USER node$/m);
  // The Node of the image is the one that the tests run on.
  const versions = Array.from(
    dockerfile.matchAll(/^FROM node:([\d.]+)-bookworm-slim/gm),
    ([, version]) => `v${version}`,
  );
  expect(versions).toEqual([process.version, process.version]);
});

test('all that runs there imports files and packages that are there', () => {
  const commands = Object.values(compose().services).flatMap(({ command = [] }) =>
    command.filter((word) => word.endsWith('.ts')),
  );
  const shown = Array.from(
    textOf('docs/operators.md').matchAll(/docker compose exec \w+ node (\S+\.ts)/g),
    ([, script = '']) => script,
  );
  expect(shown.length).toBeGreaterThan(0);
  const missing = new Set<string>();
  const seen = new Set<string>();
  const visit = (file: string, from: string) => {
    if (seen.has(file)) return;
    seen.add(file);
    if (!statSync(file, { throwIfNoEntry: false })?.isFile()) {
      missing.add(`${relative(image, file)}, for ${from}`);
      return;
    }
    if (!file.endsWith('.ts')) return;
    for (const specifier of importsOf(readFileSync(file, 'utf8'))) {
      if (specifier.startsWith('.')) visit(join(dirname(file), specifier), relative(image, file));
      else if (!isThere(specifier)) missing.add(`${specifier}, for ${relative(image, file)}`);
    }
  };
  for (const entry of [...commands, ...shown, 'scripts/config.ts', 'scripts/keys.ts'])
    visit(join(image, entry), 'a command');
  expect([...missing]).toEqual([]);
  expect(seen.size).toBeGreaterThan(400);
});

/** What a file imports when it runs, not what it takes types from. */
function importsOf(text: string): string[] {
  const code = text.replaceAll(/^\s*(\/\/|\*|\/\*).*$/gm, '');
  const named = code.matchAll(
    /^(?:import|export)\s(?!type\b)[^'";]*?from '([^']+)'|^import '([^']+)'|\bimport\('([^']+)'\)/gm,
  );
  return Array.from(named, ([, from, bare, later]) => from ?? bare ?? later ?? '');
}

function isThere(specifier: string): boolean {
  if (specifier.startsWith('node:') || builtinModules.includes(specifier)) return true;
  const name = specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
  return existsSync(join(image, 'node_modules', name));
}

test('the gateway and a subgraph run from it, say that they are healthy, and write nothing into it', async () => {
  const before = filesOf(image);
  await using database = await createTestDatabase();
  const data = mkdtempSync(join(tmpdir(), 'shelfgraph-image-data-'));
  const [port, subgraphPort] = [String(await freePort()), String(await freePort())];
  const env = {
    ...Object.fromEntries(
      subgraphNames.map((name) => [`SUBGRAPH_URL_${name.toUpperCase()}`, `http://127.0.0.1:${subgraphPort}/graphql`]),
    ),
    NODE_ENV: 'production',
    NODE_COMPILE_CACHE: '',
    SHELFGRAPH_DATA: data,
  };
  const at = (file: string) => relative(root, join(image, file));
  const subgraph = startProcess(at('subgraphs/districts/main.ts'), [], {
    ...env,
    PORT: subgraphPort,
    DATABASE_URL_DISTRICTS: database.url,
  });
  const gateway = startProcess(at('gateway/main.ts'), [], { ...env, PORT: port });
  await Promise.all([subgraph.said('districts answers at'), gateway.said('gateway answers at')]);
  const [, check = ''] = /HEALTHCHECK[^]*?CMD (\[.*\])/.exec(dockerfile) ?? [];
  const [, ...args] = JSON.parse(check) as string[];
  const page = await fetch(`http://127.0.0.1:${port}/`, { headers: { accept: 'text/html' } });
  expect({ status: page.status, type: page.headers.get('content-type') }).toEqual({
    status: 200,
    type: expect.stringContaining('text/html'),
  });
  for (const each of [port, subgraphPort]) {
    expect(spawnSync(process.execPath, args, { env: { PORT: each } }).status).toBe(0);
  }
  await Promise.all([gateway.kill('SIGTERM'), subgraph.kill('SIGTERM')]);
  expect(spawnSync(process.execPath, args, { env: { PORT: port } }).status).toBe(1);
  expect(filesOf(image)).toEqual(before);
  rmSync(data, { recursive: true });
});

function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.parentPath.includes('node_modules'))
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();
}
