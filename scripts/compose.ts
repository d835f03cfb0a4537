// `npm run compose`: the supergraph of the four subgraphs, and of guests.
import { readFileSync, writeFileSync } from 'node:fs';
import { readSupergraph } from '../gateway/planner/schema.ts';
import { compose, supergraphFile } from '../schema/compose.ts';
import { type Guest, guestProblems } from '../schema/guests.ts';
import { command, listOf, UsageError } from './command.ts';

const usage = `Usage: npm run compose -- [--check]
       npm run compose -- --guest NAME=FILE --url NAME=URL --out FILE

Composes schema/*.graphql into schema/supergraph.graphql, or says why they do not fit together. With guests, subgraphs of others
(docs/join.md), what they may not do is said, and the supergraph is written elsewhere.

  --check            writes nothing; exit code 1 when schema/supergraph.graphql is stale
  --guest NAME=FILE  the schema of a guest; may be given several times
  --url NAME=URL     where the guest answers; once for each
  --out FILE         the supergraph with the guests; a gateway serves it with SHELFGRAPH_SUPERGRAPH=FILE
  --help             this text`;

const options = {
  check: { type: 'boolean' },
  guest: { type: 'string', multiple: true },
  url: { type: 'string', multiple: true },
  out: { type: 'string' },
} as const;

await command(usage, options, async ({ check, out, ...values }) => {
  const guests = guestsOf(listOf(values['guest']), listOf(values['url']));
  if (guests.length > 0 !== (typeof out === 'string'))
    throw new UsageError('--guest and --out go together. See --help.');
  if (typeof out === 'string') {
    refuse(guests);
    writeFileSync(out, compose(guests));
    console.log(`${out} is the supergraph of the network and ${guests.map(({ name }) => name).join(', ')}.`);
    return;
  }
  const sdl = compose();
  if (!check) writeFileSync(supergraphFile, sdl);
  else if (readFileSync(supergraphFile, 'utf8') !== sdl) {
    throw new Error('schema/supergraph.graphql is stale: run `npm run compose` and commit the result.');
  }
});

function guestsOf(named: readonly string[], placed: readonly string[]): Guest[] {
  const urls = new Map(placed.map((text) => pairOf(text, '--url', 'xinhua=https://graph.example.org/graphql')));
  return named.map((text) => {
    const [name, file] = pairOf(text, '--guest', 'xinhua=xinhua.graphql');
    const url = urls.get(name);
    if (url === undefined || !URL.canParse(url)) throw new UsageError(`Where does ${name} answer? --url ${name}=URL.`);
    return { name, url, sdl: readFileSync(file, 'utf8') };
  });
}

function pairOf(text: string, option: string, example: string): [string, string] {
  const at = text.indexOf('=');
  if (at < 1 || at === text.length - 1) throw new UsageError(`${option} is like ${example}, not "${text}".`);
  return [text.slice(0, at), text.slice(at + 1)];
}

/** @throws Error with all that guests may not do */
function refuse(guests: readonly Guest[]): void {
  const { views } = readSupergraph(readFileSync(supergraphFile, 'utf8'));
  const problems = guests.flatMap((guest) =>
    guestProblems(guest, views.public).map((problem) => `- ${guest.name}: ${problem}`),
  );
  if (problems.length > 0) throw new Error(`Guests may not do all of this:\n${problems.join('\n')}`);
}
