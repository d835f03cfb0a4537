// Keys of stores' own systems. Of a secret only its hash is kept: 32 random bytes cannot be guessed from it.
import { defineEntity, p } from '@mikro-orm/core';
import { Store } from './entities.ts';

const ApiKeySchema = defineEntity({
  name: 'ApiKey',
  tableName: 'api_key',
  indexes: [{ properties: ['storeId', 'createdAt', 'id'] }],
  properties: {
    id: p.string().primary(),
    storeId: () => p.manyToOne(Store).mapToPk().joinColumn('store_id'),
    name: p.string(),
    /** SHA-256 of the secret, hexadecimal. */
    hash: p.string().unique(),
    /** The first letters of the secret. */
    prefix: p.string(),
    scopes: p.json<string[]>(),
    createdAt: p.datetime(),
    createdBy: p.string(),
    expiresAt: p.datetime(),
    revokedAt: p.datetime().nullable(),
    revokedBy: p.string().nullable(),
    /** To the minute, so that a busy key is not written at every use. */
    lastUsedAt: p.datetime().nullable(),
  },
});

/** A key with which a store's own system asks. */
export class ApiKey extends ApiKeySchema.class {}
ApiKeySchema.setClass(ApiKey);
