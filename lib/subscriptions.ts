// A subgraph's subscriptions: each event of the source is executed as an operation of its own, in a context of its own.
import {
  createSourceEventStream,
  type DocumentNode,
  type ExecutionResult,
  execute,
  type GraphQLFormattedError,
  type GraphQLSchema,
} from 'graphql';
import { pulledAnswers } from './answer-queue.ts';
import {
  type CallContext,
  type SubgraphAnswer,
  SubgraphError,
  type SubgraphRequest,
  type Subscribe,
} from './transport.ts';

export interface SubscriptionSource {
  subgraph: string;
  schema: GraphQLSchema;
  /** The parsed request, or what is wrong with it. */
  documentOf: (query: string) => DocumentNode | readonly GraphQLFormattedError[];
  contextOf: (call: CallContext) => object;
  /** Masks the errors. */
  answerOf: (result: ExecutionResult, call: CallContext) => SubgraphAnswer;
}

/**
 * Subscriptions on a schema. Opening ends with SUBGRAPH_TIMEOUT at `call.endsAt`; a source that throws is a SubgraphError with that
 * cause. When the consumer leaves, the context's `signal` aborts and the source is returned.
 */
export function subscribeOn(source: SubscriptionSource): Subscribe {
  return (request, call, onOpen) => ({
    [Symbol.asyncIterator]() {
      const left = new AbortController();
      const ownCall = { ...call, signal: left.signal };
      let events: AsyncIterator<unknown> | undefined;

      const pull = async (): Promise<SubgraphAnswer | undefined> => {
        if (!events) {
          const opened = await openInTime(source, request, ownCall, left);
          events = 'errors' in opened ? noEvents : opened.events;
          if ('errors' in opened) return opened;
          onOpen?.();
        }
        const step = await events.next();
        return step.done ? undefined : await answerTo(step.value, source, request, ownCall);
      };
      return pulledAnswers(
        () =>
          pull().catch((cause: unknown) => {
            const options = { cause };
            throw cause instanceof SubgraphError
              ? cause
              : new SubgraphError('SUBGRAPH_UNAVAILABLE', source.subgraph, options);
          }),
        {
          signal: call.signal,
          onLeave: () => {
            left.abort(new Error('The subscriber has left.'));
            if (events) giveUp(events);
          },
        },
      );
    },
  });
}

interface Opened {
  events: AsyncIterator<unknown>;
}

interface Refusal extends SubgraphAnswer {
  errors: readonly GraphQLFormattedError[];
}

function openInTime(source: SubscriptionSource, request: SubgraphRequest, call: CallContext, left: AbortController) {
  return new Promise<Opened | Refusal>((resolve, reject) => {
    const tooLate = () => {
      const error = new SubgraphError('SUBGRAPH_TIMEOUT', source.subgraph);
      reject(error);
      left.abort(error);
    };
    const timer =
      call.endsAt === undefined ? undefined : setTimeout(tooLate, Math.max(0, call.endsAt - performance.now()));
    open(source, request, call)
      .finally(() => clearTimeout(timer))
      .then((opened) => {
        if (left.signal.aborted && 'events' in opened) giveUp(opened.events);
        resolve(opened);
      }, reject);
  });
}

async function open(
  source: SubscriptionSource,
  request: SubgraphRequest,
  call: CallContext,
): Promise<Opened | Refusal> {
  const document = source.documentOf(request.query);
  if (!('kind' in document)) return { errors: document };
  const stream = await createSourceEventStream({
    schema: source.schema,
    document,
    contextValue: source.contextOf(call),
    variableValues: request.variables ?? null,
    operationName: request.operationName ?? null,
  });
  if (Symbol.asyncIterator in stream) return { events: stream[Symbol.asyncIterator]() };
  return { errors: [], ...source.answerOf(stream, call) };
}

async function answerTo(event: unknown, source: SubscriptionSource, request: SubgraphRequest, call: CallContext) {
  const result = await execute({
    schema: source.schema,
    document: source.documentOf(request.query) as DocumentNode,
    rootValue: event,
    contextValue: source.contextOf(call),
    variableValues: request.variables ?? null,
    operationName: request.operationName ?? null,
  });
  return source.answerOf(result, call);
}

/** Not waited for: a generator that waits for its next event returns only after that. */
function giveUp(events: AsyncIterator<unknown>): void {
  events.return?.().catch(() => {});
}

const noEvents: AsyncIterator<unknown> = { next: async () => ({ done: true, value: undefined }) };
