// What a subgraph tells of itself to whoever counts.

/** A request that has been answered. */
export interface AnsweredRequest {
  kind: 'query' | 'mutation' | 'subscription';
  /** Of its errors. */
  codes: readonly string[];
  ms: number;
}

export interface SubgraphObserver {
  request(request: AnsweredRequest): void;
  /** `result` is the type of what it gave, `done`, or the code of its error. */
  mutation(mutation: string, result: string): void;
  job(task: string, result: 'done' | 'failed'): void;
}
