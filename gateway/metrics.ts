// What a gateway counts. Labels have few values: roles' audiences, codes, subgraphs of the supergraph, operations of registered documents.
import { Counter, Histogram, type Registry } from 'prom-client';
import { boundedCodes, level, restartsOfWorkers, seconds, total } from '../lib/telemetry/metrics.ts';
import type { FetchReport } from './engine/fetch.ts';
import type { PlacesState } from './limits/places.ts';
import type { OperationReport, ToldError } from './observing.ts';
import type { Revisions } from './revisions.ts';

export interface GatewayMetrics {
  /** An operation has ended. */
  operation(report: OperationReport): void;
  /** What operations, or events of subscriptions, have asked of subgraphs. */
  fetches(made: readonly FetchReport[]): void;
  /** What clients were told. */
  errors(told: readonly ToldError[]): void;
  /** A request was refused before it became an operation. */
  refusal(code: unknown): void;
  /** Has the state of a gateway told, once it is there. */
  watch(gateway: Watched): void;
}

interface Watched {
  revisions: Revisions;
  places: () => PlacesState;
  /** Whether rates are counted together with other gateways. */
  areRatesShared: () => boolean;
}

/** Makes the metrics of the gateway of a process. */
export function gatewayMetrics(registry: Registry): GatewayMetrics {
  const registers = [registry];
  const code = boundedCodes();
  const durations = new Histogram({
    name: 'shelfgraph_operation_duration_seconds',
    help: 'Operations, from the request to the answer; of a subscription, until it ended.',
    labelNames: ['audience', 'kind', 'outcome'],
    buckets: seconds,
    registers,
  });
  const documents = new Histogram({
    name: 'shelfgraph_document_duration_seconds',
    help: 'Queries and mutations by the operation of a registered document; all others together are "other".',
    labelNames: ['operation'],
    buckets: seconds,
    registers,
  });
  const toldErrors = new Counter({
    name: 'shelfgraph_errors_total',
    help: 'Errors that clients were told, by code and the subgraph that they are of.',
    labelNames: ['code', 'subgraph'],
    registers,
  });
  const durationsOfFetches = new Histogram({
    name: 'shelfgraph_fetch_duration_seconds',
    help: 'Requests to subgraphs that operations made.',
    labelNames: ['subgraph', 'kind', 'outcome'],
    buckets: seconds,
    registers,
  });
  const entities = new Counter({
    name: 'shelfgraph_fetch_entities_total',
    help: 'Entities that were asked for.',
    labelNames: ['subgraph'],
    registers,
  });
  const refusals = new Counter({
    name: 'shelfgraph_refusals_total',
    help: 'Requests that were refused before they became an operation.',
    labelNames: ['code'],
    registers,
  });
  restartsOfWorkers(registry);
  let subgraphs: ReadonlySet<string> = new Set();
  const subgraphOf = (name: unknown) =>
    subgraphs.has(String(name).toLowerCase()) ? String(name).toLowerCase() : 'none';
  return {
    operation({ kind, registeredName, audience, outcome, ms }) {
      durations.observe({ audience, kind, outcome }, ms / 1_000);
      if (kind !== 'subscription') documents.observe({ operation: registeredName ?? 'other' }, ms / 1_000);
    },
    errors(told) {
      for (const error of told) toldErrors.inc({ code: code(error.code), subgraph: subgraphOf(error.subgraph) });
    },
    fetches(made) {
      for (const { subgraph, kind: fetchKind, ms: fetchMs, error, entities: count } of made) {
        const of = subgraphOf(subgraph);
        durationsOfFetches.observe(
          { subgraph: of, kind: fetchKind, outcome: error ? code(error) : 'ok' },
          fetchMs / 1_000,
        );
        if (count) entities.inc({ subgraph: of }, count);
      }
    },
    refusal: (given) => refusals.inc({ code: code(given) }),
    watch({ revisions, places, areRatesShared }) {
      revisions.follow(({ engine }) => {
        subgraphs = new Set(engine.subgraphs.map((name) => name.toLowerCase()));
      });
      watchState(registry, { revisions, places, areRatesShared });
    },
  };
}

function watchState(registry: Registry, { revisions, places, areRatesShared }: Watched): void {
  const one = (
    name: string,
    help: string,
    ofWorkers: 'sum' | 'average' | 'max' | 'min',
    value: () => number | boolean,
  ) => level(registry, name, help, { ofWorkers, read: () => [[{}, Number(value())]] });
  one('shelfgraph_operations_under_way', 'Queries and mutations that are under way.', 'sum', () => places().underWay);
  one('shelfgraph_subscriptions_open', 'Subscriptions that are open.', 'sum', () => places().subscriptions);
  one(
    'shelfgraph_event_loop_utilization_ratio',
    'The share of the last half second in which the event loop was busy.',
    'average',
    () => places().utilization,
  );
  one(
    'shelfgraph_overload_refusing',
    '1 while some of what comes is refused because it would have to wait.',
    'max',
    () => places().isRefusing,
  );
  one(
    'shelfgraph_supergraph_refused',
    '1 while a supergraph that was to be served is none.',
    'max',
    () => revisions.refused !== null,
  );
  one('shelfgraph_rates_shared', '1 while rates are counted together with other gateways.', 'min', areRatesShared);
  one('shelfgraph_plans', 'Plans that are kept.', 'sum', () => revisions.current.engine.plans.kept);
  total(registry, 'shelfgraph_plan_requests_total', 'Operations whose plan was there (hit), or was made (miss).', {
    labelNames: ['result'],
    read() {
      const { hits, misses } = revisions.current.engine.plans;
      return [
        [{ result: 'hit' }, hits],
        [{ result: 'miss' }, misses],
      ];
    },
  });
  level(registry, 'shelfgraph_breaker_open', '1 while a subgraph is not asked because it did not answer.', {
    labelNames: ['subgraph'],
    ofWorkers: 'max',
    read() {
      const { engine, outages } = revisions.current;
      const silent = new Set(outages().map(({ subgraph }) => subgraph));
      return engine.subgraphs.map((name) => [{ subgraph: name.toLowerCase() }, Number(silent.has(name))] as const);
    },
  });
}
