// `npm run bench`: what the gateway costs, beside other gateways.
import { resolve } from 'node:path';
import { command, UsageError } from '../scripts/command.ts';
import { benchAudit } from './audit.ts';
import { benchCatalogue } from './catalogue.ts';
import { benchFulfilment } from './fulfilment.ts';
import { benchGateway } from './gateway.ts';
import { installPeers } from './install.ts';
import { benchLending } from './lending.ts';
import { benchMemory } from './memory.ts';
import { benchOrders } from './orders.ts';
import { peers } from './peers.ts';
import { benchPlanning } from './planning.ts';
import { benchProcess } from './process.ts';
import { profileGateway } from './profile.ts';
import { benchSources } from './sources.ts';
import { benchTelemetry } from './telemetry.ts';
import { workloads } from './workloads.ts';

const usage = `Usage: npm run bench -- WHAT [options]

  gateway    CPU per request, requests/s, p50, p99, memory and fetches beside other gateways
  process    the whole system in one process against the same over HTTP, in memory and with databases
  orders     counter orders a second, p50 and p99 with 1, 8 and 64 clients on one hot title and on many, beside the same
             steps and commits in hand-written SQL, and beside one transaction (--only 'hot 8','many')
  lending    loans and returns a second, p50 and p99 with 1, 8 and 64 clients, beside the same steps and commits in
             hand-written SQL (--only 1,64)
  fulfilment p95 of the ways to 20 books beside the plain holdings of the same (--rounds)
  sources    p95 of holdings and of others' questions while one library's own system is slow, dead, lies or comes and
             goes, beside the same when it is well (--rounds, --seconds)
  catalogue  import of generated cities beside COPY of the same rows, searches beside a count of what they match, holdings of 1,
             20 and 100 books (--titles 10000,100000,1000000; a million titles take some hours and 60 GB)
  audit      what noting a change costs beside the same without, sealing and verifying an entry (--pairs)
  telemetry  what traces, metrics and logs cost the gateway for a request (--only, --tree)
  planning   what an operation costs that was never asked before
  memory     what the gateway holds under minutes of load
  profile    where the gateway spends its time under one workload (holdings 20, or --only)

Figures but the profile's go to bench/results/WHAT.json too. Linux with util-linux and two cores: the gateway runs
alone on the first core, subgraphs and load on the second. The peers are installed into bench/peers/ when they are
needed first.

  --pairs N           interleaved pairs for each peer (15)
  --only NAME,NAME    workloads of ${workloads.map(({ name }) => name).join(', ')};
                      a part of a name will do (all)
  --peers KEY,KEY     of ${Object.keys(peers).join(', ')} (all); none for our gateway alone
  --seconds N         how long one window lasts, about (1.2)
  --connections N     requests under way at once (16)
  --coalesce          our gateway with coalescing on
  --rounds N          questions of each kind (400), or windows of each (15)
  --titles N,N        sizes of the catalogue (10000,100000; none with --loaded)
  --loaded DIR        searches and holdings of the network that \`npm run generate -- --data DIR\` has loaded, too
  --minutes N         how long memory is watched (10)
  --in-process        profile the gateway with the subgraphs in its process
  --tree DIR          our gateway of another checkout, to compare two versions
  --help              this text`;

const options = {
  pairs: { type: 'string' },
  only: { type: 'string' },
  peers: { type: 'string' },
  seconds: { type: 'string' },
  connections: { type: 'string' },
  coalesce: { type: 'boolean' },
  tree: { type: 'string' },
  minutes: { type: 'string' },
  rounds: { type: 'string' },
  titles: { type: 'string' },
  loaded: { type: 'string' },
  'in-process': { type: 'boolean' },
} as const;

const what = process.argv[2]?.startsWith('-') ? undefined : process.argv.splice(2, 1)[0];

await command(usage, options, async (values) => {
  const number = (name: keyof typeof options, otherwise: number): number => {
    const value = Number(values[name] ?? otherwise);
    if (!(value > 0)) throw new UsageError(`--${name} is a number above 0, not "${String(values[name])}".`);
    return value;
  };
  const list = (name: 'only' | 'peers'): string[] | null =>
    typeof values[name] === 'string' ? values[name].split(',').filter((text) => text !== '') : null;

  const chosenPeers = (otherwise: string[]): string[] => {
    const keys = (list('peers') ?? otherwise).filter((key) => key !== 'none');
    const unknown = keys.filter((key) => !peers[key]);
    if (unknown.length > 0) throw new UsageError(`No such peer: ${unknown.join(', ')}.\n\n${usage}`);
    if (keys.some((key) => !peers[key]?.isProxy)) installPeers();
    return keys;
  };
  const connections = Math.round(number('connections', 16));
  const extent = { pairs: Math.round(number('pairs', 15)), seconds: number('seconds', 1.2), connections };

  const loaded = typeof values['loaded'] === 'string' ? values['loaded'] : null;
  const tree: { tree?: string } = typeof values['tree'] === 'string' ? { tree: resolve(values['tree']) } : {};

  switch (what) {
    case 'gateway': {
      await benchGateway({
        ...extent,
        against: chosenPeers(Object.keys(peers)),
        only: list('only') ?? [],
        isCoalescing: values['coalesce'] === true,
        ...tree,
      });
      break;
    }
    case 'process':
      await benchProcess(extent);
      break;
    case 'orders':
      await benchOrders({
        ...extent,
        only: list('only') ?? [],
        tree: tree.tree ?? resolve(import.meta.dirname, '..'),
      });
      break;
    case 'lending':
      await benchLending({
        ...extent,
        only: list('only') ?? [],
        tree: tree.tree ?? resolve(import.meta.dirname, '..'),
      });
      break;
    case 'fulfilment':
      await benchFulfilment({ rounds: Math.round(number('rounds', 400)) });
      break;
    case 'sources':
      await benchSources({ rounds: Math.round(number('rounds', 15)), seconds: number('seconds', 3) });
      break;
    case 'catalogue':
      await benchCatalogue({
        sizes: (typeof values['titles'] === 'string' ? values['titles'] : loaded ? '' : '10000,100000')
          .split(',')
          .filter((size) => size !== '')
          .map(sizeOf),
        loaded,
        rounds: Math.round(number('rounds', 400)),
      });
      break;
    case 'audit':
      await benchAudit({ pairs: extent.pairs });
      break;
    case 'telemetry':
      await benchTelemetry({ ...extent, only: list('only') ?? ['holdings 20'], ...tree });
      break;
    case 'planning':
      await benchPlanning({ against: chosenPeers([]) });
      break;
    case 'memory':
      await benchMemory({ minutes: number('minutes', 10), connections });
      break;
    case 'profile':
      await profileGateway({
        ...extent,
        ...tree,
        only: list('only') ?? [],
        isInProcess: values['in-process'] === true,
      });
      break;
    default:
      throw new UsageError(what ? `There is no bench "${what}".\n\n${usage}` : usage);
  }
});
process.exit();

function sizeOf(text: string): number {
  const size = Number(text);
  if (!Number.isInteger(size) || size < 100) {
    throw new UsageError(`--titles are whole numbers from 100, such as 10000,100000, not "${text}".`);
  }
  return size;
}
