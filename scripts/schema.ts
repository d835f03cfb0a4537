// `npm run schema:check` and `npm run schema:release`: what a change of the schema breaks, and for whom.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { audiencesOf } from '../gateway/trusted/registered.ts';
import { registeredDocuments } from '../gateway/trusted/settings.ts';
import { takeSettings } from '../lib/setting-sources.ts';
import { type Comparison, compareSchemas } from '../schema/changes.ts';
import { compose } from '../schema/compose.ts';
import { command } from './command.ts';
import { lineOf, withRelease, withUnreleased } from './schema-changelog.ts';

const usage = `Usage: npm run schema:check -- [--against REF] [--supergraph FILE] [--write]
       npm run schema:release -- [--day DAY]

Compares the schemas of the four subgraphs with the supergraph that was released last: for each audience, and with the operations that
are registered (schema/operations, SHELFGRAPH_TRUSTED_DOCUMENTS). Exit code 1 when something breaks that was not announced, when
an operation is not valid any more, or when what is deprecated has no day.

  --against REF  another supergraph to compare with: a file, or a commit, branch or tag of git
  --supergraph FILE  the supergraph that is compared, such as one with guests, instead of the four schemas
  --write        writes what has changed into docs/schema-changelog.md
  --day DAY      of the release, today if left out; the present schema is the released one from then on
  --help         this text`;

const root = fileURLToPath(new URL('..', import.meta.url));
const released = 'schema/released.graphql';
const changelog = `${root}docs/schema-changelog.md`;

await command(
  usage,
  { against: { type: 'string' }, supergraph: { type: 'string' }, write: { type: 'boolean' }, day: { type: 'string' } },
  async ({ choice, against, supergraph, write, day }) => {
    const today = new Date().toISOString().slice(0, 10);
    const present = typeof supergraph === 'string' ? readFileSync(supergraph, 'utf8') : compose();
    const before = typeof against === 'string' ? supergraphAt(against) : lastReleased(present);
    const comparison = await compareSchemas([before, present], operations(), today);
    const text = existsSync(changelog) ? readFileSync(changelog, 'utf8') : '';
    if (choice === 'release') {
      writeFileSync(changelog, withRelease(text, comparison, dayOf(day) ?? today));
      writeFileSync(root + released, present);
      console.log(`${comparison.changes.length} changes are released.`);
      return;
    }
    if (write) writeFileSync(changelog, withUnreleased(text, comparison));
    if (!report(comparison)) process.exitCode = 1;
    if (against === undefined && supergraph === undefined && withUnreleased(text, comparison) !== text && !write) {
      console.error('docs/schema-changelog.md is stale: run `npm run schema:check -- --write` and commit the result.');
      process.exitCode = 1;
    }
  },
  ['check', 'release'],
);

function operations() {
  takeSettings();
  return registeredDocuments(process.env).map((document) => ({
    document,
    audiences: audiencesOf(document),
  }));
}

/** Prints what has changed. Whether nothing breaks that was not announced. */
function report({ changes, broken, tooSudden }: Comparison): boolean {
  for (const change of changes) console.log(`${change.weight.padEnd(9)} ${lineOf(change)}`);
  for (const { name, file, audience, message } of broken) {
    console.error(`${name} of ${file.replace(root, '')} breaks for ${audience}: ${message}`);
  }
  for (const message of tooSudden) console.error(message);
  const breaking = changes.filter(({ weight, announced }) => weight === 'BREAKING' && announced === null);
  const counts = `${changes.length} changes, ${breaking.length} of them breaking and not announced`;
  console.log(`${counts}; ${broken.length} registered operations break.`);
  return breaking.length + broken.length + tooSudden.length === 0;
}

/** Before the first release nothing was promised: the present schema. */
function lastReleased(present: string): string {
  return existsSync(root + released) ? readFileSync(root + released, 'utf8') : present;
}

/** @throws Error that says what REF may be */
function supergraphAt(ref: string): string {
  if (existsSync(ref)) return readFileSync(ref, 'utf8');
  try {
    return execFileSync('git', ['show', `${ref}:schema/supergraph.graphql`], {
      cwd: root,
      encoding: 'utf8',
      maxBuffer: 100 * 2 ** 20,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  } catch (error) {
    throw new Error(`"${ref}" is no file, and no commit, branch or tag of git that has schema/supergraph.graphql.`, {
      cause: error,
    });
  }
}

function dayOf(day: unknown): string | null {
  if (day === undefined) return null;
  if (typeof day === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(day)) return day;
  throw new Error(`--day is a day, 2026-11-23, not "${String(day)}".`);
}
