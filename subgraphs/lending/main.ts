import { runSubgraph } from '../../gateway/subgraph-process.ts';
import { lending } from './subgraph.ts';

await runSubgraph('lending', lending);
