// What every subgraph has in common: a federated schema over one database, a fresh context per fetch, masked errors.
// A subgraph is executed in this process or served over HTTP; identity, context and masking are here, so both are equal.
import { buildSubgraphSchema } from '@apollo/subgraph';
import type { MikroORM } from '@mikro-orm/postgresql';
import {
  type DocumentNode,
  type ExecutionResult,
  execute,
  type GraphQLFormattedError,
  type GraphQLSchema,
  parse,
  validate,
} from 'graphql';
import type { Logger } from 'pino';
import { type Ask, askingAs } from './asking.ts';
import { runAs } from './audit/caller.ts';
import { auditedMutations } from './audit/mutations.ts';
import { openDatabase } from './database.ts';
import { type DatabaseCheck, databaseCheck } from './database-check.ts';
import { type DatabaseLoad, watchDatabaseLoad } from './database-load.ts';
import { createEventFeed, type EventFeed, workOnEvents } from './event-feed.ts';
import type { EventLog } from './events.ts';
import type { Identity } from './identity.ts';
import { addRecurring, startJobs, type Tasks, traceOf, withoutTrace } from './jobs.ts';
import { maskError } from './masking.ts';
import type { DatabaseOptions, EntityManager, Transactable } from './orm.ts';
import { type Pseudonym, pseudonymsWith } from './pseudonyms.ts';
import { scalars } from './scalars.ts';
import { cutSilentConnections } from './silent-connections.ts';
import { subscribeOn } from './subscriptions.ts';
import type { SubgraphObserver } from './telemetry/observer.ts';
import { followRequests, type Requests } from './telemetry/requests.ts';
import { observeRoots } from './telemetry/roots.ts';
import type { Figure } from './telemetry/subgraph-metrics.ts';
import { rootSpan } from './telemetry/tracing.ts';
import {
  type CallContext,
  overloaded,
  type SubgraphAnswer,
  type SubgraphRequest,
  type Transport,
} from './transport.ts';

/** What every resolver of every subgraph can rely on. Each subgraph adds its loaders. */
export interface BaseContext extends Transactable, CallContext {
  /** For reads; a mutation opens its own by `transact`. */
  em: EntityManager;
  /** The moment at which this fetch is answered. */
  now: Date;
  /** Asks another subgraph as this one. */
  ask: Ask;
  log: Logger;
  /** Keyed hashes that stand for what is not kept. */
  pseudonym: Pseudonym;
  /** The events of this subgraph, where it has a log of them. */
  events?: EventFeed;
}

/** The one object that a subgraph exports. */
export interface SubgraphDefinition<Context extends BaseContext, Shared = undefined> {
  name: string;
  typeDefs: DocumentNode;
  resolvers: Record<string, unknown>;
  database: Pick<DatabaseOptions, 'entities' | 'migrations'>;
  createContext: (base: BaseContext, shared: Shared) => Context;
  /** What all its fetches in this process have in common, connections to elsewhere for one; closed with the subgraph. */
  share?: (own: { log: Logger }) => Shared & { close: () => Promise<void> };
  /** Handlers of this subgraph's jobs; each run has a context of its own. See `Tasks` of lib/jobs.ts. */
  tasks: Record<string, (ctx: Context, payload: Record<string, unknown>, stopping?: AbortSignal) => Promise<void>>;
  /** Tasks that run by themselves, each so many seconds after it has run before. */
  recurring?: Record<string, number>;
  /**
   * Its log of events, for those who watch; `work` is done where jobs run, at the start and after each event, and says itself how
   * far it has come.
   */
  events?: { source: EventLog; work?: (ctx: Context) => Promise<void> };
  /** Tasks that recur, a line each, in UTC: `0 18 * * * issueDueStatements`. */
  crontab?: string;
  /** What its database tells of its business, as metrics. */
  figures?: readonly Figure[];
}

export interface SubgraphOptions {
  databaseUrl: string;
  /** How to reach the other subgraphs, by name. Looked up at each call: they may be opened later. */
  transports: Record<string, Transport>;
  log: Logger;
  /** The key of its pseudonyms, 32 bytes; all processes of a network have the same. */
  privacyKey: Uint8Array;
  /** The present moment; tests move it. */
  clock?: () => Date;
  /** Whoever counts what happens here (nobody). */
  observer?: SubgraphObserver | undefined;
}

