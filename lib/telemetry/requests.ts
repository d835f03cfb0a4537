// A request to a subgraph, over HTTP or in process, as its trace, its log and its metrics tell of it.
import type { Logger } from 'pino';
import type { CallContext, SubgraphRequest } from '../transport.ts';
import type { SubgraphObserver } from './observer.ts';
import { rootSpan, type Span, span, traceName } from './tracing.ts';

/** What is told of an answer: its errors. */
type Told = { errors?: readonly { extensions?: Record<string, unknown> | undefined }[] | undefined };

export interface Requests {
  /** Answers a request of this process. */
  local<Answer extends Told>(
    request: Pick<SubgraphRequest, 'query'>,
    call: CallContext,
    answer: () => Promise<Answer>,
  ): Promise<Answer>;
  /**
   * Answers a request of another process, which has shown that it may tell us its trace.
   * @param traceparent its header
   * @param errorsOf those that were answered
   */
  remote<Result>(
    request: Pick<SubgraphRequest, 'query'>,
    call: CallContext,
    traceparent: string | undefined,
    answer: () => Promise<Result>,
    errorsOf: () => Told,
  ): Promise<Result>;
}

/** Makes what follows the requests of a subgraph. Each is a line of its log, on level info. */
export function followRequests(subgraph: string, log: Logger, observer: SubgraphObserver | undefined): Requests {
  function told(
    kind: 'query' | 'mutation' | 'subscription',
    call: CallContext,
    began: number,
    { errors }: Told,
    recorded: Span | undefined,
  ): void {
    const isLogged = log.isLevelEnabled('info');
    if (!observer && !isLogged && !recorded) return;
    const codes = [...new Set((errors ?? []).map(({ extensions }) => String(extensions?.['code'])))];
    const ms = Math.round((performance.now() - began) * 100) / 100;
    recorded?.set({ 'shelfgraph.subgraph': subgraph, 'shelfgraph.request_id': call.requestId });
    if (codes.length > 0) recorded?.fail(codes.join(' '));
    observer?.request({ kind, codes, ms });
    if (!isLogged) return;
    const { traceId } = traceName() ?? {};
    log.info(
      { requestId: call.requestId, ...(traceId ? { traceId } : {}), kind, role: call.identity.role, codes, ms },
      'request',
    );
  }
  return {
    local(request, call, answer) {
      const kind = kindOf(request);
      return span(`${subgraph} ${kind}`, 'internal', async (recorded) => {
        const began = performance.now();
        const answered = await answer();
        told(kind, call, began, answered, recorded);
        return answered;
      });
    },
    remote(request, call, traceparent, answer, errorsOf) {
      const kind = kindOf(request);
      return rootSpan(`${subgraph} ${kind}`, { kind: 'server', from: traceparent }, async (recorded) => {
        const began = performance.now();
        const answered = await answer();
        told(kind, call, began, errorsOf(), recorded);
        return answered;
      });
    },
  };
}

/** What a request is, by its text. */
function kindOf({ query }: Pick<SubgraphRequest, 'query'>): 'query' | 'mutation' | 'subscription' {
  const [, kind] = /^\s*(mutation|subscription)\b/.exec(query) ?? [];
  return kind === 'mutation' || kind === 'subscription' ? kind : 'query';
}
