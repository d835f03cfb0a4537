// The gateway's own database: what its replicas share. A gateway without one works, and shares nothing.
import type { MikroORM } from '@mikro-orm/postgresql';
import { migrate, openOrm } from '../lib/orm.ts';
import { RateCount } from './limits/entities.ts';
import { migrations } from './migrations/index.ts';

export const database = { entities: [RateCount], migrations };

/** Connects to the gateway's database and brings it to the newest migration. */
export async function openGatewayDatabase(url: string): Promise<MikroORM> {
  const orm = await openOrm({ name: 'gateway', url, ...database });
  try {
    await migrate(orm);
    return orm;
  } catch (error) {
    await orm.close(true);
    throw error;
  }
}