export interface Subgraph {
  name: string;
  schema: GraphQLSchema;
  orm: MikroORM;
  /** Has `subscribe` where the schema has subscriptions. */
  execute: Transport;
  /** The context of one fetch, for the HTTP server. */
  contextOf: (call: CallContext) => BaseContext;
  /** Follows its requests; `execute` does it by itself. */
  requests: Requests;
  /** Does something in the name of a caller, who is then known to the audit; `execute` does it by itself. */
  runAs: <Result>(call: CallContext, work: () => Result) => Result;
  formatError: (error: unknown, requestId: string) => GraphQLFormattedError;
  checkDatabase: DatabaseCheck;
  databaseLoad: DatabaseLoad;
  /** Whether what this caller asks would wait for a connection to the database for too long. */
  isBusyFor: (request: Pick<SubgraphRequest, 'query'>, identity: Identity) => boolean;
  startJobs: () => Promise<void>;
  /** Waits for the jobs that run. To be done at all subgraphs before one is closed: jobs ask each other's. */
  stopJobs: () => Promise<void>;
  close: () => Promise<void>;
}

/** Nobody waits so long for a statement; one that needs longer is a command's. */
const silentAtMostMs = 30_000;

/** How long a statement of a request may wait for a connection, half as long for nobody's; a request has several in turn. */
const connectionWaitMs = 500;

