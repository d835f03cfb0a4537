import { runSubgraph } from '../../gateway/subgraph-process.ts';
import { central } from './subgraph.ts';

await runSubgraph('central', central);
