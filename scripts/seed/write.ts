// Writes the planned city into the four databases, each in one transaction: a database is seeded whole or not at all.
import type { EntityManager, MikroORM } from '@mikro-orm/postgresql';
import { Item } from '../../lib/items/entities.ts';
import type { SubgraphName } from '../../schema/sdl.ts';
import { Store } from '../../subgraphs/bookstores/entities.ts';
import { Library } from '../../subgraphs/central/entities.ts';
import { Member } from '../../subgraphs/districts/entities.ts';
import { Loan, Reader } from '../../subgraphs/lending/entities.ts';
import { writeBookstores } from './bookstores.ts';
import { writeCentral } from './central.ts';
import { type City, planCity } from './city.ts';
import { type CityReader, readersOfCity } from './readers.ts';
import { insert, isCentral, itemRow } from './rows.ts';

/** How to see that a database is empty, and how to fill it. */
const seeds: Record<
  SubgraphName,
  {
    isEmpty: (em: EntityManager) => Promise<boolean>;
    write: (em: EntityManager, city: City, now: Date) => Promise<void>;
  }
> = {
  central: { isEmpty: async (em) => (await em.count(Library)) === 0, write: writeCentral },
  districts: { isEmpty: async (em) => (await em.count(Member)) === 0, write: writeDistricts },
  bookstores: { isEmpty: async (em) => (await em.count(Store)) === 0, write: writeBookstores },
  lending: { isEmpty: async (em) => (await em.count(Reader)) === 0, write: writeLending },
};

/** Seeds a database that is empty. False when it holds data already. */
export async function seedIfEmpty(orm: MikroORM, name: SubgraphName, now: Date): Promise<boolean> {
  return orm.em.fork().transactional(async (em) => {
    await em.execute('select pg_advisory_xact_lock(4720003)');
    if (!(await seeds[name].isEmpty(em))) {
      return false;
    }
    await seeds[name].write(em, planCity(now), now);
    await em.execute(unnoted);
    return true;
  });
}

/** Removes all rows and jobs of a database, and seeds it again. */
export async function reseed(orm: MikroORM, name: SubgraphName, now: Date): Promise<void> {
  await orm.em.fork().transactional(async (em) => {
    await em.execute('select pg_advisory_xact_lock(4720003)');
    const tables = await em.execute<{ name: string }[]>(
      `select format('%I', tablename) as name from pg_tables where schemaname = 'public' and tablename <> 'migration'`,
    );
    await em.execute(`truncate ${tables.map((table) => table.name).join(', ')} restart identity`);
    // What recurs has its task's name as its key, and goes on: it says nothing of the rows that are gone.
    await em.execute(
      `delete from graphile_worker._private_jobs as job using graphile_worker._private_tasks as task
       where task.id = job.task_id and job.key is distinct from task.identifier`,
    );
    await seeds[name].write(em, planCity(now), now);
    await em.execute(unnoted);
  });
}

/** What a database begins with is nobody's decision: the audit begins after it. */
const unnoted = 'delete from audit_change';

async function writeDistricts(em: EntityManager, city: City): Promise<void> {
  const districts = city.libraries.filter((library) => library.kind === 'DISTRICT');
  await insert(
    em,
    Member,
    districts.map(({ id }) => ({ libraryId: id, acquisitionBranchId: `${id.slice(3)}-MAIN` })),
  );
  await insert(em, Item, city.items.filter((item) => !isCentral(item)).map(itemRow));
}

async function writeLending(em: EntityManager, city: City, now: Date): Promise<void> {
  const readers = readersOfCity(city, now);
  await insert(
    em,
    Reader,
    readers.map(({ loans, ...reader }) => ({ ...reader, openLoans: loans.length })),
  );
  await insert(
    em,
    Loan,
    readers.flatMap((reader) => reader.loans.map((loan) => loanRow(reader, loan))),
  );
}

function loanRow(reader: CityReader, loan: CityReader['loans'][number]) {
  return {
    id: `L-${loan.itemId}`,
    readerId: reader.id,
    bookId: loan.bookId,
    itemId: loan.itemId,
    status: 'ACTIVE' as const,
    channel: 'DESK' as const,
    requestedAt: loan.startedAt,
    startedAt: loan.startedAt,
    dueDate: loan.dueDate,
    returnedAt: null,
  };
}
