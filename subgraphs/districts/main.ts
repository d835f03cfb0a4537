import { runSubgraph } from '../../gateway/standalone.ts';

await runSubgraph('districts');
