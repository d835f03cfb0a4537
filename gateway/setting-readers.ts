// What operators have set for gateways alone: for `readEnvironment`, which tells of all that is wrong at once.
import { workersOf } from '../lib/env.ts';
import { readLimits } from './limits/roles.ts';
import { readTrusted } from './trusted/settings.ts';
import { readIntrospection } from './views/introspection.ts';

type Environment = Record<string, string | undefined>;

/** Each throws what is wrong with its settings. */
export const gatewayReaders: readonly ((env: Environment) => unknown)[] = [
  (env) => readLimits(env),
  (env) => readIntrospection(env),
  (env) => readTrusted(env),
];

/** For a gateway of its own, which may be several processes. `npm start` is one, whatever is asked for. */
export const gatewayProcessReaders: typeof gatewayReaders = [...gatewayReaders, checkWorkers];

/** @throws Error for what several workers cannot do without, and what they must not do */
function checkWorkers(env: Environment): void {
  if ((workersOf(env['SHELFGRAPH_WORKERS']) ?? 1) === 1) return;
  const problems = [
    ...(env['SHELFGRAPH_ONLY_GATEWAY'] === 'yes'
      ? ['SHELFGRAPH_ONLY_GATEWAY=yes is for one worker: several would join fetches that a change has made stale.']
      : []),
    ...(env['DATABASE_URL_GATEWAY']
      ? []
      : ['SHELFGRAPH_WORKERS needs DATABASE_URL_GATEWAY: each worker would let in the whole rate of a client.']),
  ];
  if (problems.length > 0) throw new Error(problems.join('\n'));
}
