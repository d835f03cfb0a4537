// What operators have set for gateways alone: for `readEnvironment`, which tells of all that is wrong at once.
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
