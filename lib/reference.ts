/** An entity of another subgraph, known here by its key only. */
export interface Reference {
  id: string;
}
