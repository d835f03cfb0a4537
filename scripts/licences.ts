// `npm run licences`: under which terms everything stands that this project brings, from package-lock.json.
import { readFileSync } from 'node:fs';
import { command } from './command.ts';

const usage = `Usage: npm run licences

Lists how many packages stand under which licence, and ends with exit code 1 when one is not on the list of those that are allowed:
what the product runs on must be free to use, change and pass on without conditions for our own code.`;

/** SPDX names. None binds more than the package itself. */
const allowed = new Set([
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'ISC',
  'MIT',
  'Python-2.0',
]);
/** For tools and fonts that are not passed on with the product. */
const allowedInDevelopment = new Set([...allowed, 'CC-BY-4.0', 'CC0-1.0', 'MPL-2.0', 'OFL-1.1', 'PSF-2.0']);

export interface LockedPackage {
  license?: string;
  dev?: boolean;
}

export interface Licences {
  /** Packages by the text of their licence. */
  counts: Map<string, number>;
  /** What is not allowed, in words. */
  refused: string[];
}

/** Judges the packages of a lock file, by their paths. `A OR B` needs one that is allowed, `A AND B` both. */
export function judgeLicences(packages: Record<string, LockedPackage>): Licences {
  const counts = new Map<string, number>();
  const refused: string[] = [];
  for (const [path, { license, dev = false }] of Object.entries(packages)) {
    // The project itself.
    if (path === '') continue;
    counts.set(license ?? 'none', (counts.get(license ?? 'none') ?? 0) + 1);
    if (!isAllowed(license, dev ? allowedInDevelopment : allowed)) {
      refused.push(`${path.replace(/^.*node_modules\//, '')} stands under ${license ?? 'no licence that it names'}`);
    }
  }
  return { counts, refused };
}

function isAllowed(license: string | undefined, names: ReadonlySet<string>): boolean {
  if (!license) return false;
  const expression = license.replaceAll(/[()]/g, '');
  return expression.split(' OR ').some((choice) => choice.split(' AND ').every((name) => names.has(name.trim())));
}

/** The packages of the project's lock file. */
export function lockedPackages(): Record<string, LockedPackage> {
  const file = new URL('../package-lock.json', import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { packages: Record<string, LockedPackage> }).packages;
}

if (import.meta.main) {
  await command(usage, {}, async () => {
    const { counts, refused } = judgeLicences(lockedPackages());
    for (const [licence, count] of [...counts].toSorted(([, one], [, other]) => other - one)) {
      console.log(`${String(count).padStart(5)}  ${licence}`);
    }
    if (refused.length > 0) throw new Error(`Not allowed:\n${refused.join('\n')}`);
  });
}
