// The definitions of all four subgraphs, for what has to do with all of them.
import { bookstores } from '../subgraphs/bookstores/subgraph.ts';
import { central } from '../subgraphs/central/subgraph.ts';
import { districts } from '../subgraphs/districts/subgraph.ts';
import { lending } from '../subgraphs/lending/subgraph.ts';

export const definitions = { central, districts, bookstores, lending };
