// The peers are installed when the bench is run, never with the project.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';

const folder = join(import.meta.dirname, 'peers');

/** Brings bench/peers/node_modules in line with bench/peers/package-lock.json. */
export function installPeers(): void {
  if (isInstalled()) return;
  console.log('Installing the peers (npm ci in bench/peers/), once; this takes two minutes.');
  // The project's own Node brings no npm along.
  const bin = resolve(folder, '../../node_modules/.bin');
  const path = (process.env['PATH'] ?? '').split(delimiter).filter((entry) => resolve(entry) !== bin);
  const { status, stderr, error } = spawnSync('npm', ['ci', '--ignore-scripts', '--no-progress'], {
    cwd: folder,
    env: { ...process.env, PATH: path.join(delimiter) },
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`The peers could not be installed: ${error?.message ?? stderr}`);
}

function isInstalled(): boolean {
  const installed = join(folder, 'node_modules/.package-lock.json');
  if (!existsSync(installed)) return false;
  const wanted = packagesOf(join(folder, 'package-lock.json'));
  const present = packagesOf(installed);
  return Object.entries(wanted).every(
    ([path, { version, optional }]) => path === '' || optional || present[path]?.version === version,
  );
}

function packagesOf(file: string): Record<string, { version?: string; optional?: boolean }> {
  return JSON.parse(readFileSync(file, 'utf8')).packages;
}
