// Tests and benches ask more often than people do: what an operation may be stays limited as it is for everybody.
import { fileURLToPath } from 'node:url';

/** For the environment of a process that is asked very often. */
export const loadLimits = { SHELFGRAPH_LIMITS: fileURLToPath(new URL('load-limits.json', import.meta.url)) };
