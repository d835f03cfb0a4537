// Jobs on a real queue: they exist with the change that adds them, and survive the worker that began them.
import type { MikroORM } from '@mikro-orm/postgresql';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { until } from '../test/ask.ts';
import { createTestDatabase, type TestDatabase } from '../test/database.ts';
import { startProcess } from '../test/process.ts';
import { itemEntities } from './items/entities.ts';
import { addJob, type JobOptions, migrateJobs, removeJob, startJobs, type Tasks } from './jobs.ts';
import { openOrm } from './orm.ts';

const log = pino({ level: 'silent' });
let database: TestDatabase;
let orm: MikroORM;

beforeAll(async () => {
  database = await createTestDatabase();
  await migrateJobs(database.url);
  orm = await openOrm({ name: 'lending', url: database.url, entities: itemEntities, migrations: [] });
});
afterAll(async () => {
  await orm.close(true);
  await database[Symbol.asyncDispose]();
});

const add = (task: string, payload: Record<string, unknown> = {}, options?: JobOptions) =>
  orm.em.fork().transactional((em) => addJob(em, task, payload, options));
const jobs = (task: string) =>
  orm.em.fork().execute<{ payload: object; attempts: number; locked_by: string | null }[]>(
    `select payload, attempts, locked_by from graphile_worker._private_jobs as job
     join graphile_worker._private_tasks as task on task.id = job.task_id where identifier = ? order by job.id`,
    [task],
  );
const working = async (tasks: Tasks, test: () => Promise<void>) => {
  const worker = await startJobs(database.url, tasks, log);
  try {
    await test();
  } finally {
    await worker.stop();
  }
};

test('a job exists if and only if the change that adds it is committed', async () => {
  const change = orm.em.fork().transactional(async (em) => {
    await addJob(em, 'rolledBack', {});
    throw new Error('the change is not made');
  });
  await expect(change).rejects.toThrow('the change is not made');
  expect(await jobs('rolledBack')).toEqual([]);
  await add('committed', { id: 1 });
  expect(await jobs('committed')).toMatchObject([{ payload: { id: 1 } }]);
});

test('of several jobs with one key there is one, with the newest payload; a removed one is gone', async () => {
  await add('keyed', { number: 1 }, { key: 'key' });
  await add('keyed', { number: 2 }, { key: 'key' });
  expect(await jobs('keyed')).toMatchObject([{ payload: { number: 2 } }]);
  await orm.em.fork().transactional((em) => removeJob(em, 'key'));
  await orm.em.fork().transactional((em) => removeJob(em, 'key'));
  expect(await jobs('keyed')).toEqual([]);
});

test('a job is run once, with its payload, and not before its time', async () => {
  const ran: object[] = [];
  await add('greet', { name: '读者' });
  await add('greet', { name: 'later' }, { afterSeconds: 3_600 });
  await working({ greet: async (payload) => void ran.push(payload) }, () =>
    until('the job has run', async () => (await jobs('greet')).length === 1),
  );
  expect(ran).toEqual([{ name: '读者' }]);
});

test('jobs of one queue run one after the other, in the order in which they were added', async () => {
  const events: string[] = [];
  const numbers = [1, 2, 3, 4, 5];
  for (const number of numbers) {
    await add('inTurn', { number }, { queue: 'one' });
  }
  const inTurn: Tasks[string] = async ({ number }) => {
    events.push(`${number} begins`);
    await jobs('inTurn');
    events.push(`${number} ends`);
  };
  await working({ inTurn }, () => until('all have run', async () => (await jobs('inTurn')).length === 0));
  expect(events).toEqual(numbers.flatMap((number) => [`${number} begins`, `${number} ends`]));
});

test('stopping waits for the jobs that have begun', async () => {
  let ended = false;
  const begun = Promise.withResolvers<void>();
  const mayEnd = Promise.withResolvers<void>();
  const worker = await startJobs(
    database.url,
    {
      async slow() {
        begun.resolve();
        await mayEnd.promise;
        ended = true;
      },
    },
    log,
  );
  await add('slow');
  await begun.promise;
  const stopped = worker.stop();
  mayEnd.resolve();
  await stopped;
  expect(ended).toBe(true);
  expect(await jobs('slow')).toEqual([]);
});

test('a job that fails is tried again in 2 s, still after the others of its queue', async () => {
  const tries: unknown[] = [];
  const waits: unknown[] = [];
  const waiting = `select round(extract(epoch from run_at - created_at))::int as seconds from graphile_worker._private_jobs
    where locked_at is null and task_id = (select id from graphile_worker._private_tasks where identifier = 'moody')`;
  await add('moody', { number: 1 }, { queue: 'moods' });
  const moody: Tasks[string] = async ({ number }) => {
    tries.push(number);
    if (tries.length < 2) {
      throw new Error('not yet');
    }
  };
  await working({ moody }, async () => {
    await until('it has failed', async () => {
      // In this order: a job that has begun and is not locked has failed.
      const hasBegun = tries.length === 1;
      waits.splice(0, 1, ...(await orm.em.fork().execute<{ seconds: number }[]>(waiting)));
      return hasBegun && waits.length === 1;
    });
    await until('it has run well', async () => (await jobs('moody')).length === 0, 10_000);
  });
  expect(waits).toEqual([{ seconds: 2 }]);
  expect(tries).toEqual([1, 1]);
});

test('a job that takes long is left to the worker that lives, and its queue with it', async () => {
  const ran: unknown[] = [];
  const mayEnd = Promise.withResolvers<void>();
  const tasks: Tasks = {
    async long({ number }) {
      ran.push(number);
      await mayEnd.promise;
    },
  };
  await add('long', { number: 1 }, { queue: 'long' });
  await add('long', { number: 2 }, { queue: 'long' });
  await working(tasks, async () => {
    await until('the first has begun', async () => ran.length === 1);
    await orm.em
      .fork()
      .execute(
        `update graphile_worker._private_jobs set locked_at = now() - interval '1 minute' where locked_at is not null`,
      );
    // Whoever starts looks for jobs of the dead first.
    await working(tasks, async () => {
      expect(await jobs('long')).toMatchObject([{ locked_by: expect.any(String) }, { locked_by: null }]);
    });
    expect(ran).toEqual([1]);
    mayEnd.resolve();
    await until('both have run', async () => (await jobs('long')).length === 0);
  });
  expect(ran).toEqual([1, 2]);
});

test('a job whose worker is killed runs again within seconds; one whose worker lives is left alone', async () => {
  const ran: unknown[] = [];
  const mayEnd = Promise.withResolvers<void>();
  const tasks: Tasks = {
    async living() {
      ran.push('living');
      await mayEnd.promise;
    },
  };
  const process = startProcess('test/stuck-worker.ts', [database.url]);
  await add('stuck', { id: 'order' });
  await process.said('begun');
  await add('living');
  await working(tasks, async () => {
    await until('the other job has begun', async () => ran.includes('living'));
    await process.kill('SIGKILL');
    const killed = performance.now();
    await working({ stuck: async ({ id }) => void ran.push(id) }, () =>
      until('the job has run again', async () => (await jobs('stuck')).length === 0),
    );
    expect(performance.now() - killed).toBeLessThan(6_000);
    mayEnd.resolve();
  });
  expect(ran).toEqual(['living', 'order']);
});
