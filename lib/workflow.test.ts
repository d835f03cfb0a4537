// The decision, the lease and the deadline of a durable workflow, on a table of its own.
import type { MikroORM } from '@mikro-orm/postgresql';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { until } from '../test/ask.ts';
import { createTestDatabase, type TestDatabase } from '../test/database.ts';
import { itemEntities } from './items/entities.ts';
import { migrateJobs } from './jobs.ts';
import { openOrm } from './orm.ts';
import type { BaseContext } from './subgraph.ts';
import { awaitEnd, carry, decide, giveUp, type Phase, resume, scheduleResume, type Workflow } from './workflow.ts';

interface Work {
  id: string;
  phase: Phase;
  try_again: boolean;
}

let database: TestDatabase;
let orm: MikroORM;

beforeAll(async () => {
  database = await createTestDatabase();
  await migrateJobs(database.url);
  orm = await openOrm({ name: 'lending', url: database.url, entities: itemEntities, migrations: [] });
  await orm.em.fork().execute(
    `create table work (id text primary key, phase text not null default 'GATHERING', deadline timestamptz not null,
       try_again boolean not null default false, lease_holder text, lease_until timestamptz, note text)`,
  );
});
afterAll(async () => {
  await orm.close(true);
  await database[Symbol.asyncDispose]();
});

const contextOf = (): BaseContext => ({
  em: orm.em.fork(),
  forget() {},
  identity: { role: 'service', subgraph: 'lending' },
  requestId: 'test',
  now: new Date(),
  ask: () => Promise.reject(new Error('nobody is asked here')),
  pseudonym: () => '',
  log: pino({ level: 'silent' }),
});
const table = { table: 'work', task: 'resumeWork' };
const read = async (ctx: BaseContext, id: string) =>
  (await ctx.em.execute<Work[]>('select id, phase, try_again from work where id = ?', [id]))[0]!;
const now = (id: string) => read(contextOf(), id);
const done = (ctx: BaseContext, { id }: Work) => ctx.em.execute("update work set phase = 'DONE' where id = ?", [id]);
const jobs = async () =>
  (await orm.em.fork().execute<{ key: string }[]>('select key from graphile_worker._private_jobs')).map(
    ({ key }) => key,
  );

/** A new row that must be decided within some milliseconds. */
const place = async (id: string, patience = 3_000) => {
  await orm.em
    .fork()
    .execute(`insert into work (id, deadline) values (?, clock_timestamp() + ? * interval '1 millisecond')`, [
      id,
      patience,
    ]);
  return id;
};
/** A workflow that notes its steps; what is not given commits. */
const workflowOf = (
  steps: string[],
  gather?: (ctx: BaseContext, row: Work) => Promise<unknown>,
): Workflow<BaseContext, Work> => ({
  ...table,
  read,
  async gather(ctx, row) {
    steps.push('gather');
    await (gather ? gather(ctx, row) : decide(ctx.em, table, row.id, 'COMMITTING'));
  },
  async commit(ctx, row) {
    steps.push('commit');
    await done(ctx, row);
  },
  async abort(ctx, row) {
    steps.push('abort');
    await done(ctx, row);
  },
});

describe('the decision', () => {
  test('is taken once, by one of twenty at the same time, with what it fixes', async () => {
    const id = await place('once');
    const decided = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        decide(orm.em.fork(), table, id, index % 2 === 0 ? 'COMMITTING' : 'ABORTING', { note: String(index) }),
      ),
    );
    expect(decided.filter(Boolean)).toHaveLength(1);
    const winner = decided.indexOf(true);
    const [row] = await orm.em.fork().execute('select phase, note from work where id = ?', [id]);
    expect(row).toEqual({ phase: winner % 2 === 0 ? 'COMMITTING' : 'ABORTING', note: String(winner) });
  });

  test('after the deadline can only be ABORTING', async () => {
    const id = await place('late', -1);
    expect(await decide(orm.em.fork(), table, id, 'COMMITTING')).toBe(false);
    expect((await now(id)).phase).toBe('GATHERING');
    expect(await giveUp(orm.em.fork(), table, id)).toBe(true);
    expect(await now(id)).toEqual({ id, phase: 'ABORTING', try_again: true });
    expect(await giveUp(orm.em.fork(), table, id)).toBe(false);
  });
});

