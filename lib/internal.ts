// Fields that only other subgraphs may ask.
import { authorise } from './actions.ts';
import type { BaseContext } from './subgraph.ts';

/** A resolver that answers a service identity only; takes the arguments and the context, as a use case does. */
export function internal<Arguments, Context extends BaseContext, Result>(
  resolve: (args: Arguments, ctx: Context) => Result,
): (parent: unknown, args: Arguments, ctx: Context) => Result {
  return (_parent, args, ctx) => {
    authorise(ctx.identity, 'internal.call');
    return resolve(args, ctx);
  };
}
