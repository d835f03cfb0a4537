// What a subgraph counts: requests, what came of mutations, jobs, connections to its database, and figures that stand in the database.
import type { MikroORM } from '@mikro-orm/postgresql';
import type { Pool } from 'pg';
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { Subgraph } from '../subgraph.ts';
import { boundedCodes, level, seconds } from './metrics.ts';
import type { SubgraphObserver } from './observer.ts';

/** A number that stands in the database, as a metric. */
export interface Figure {
  name: string;
  help: string;
  /** The name of the column `label`, if the statement gives one. */
  label?: string;
  /** Gives rows with `value`, and `label`. Quick: it goes by an index or over a small table. */
  sql: string;
}

/** Figures are read again when they are so old, in ms, and somebody asks for them; … */
const figuresKeptMs = 15_000;
/** … a statement may take so long, in ms: what takes longer is not told. */
const figureLimitMs = 2_000;

/** Jobs that wait, of every subgraph: graphile-worker's table is small, what is done is deleted. */
const jobFigures: readonly Figure[] = [
  {
    name: 'shelfgraph_jobs',
    help: 'Jobs of a subgraph: due and not begun, running, for later, and given up after 100 attempts.',
    label: 'state',
    sql: `/* figureJobs */ select case when attempts >= max_attempts then 'given_up' when locked_at is not null then 'running'
        when run_at <= now() then 'due' else 'later' end as label, count(*)::int as value
      from graphile_worker._private_jobs group by 1`,
  },
  {
    name: 'shelfgraph_job_delay_seconds',
    help: 'How long the job that has waited longest is due.',
    sql: `/* figureJobDelay */ select coalesce(extract(epoch from now() - min(run_at)), 0)::float as value
      from graphile_worker._private_jobs where locked_at is null and run_at <= now() and attempts < max_attempts`,
  },
];

const ofAll = [
  ...jobFigures,
  {
    name: 'shelfgraph_audit_unsealed',
    help: 'Changes that were noted and are not in the chain of the audit yet, 10,000 at most.',
    sql: `/* figureAudit */ select count(*)::int as value from (select 1 from audit_change limit 10000) as noted`,
  },
];

/** Makes the metrics of the subgraphs of a process, and who tells them what happens. */
export function subgraphMetrics(registry: Registry): {
  observerOf(subgraph: string): SubgraphObserver;
  watch(subgraph: Pick<Subgraph, 'name' | 'orm' | 'databaseLoad'>, figures: readonly Figure[]): Promise<void>;
} {
  const registers = [registry];
  const code = boundedCodes();
  const duration = new Histogram({
    name: 'shelfgraph_subgraph_request_duration_seconds',
    help: 'Requests that a subgraph has answered.',
    labelNames: ['subgraph', 'kind', 'outcome'],
    buckets: seconds,
    registers,
  });
  const mutations = new Counter({
    name: 'shelfgraph_mutations_total',
    help: 'What came of each mutation: the type of what it gave, done, or the code of its error.',
    labelNames: ['subgraph', 'mutation', 'result'],
    registers,
  });
  const jobs = new Counter({
    name: 'shelfgraph_job_runs_total',
    help: 'Runs of jobs; one that failed is tried again in 2 s.',
    labelNames: ['subgraph', 'task', 'result'],
    registers,
  });
  const pools = new Map<string, Pool>();
  const loads = new Map<string, Subgraph['databaseLoad']>();
  level(
    registry,
    'shelfgraph_database_connections',
    'Connections of a subgraph to its database, and statements that wait for one.',
    {
      labelNames: ['subgraph', 'state'],
      ofWorkers: 'sum',
      *read() {
        for (const [subgraph, { totalCount, idleCount, waitingCount }] of pools) {
          yield [{ subgraph, state: 'used' }, totalCount - idleCount];
          yield [{ subgraph, state: 'idle' }, idleCount];
          yield [{ subgraph, state: 'waiting' }, waitingCount];
        }
      },
    },
  );
  level(registry, 'shelfgraph_database_connections_limit', 'Connections that a subgraph may have to its database.', {
    labelNames: ['subgraph'],
    ofWorkers: 'sum',
    *read() {
      for (const [subgraph, { options }] of pools) yield [{ subgraph }, options.max ?? 0];
    },
  });
  level(
    registry,
    'shelfgraph_database_wait_seconds',
    'How long a statement that comes now would wait for a connection.',
    {
      labelNames: ['subgraph'],
      ofWorkers: 'max',
      *read() {
        for (const [subgraph, load] of loads) yield [{ subgraph }, load.waitMs() / 1_000];
      },
    },
  );
  const figures = figureGauges(registry);
  return {
    observerOf: (subgraph) => ({
      request: ({ kind, codes, ms }) =>
        duration.observe({ subgraph, kind, outcome: codes.length > 0 ? 'errors' : 'ok' }, ms / 1_000),
      // A code that some resolver made up is no series of its own; types are the schema's.
      mutation: (mutation, result) =>
        mutations.inc({ subgraph, mutation, result: /^[a-zA-Z]+$/.test(result) ? result : code(result) }),
      job: (task, result) => jobs.inc({ subgraph, task, result }),
    }),
    async watch({ name, orm, databaseLoad }, own) {
      pools.set(name, (await orm.em.getConnection().getNativeClient()) as Pool);
      loads.set(name, databaseLoad);
      for (const figure of [...ofAll, ...own]) figures.add(figure, name, orm);
    },
  };
}

function figureGauges(registry: Registry) {
  const gauges = new Map<string, { gauge: Gauge; sources: Map<string, MikroORM> }>();
  const add = (figure: Figure, subgraph: string, orm: MikroORM): void => {
    const known = gauges.get(figure.name);
    if (known) return void known.sources.set(subgraph, orm);
    const sources = new Map([[subgraph, orm]]);
    let readAt = Number.NEGATIVE_INFINITY;
    const gauge = new Gauge({
      name: figure.name,
      help: figure.help,
      labelNames: ['subgraph', ...(figure.label ? [figure.label] : [])],
      registers: [registry],
      // Workers of one subgraph read the same database.
      aggregator: 'max',
      async collect() {
        if (performance.now() - readAt < figuresKeptMs) return;
        readAt = performance.now();
        const read = await Promise.all(
          [...sources].map(async ([name, from]) => [name, await rowsOf(from, figure)] as const),
        );
        this.reset();
        for (const [name, rows] of read) {
          for (const { label, value } of rows) {
            this.set({ subgraph: name, ...(figure.label ? { [figure.label]: String(label) } : {}) }, Number(value));
          }
        }
      },
    });
    gauges.set(figure.name, { gauge, sources });
  };
  return { add };
}

/** None where the database does not answer in time: a metric that is not there is told from one that is 0. */
async function rowsOf(orm: MikroORM, { sql }: Figure): Promise<{ label?: unknown; value: unknown }[]> {
  const late = Promise.withResolvers<never[]>();
  const timer = setTimeout(() => late.resolve([]), figureLimitMs);
  const read = orm.em
    .fork()
    .transactional(async (em) => {
      await em.execute(`/* figureLimit */ set local statement_timeout = ${figureLimitMs}`);
      return em.execute<{ label?: unknown; value: unknown }[]>(sql);
    })
    .catch(() => []);
  const rows = await Promise.race([read, late.promise]);
  clearTimeout(timer);
  return rows;
}
