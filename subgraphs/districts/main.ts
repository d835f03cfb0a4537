import { runSubgraph } from '../../gateway/subgraph-process.ts';
import { districts } from './subgraph.ts';

await runSubgraph('districts', districts);
