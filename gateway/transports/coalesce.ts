// Joins equal queries that are under way at the same time into one fetch. Whatever has been acknowledged to anybody must be seen by
// those who ask later, so no query joins a fetch that began before the end of a mutation.
import { tellSpan } from '../../lib/telemetry/tracing.ts';
import type { CallContext, SubgraphAnswer, SubgraphRequest, Subscribe, Transport } from '../../lib/transport.ts';
import { callerKey } from './caller-key.ts';
import { isQuery } from './operation-kind.ts';
import { type Epoch, type SharedWork, shareWork } from './shared-work.ts';

/** One fetch that several of one caller may wait for. */
interface SharedFetch extends SharedWork<SubgraphAnswer> {
  caller: string;
}

/** The fetches of one subgraph that may be joined, by request text; seldom do two callers send the same one. */
type Joinable = Map<string, readonly SharedFetch[]>;

/**
 * Transports that send equal queries of one caller (subgraph, request text, identity, forwarded headers) once while they are under way;
 * anything else passes. An event of a subscription ends the epoch as a mutation does. Whoever leaves is let go at once, and a fetch ends when its last holder has left. An answer with several
 * holders has `isShared`; the request id and the time limit are the first one's.
 */
export function coalescing(
  transports: Readonly<Record<string, Transport>>,
  epoch: Epoch = { current: 0 },
): Record<string, Transport> {
  const endEpoch = () => {
    epoch.current += 1;
  };
  return Object.fromEntries(
    Object.entries(transports).map(([name, transport]) => {
      const joinable: Joinable = new Map();
      const send: Transport = (request, call) =>
        isQuery(request)
          ? join(joinable, transport, request, call, epoch)
          : // Before its sender knows: whatever is asked after that is asked anew.
            transport(request, call).finally(endEpoch);
      if (transport.kind) send.kind = transport.kind;
      if (transport.subscribe) send.subscribe = endingEpochs(transport.subscribe, endEpoch);
      return [name, send];
    }),
  );
}

/** An event tells of a change: what it makes anybody ask is asked anew. */
function endingEpochs(subscribe: Subscribe, endEpoch: () => void): Subscribe {
  return (request, call, onOpen) => ({
    [Symbol.asyncIterator]() {
      const events = subscribe(request, call, onOpen)[Symbol.asyncIterator]();
      return {
        async next() {
          const step = await events.next();
          endEpoch();
          return step;
        },
        return: async () => (await events.return?.()) ?? { done: true, value: undefined },
      };
    },
  });
}

function join(joinable: Joinable, transport: Transport, request: SubgraphRequest, call: CallContext, epoch: Epoch) {
  if (call.signal?.aborted) return Promise.reject(call.signal.reason as Error);
  const text = request.text ?? JSON.stringify(request);
  const caller = callerKey(call);
  const fetches = joinable.get(text);
  let fetch = fetches?.find((other) => other.caller === caller && other.begunIn === epoch.current);
  if (!fetch) {
    const own = begin(transport, request, call, { epoch, remove: () => remove(joinable, text, own) });
    joinable.set(text, fetches ? [...fetches, own] : [own]);
    fetch = own;
  } else tellSpan(joined);
  return fetch.hold(call.signal);
}

const joined = { 'shelfgraph.fetch.joined': true };

function remove(joinable: Joinable, text: string, fetch: SharedFetch): void {
  const fetches = joinable.get(text);
  if (!fetches?.includes(fetch)) return;
  if (fetches.length === 1) joinable.delete(text);
  else
    joinable.set(
      text,
      fetches.filter((other) => other !== fetch),
    );
}

function begin(
  transport: Transport,
  request: SubgraphRequest,
  call: CallContext,
  { epoch, remove }: { epoch: Epoch; remove: () => void },
): SharedFetch {
  const fetch: SharedWork<SubgraphAnswer> = shareWork(
    epoch,
    call,
    async (ownCall) => {
      const answer = await transport(request, ownCall);
      // At once: whoever came after this would hold an answer that says it is not shared.
      remove();
      return fetch.holders > 1 ? { ...answer, isShared: true } : answer;
    },
    remove,
  );
  return Object.assign(fetch, { caller: callerKey(call) });
}
