// Every mutation is known to the audit by its name, and by the reason that is given with it.
import type { Pseudonym } from '../pseudonyms.ts';
import type { BaseContext } from '../subgraph.ts';
import { type Operation, runAs } from './caller.ts';

type Resolve = (parent: unknown, args: Record<string, unknown>, ctx: BaseContext, info: unknown) => unknown;

/** The mutations among resolvers, which tell the audit what they are called and why. */
export function auditedMutations(
  resolvers: Record<string, unknown>,
  pseudonym: Pseudonym,
): { Mutation?: Record<string, Resolve> } {
  const { Mutation } = resolvers as { Mutation?: Record<string, Resolve> };
  if (!Mutation) return {};
  const audited = Object.entries(Mutation).map(([operation, resolve]) => {
    const resolveAs: Resolve = (parent, args, ctx, info) =>
      runAs(ctx, pseudonym, { operation, ...reasonOf(args) }, () => resolve(parent, args, ctx, info));
    return [operation, resolveAs] as const;
  });
  return { Mutation: Object.fromEntries(audited) };
}

function reasonOf({ reason, input }: Record<string, unknown>): Pick<Operation, 'reason'> {
  const given = reason ?? (input as { reason?: unknown } | undefined)?.reason;
  return typeof given === 'string' ? { reason: given } : {};
}