describe('a row that is carried', () => {
  test('is gathered, decided and committed', async () => {
    const steps: string[] = [];
    expect(await carry(contextOf(), workflowOf(steps), await place('good'), 3_000)).toMatchObject({ phase: 'DONE' });
    expect(steps).toEqual(['gather', 'commit']);
  });

  test('is given up when an owner is silent, or when nothing was decided', async () => {
    for (const gather of [() => Promise.reject(new Error('silent')), () => Promise.resolve()]) {
      const steps: string[] = [];
      const id = await place(`silent-${gather}`);
      expect(await carry(contextOf(), workflowOf(steps, gather), id, 3_000)).toMatchObject({
        phase: 'DONE',
        try_again: true,
      });
      expect(steps).toEqual(['gather', 'abort']);
    }
  });

  test('is answered at its deadline while an owner hangs, and is never committed after that', async () => {
    const owner = Promise.withResolvers<void>();
    const steps: string[] = [];
    const decisions: boolean[] = [];
    const workflow = workflowOf(steps, async (ctx, row) => {
      await owner.promise;
      decisions.push(await decide(ctx.em, table, row.id, 'COMMITTING'));
    });
    const id = await place('hanging', 300);
    const begun = performance.now();
    expect(await carry(contextOf(), workflow, id, 300)).toMatchObject({ phase: 'ABORTING', try_again: true });
    expect(performance.now() - begun).toBeLessThan(2_000);
    owner.resolve();
    await until('it is aborted', async () => (await now(id)).phase === 'DONE');
    expect(decisions).toEqual([false]);
    expect(steps).toEqual(['gather', 'abort']);
  });

  test('stands where it is when its commit fails, and its job goes on with the commit alone', async () => {
    const steps: string[] = [];
    const id = await place('standing', 300);
    const workflow = workflowOf(steps);
    const failing = { ...workflow, commit: () => Promise.reject(new Error('silent')) };
    expect(await carry(contextOf(), failing, id, 300)).toMatchObject({ phase: 'COMMITTING', try_again: false });
    await resume(contextOf(), failing, { id, tries: 0 });
    expect(await jobs()).toEqual([`resumeWork:${id}`]);
    await resume(contextOf(), workflow, { id, tries: 0 });
    expect(await now(id)).toMatchObject({ phase: 'DONE' });
    expect(steps).toEqual(['gather', 'commit']);
  });

  test('is tried again in a second, and after twenty tries in three', async () => {
    const id = await place('waiting');
    const failing = { ...workflowOf([]), commit: () => Promise.reject(new Error('silent')) };
    const nextTry = async (tries: number) => {
      await resume(contextOf(), failing, { id, tries });
      const [job] = await orm.em.fork().execute(
        `select payload::jsonb as payload, round(extract(epoch from run_at - created_at))::int as seconds
         from graphile_worker._private_jobs where key = ?`,
        [`resumeWork:${id}`],
      );
      await orm.em.fork().execute('select graphile_worker.remove_job(?)', [`resumeWork:${id}`]);
      return job;
    };
    expect(await nextTry(0)).toEqual({ payload: { id, tries: 1 }, seconds: 1 });
    expect(await nextTry(19)).toEqual({ payload: { id, tries: 20 }, seconds: 1 });
    expect(await nextTry(20)).toEqual({ payload: { id, tries: 21 }, seconds: 3 });
  });

  test('is worked on by one at a time', async () => {
    const owner = Promise.withResolvers<void>();
    const steps: string[] = [];
    const workflow = workflowOf(steps, async (ctx, row) => {
      await owner.promise;
      await decide(ctx.em, table, row.id, 'COMMITTING');
    });
    const id = await place('shared');
    const first = carry(contextOf(), workflow, id, 3_000);
    await until('the first works on it', async () => steps.length > 0);
    const others = [1, 2, 3].map(() => awaitEnd(contextOf(), workflow, id));
    await resume(contextOf(), workflow, { id, tries: 0 });
    owner.resolve();
    expect(await Promise.all([first, ...others])).toEqual(
      Array.from({ length: 4 }, () => expect.objectContaining({ phase: 'DONE' })),
    );
    expect(steps).toEqual(['gather', 'commit']);
  });

  test('whose worker died undecided is decided for ABORTING by whoever waits for it', async () => {
    const steps: string[] = [];
    const id = await place('orphan', 200);
    expect(await awaitEnd(contextOf(), workflowOf(steps), id)).toMatchObject({ phase: 'ABORTING', try_again: true });
    expect(steps).toEqual([]);
  });
});

test('the job that resumes a row exists with the row only', async () => {
  await expect(
    orm.em.fork().transactional(async (em) => {
      await scheduleResume(em, table, 'never');
      throw new Error('not inserted');
    }),
  ).rejects.toThrow('not inserted');
  expect(await jobs()).not.toContain('resumeWork:never');
});
