// The client of a Shelfgraph network. Nothing but `fetch` is needed: Node 20, browsers, Deno, Bun.
export { ShelfgraphError } from './errors.ts';
export * from './operations.generated.ts';
export type { Answer, AnswerError, Asking, Events, Operation, SessionOptions } from './session.ts';
export {
  type Allowance,
  type Goods,
  type Journal,
  type Sale,
  type SaleState,
  type SellResult,
  Till,
  type TillOptions,
  type Told,
} from './till.ts';
