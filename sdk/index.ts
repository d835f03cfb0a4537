// The client of a Shelfgraph network. Nothing but `fetch` is needed: Node 20, browsers, Deno, Bun.
export { isOffline, ShelfgraphError } from './errors.ts';
export { inBoth } from './messages.ts';
export * from './operations.generated.ts';
export type { Allowance, Goods, Journal, Sale, SaleState, SellResult, Told } from './sale.ts';
export type { Answer, AnswerError, Asking, Events, Operation, SessionOptions } from './session.ts';
export { Till, type TillOptions } from './till.ts';