/** Connects a subgraph to its database, which is migrated first. */
export async function openSubgraph<Context extends BaseContext, Shared = undefined>(
  definition: SubgraphDefinition<Context, Shared>,
  { databaseUrl, transports, log: parentLog, privacyKey, clock = () => new Date(), observer }: SubgraphOptions,
): Promise<Subgraph> {
  const { name, recurring = {} } = definition;
  const log = parentLog.child({ subgraph: name });
  const pseudonym = pseudonymsWith(privacyKey);
  const orm = await openDatabase({ name, url: databaseUrl, ...definition.database });
  await cutSilentConnections(orm, silentAtMostMs);
  const databaseLoad = await watchDatabaseLoad(orm);
  // What other services ask belongs to something that has begun; what changes something says by itself when no time is left for it, and may
  // wait for a lock rather than for the database.
  const isBusyFor: Subgraph['isBusyFor'] = ({ query: asked }, { role }) =>
    role !== 'service' &&
    !/^\s*mutation\b/.test(asked) &&
    databaseLoad.waitMs() > (role === 'anonymous' ? connectionWaitMs / 2 : connectionWaitMs);
  const shared = definition.share?.({ log });
  // The federation library declares the resolvers loosely; ours are typed by codegen where they are written.
  const audited = auditedMutations(definition.resolvers, pseudonym);
  const resolvers = { ...scalarsOf(definition.typeDefs), ...definition.resolvers, ...audited } as never;
  const schema = buildSubgraphSchema([{ typeDefs: definition.typeDefs, resolvers }]);
  observeRoots(schema, observer);
  const documents = new Map<string, DocumentNode | readonly GraphQLFormattedError[]>();
  let jobs: { stop: () => Promise<void> } | null = null;
  let stopWork: (() => Promise<void>) | null = null;
  const query = (sql: string, values: unknown[]) => orm.em.fork().execute<unknown[]>(sql, values);
  const events =
    definition.events && createEventFeed({ url: databaseUrl, source: definition.events.source, query, log });

  const askFor = askingAs(name, transports);
  const contextOf = (call: CallContext): Context => {
    const em = orm.em.fork();
    const base = {
      ...call,
      em,
      now: clock(),
      ask: askFor(call),
      log,
      pseudonym,
      forget: () => {},
      ...(events ? { events } : {}),
    };
    return definition.createContext(base, shared as Shared);
  };
  const formatError = (error: unknown, requestId: string) => maskError(error, { log, requestId, subgraph: name });

  const requests = followRequests(name, log, observer);

  const ownCall = (requestId: string) => ({ identity: { role: 'service', subgraph: name } as const, requestId });
  const answerOf = ({ data, errors }: ExecutionResult, { requestId }: CallContext): SubgraphAnswer => ({
    ...(data === undefined ? {} : { data }),
    ...(errors ? { errors: errors.map((error) => formatError(error, requestId)) } : {}),
  });
  const executeOn: Transport = async (request, call) => {
    if (isBusyFor(request, call.identity)) throw overloaded(name);
    const document = documentOf(request.query, schema, documents);
    if (!('kind' in document)) {
      return { errors: document };
    }
    return requests.local(request, call, async () => {
      const result = await runAs(call, pseudonym, {}, () =>
        execute({
          schema,
          document,
          contextValue: contextOf(call),
          variableValues: request.variables ?? null,
          operationName: request.operationName ?? null,
        }),
      );
      return answerOf(result, call);
    });
  };
  if (schema.getSubscriptionType()) {
    executeOn.subscribe = subscribeOn({
      subgraph: name,
      schema,
      documentOf: (query) => documentOf(query, schema, documents),
      contextOf,
      answerOf,
    });
  }

  return {
    name,
    schema,
    orm,
    contextOf,
    formatError,
    checkDatabase: databaseCheck(orm),
    databaseLoad,
    isBusyFor,
    requests,
    runAs: (call, work) => runAs(call, pseudonym, {}, work),
    execute: executeOn,
    async startJobs() {
      const tasks: Tasks = Object.fromEntries(
        Object.entries(definition.tasks).map(([task, handle]) => [
          task,
          async (payload, stopping) => {
            const id = String(payload['id'] ?? payload['bookId'] ?? '');
            const call = ownCall(`job-${task}-${id}`);
            await rootSpan(`job ${task}`, { kind: 'consumer', after: traceOf(payload) }, async (recorded) => {
              recorded?.set({ 'shelfgraph.subgraph': name, 'shelfgraph.job': task });
              await runAs(call, pseudonym, { operation: `job:${task}` }, () =>
                handle(contextOf(call), withoutTrace(payload), stopping),
              );
            }).then(
              () => observer?.job(task, 'done'),
              (error: unknown) => {
                observer?.job(task, 'failed');
                throw error;
              },
            );
            const seconds = recurring[task];
            if (seconds !== undefined) {
              await addRecurring(orm.em.fork(), task, seconds);
            }
          },
        ]),
      );
      jobs = await startJobs(databaseUrl, tasks, log, definition.crontab);
      for (const [task, seconds] of Object.entries(recurring)) {
        await addRecurring(orm.em.fork(), task, seconds);
      }
      const { work } = definition.events ?? {};
      if (events && work) {
        const call = ownCall('events');
        const dispatch = () =>
          rootSpan('job events', { kind: 'consumer' }, () =>
            runAs(call, pseudonym, { operation: 'job:events' }, () => work(contextOf(call))),
          );
        stopWork = workOnEvents(events, dispatch, log);
      }
    },
    async stopJobs() {
      await stopWork?.();
      stopWork = null;
      await jobs?.stop();
      jobs = null;
    },
    async close() {
      await events?.close();
      await shared?.close();
      await orm.close(true);
    },
  };
}

const documentLimit = 1_000;

function documentOf(
  query: string,
  schema: GraphQLSchema,
  documents: Map<string, DocumentNode | readonly GraphQLFormattedError[]>,
) {
  const known = documents.get(query);
  if (known) {
    return known;
  }
  const document = parse(query, { noLocation: true });
  const errors = validate(schema, document);
  const result = errors.length > 0 ? errors.map((error) => error.toJSON()) : document;
  if (documents.size >= documentLimit) {
    documents.delete(documents.keys().next().value ?? '');
  }
  documents.set(query, result);
  return result;
}

function scalarsOf(typeDefs: DocumentNode) {
  const declared = new Set(
    typeDefs.definitions.flatMap((node) => (node.kind === 'ScalarTypeDefinition' ? [node.name.value] : [])),
  );
  return Object.fromEntries(Object.entries(scalars).filter(([name]) => declared.has(name)));
}
