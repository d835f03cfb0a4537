import { runSubgraph } from '../../gateway/subgraph-process.ts';
import { bookstores } from './subgraph.ts';

await runSubgraph('bookstores', bookstores);
