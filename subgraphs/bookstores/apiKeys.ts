// API keys of stores' own systems: who makes and revokes them, and what the gateway is told when one is used.
import { randomUUID } from 'node:crypto';
import { LockMode } from '@mikro-orm/core';
import { type Action, actionsOf, actionsOfRole, authorise, isInScopes, may, ownOf } from '../../lib/actions.ts';
import { createApiKeySecret, hashOfSecret, prefixOfSecret } from '../../lib/api-key-secrets.ts';
import { CallerError } from '../../lib/errors.ts';
import type { Identity } from '../../lib/identity.ts';
import { checkText } from '../../lib/inputs.ts';
import { transact } from '../../lib/orm.ts';
import { type Connection, checkFirst, decodeCursor, type PageArguments, toConnection } from '../../lib/pagination.ts';
import { statement } from '../../lib/statements.ts';
import { ApiKey } from './apiKeyEntities.ts';
import type { Context } from './context.ts';
import { checkStore } from './counter.ts';
import { Store } from './entities.ts';
import type { ApiKeyGrant, ApiKeyStatus, MutationCreateApiKeyArgs } from './types.generated.ts';

/** Keys that a store may have which are good. */
const keyLimit = 20;
const dayMs = 86_400_000;
const usualDays = 365;
const longestDays = 731;

/** Makes a key. The secret is told this once. */
export async function createApiKey(
  ctx: Context,
  { store, name, scopes: given, expiresAt: until }: MutationCreateApiKeyArgs,
): Promise<{ apiKey: ApiKey; secret: string }> {
  authorise(ctx.identity, 'apiKey.manage', { store });
  await checkStore(ctx, store);
  const scopes = checkScopes(given, ctx.identity);
  const expiresAt = checkExpiry(until ?? null, ctx.now);
  const secret = createApiKeySecret();
  const made = {
    id: randomUUID(),
    storeId: store,
    name: checkText('name', name, 80),
    hash: hashOfSecret(secret),
    prefix: prefixOfSecret(secret),
    scopes,
    createdAt: ctx.now,
    createdBy: subjectOf(ctx.identity),
    expiresAt,
  };
  const apiKey = await transact(ctx, async (em) => {
    await em.findOneOrFail(Store, { id: store }, { lockMode: LockMode.PESSIMISTIC_WRITE });
    if ((await em.count(ApiKey, { storeId: store, revokedAt: null, expiresAt: { $gt: ctx.now } })) >= keyLimit) {
      throw new CallerError(
        'CONFLICT',
        `该书店已有 ${keyLimit} 个有效密钥，请先撤销一个。The store has ${keyLimit} keys that are good, which is the most: revoke one first.`,
        { argument: 'store', limit: keyLimit },
      );
    }
    return em.create(ApiKey, made);
  });
  return { apiKey, secret };
}

/** Ends a key; one that has ended stays as it is. */
export function revokeApiKey(ctx: Context, id: string): Promise<ApiKey> {
  const { identity } = ctx;
  authorise(identity, 'apiKey.manage', ownOf(identity));
  return transact(ctx, async (em) => {
    const key = await em.findOne(ApiKey, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE });
    // Of another store: as if there were none.
    if (!key || !may(identity, 'apiKey.manage', { store: key.storeId })) {
      throw new CallerError(
        'NOT_FOUND',
        `没有密钥“${id.slice(0, 40)}”，见 apiKeys。There is no key "${id.slice(0, 40)}": see \`apiKeys\` for those that there are.`,
        { argument: 'id' },
      );
    }
    key.revokedBy ??= subjectOf(identity);
    key.revokedAt ??= ctx.now;
    return key;
  });
}

/** A page of a store's keys, the newest first. */
export async function apiKeysOfStore(
  ctx: Context,
  { store, first, after }: PageArguments & { store: string },
): Promise<Connection<ApiKey>> {
  authorise(ctx.identity, 'apiKey.manage', { store });
  await checkStore(ctx, store);
  checkFirst(first);
  const [at, id] = decodeCursor(after, ['moment', 'string']) ?? [];
  const createdAt = at === undefined ? null : new Date(at);
  const beyond = createdAt ? { $or: [{ createdAt: { $lt: createdAt } }, { createdAt, id: { $lt: String(id) } }] } : {};
  const [keys, count] = await Promise.all([
    ctx.em.find(
      ApiKey,
      { storeId: store, ...beyond },
      { orderBy: { createdAt: 'desc', id: 'desc' }, limit: first + 1 },
    ),
    ctx.em.count(ApiKey, { storeId: store }),
  ]);
  return toConnection(keys, first, count, (key) => [key.createdAt.toISOString(), key.id]);
}

export function statusOfKey({ revokedAt, expiresAt }: ApiKey, now: Date): ApiKeyStatus {
  if (revokedAt) return 'REVOKED';
  return expiresAt > now ? 'ACTIVE' : 'EXPIRED';
}

/** What a key that is used is good for; null where there is none, or it has ended. The use is noted, once a minute. */
export async function apiKeyGrant({ em, now }: Context, { hash }: { hash: string }): Promise<ApiKeyGrant | null> {
  const [key] = await statement<Omit<ApiKeyGrant, 'expiresAt'> & { expiresAt: string; isNoted: boolean }>(
    em,
    `/* apiKeyGrant */ select id, store_id as store, prefix, scopes, expires_at as "expiresAt",
       coalesce(last_used_at >= date_trunc('minute', $2::timestamptz), false) as "isNoted"
     from api_key where hash = $1 and revoked_at is null and expires_at > $2::timestamptz`,
    [hash, now],
  );
  if (!key) return null;
  const { isNoted, ...grant } = key;
  if (!isNoted) {
    await statement(
      em,
      `/* noteKeyUse */ update api_key set last_used_at = date_trunc('minute', $2::timestamptz)
       where id = $1 and (last_used_at is null or last_used_at < date_trunc('minute', $2::timestamptz))`,
      [key.id, now],
    );
  }
  return { ...grant, expiresAt: new Date(grant.expiresAt) };
}

/** What keys can be given: what clerks do, but never the keys themselves, so that a key that was stolen cannot make others. */
const grantable: readonly Action[] = actionsOfRole('clerk').filter((action) => action !== 'apiKey.manage');

/** @throws CallerError BAD_USER_INPUT for what is no scope of a key, FORBIDDEN for what the caller may not do */
function checkScopes(given: readonly string[], identity: Identity): string[] {
  const scopes = [...new Set(given.map((scope) => scope.trim()))];
  const wrong = scopes.filter((scope) => !actionsOf(scope).some((action) => grantable.includes(action)));
  if (scopes.length === 0 || wrong.length > 0) {
    throw new CallerError(
      'BAD_USER_INPUT',
      `“scopes”为书店可做的事，至少一项。"scopes" has at least one of ${grantable.join(', ')}, or a group such as "order"${
        wrong.length > 0
          ? `; ${wrong
              .slice(0, 5)
              .map((scope) => `"${scope.slice(0, 40)}"`)
              .join(', ')} is none`
          : ''
      }.`,
      { argument: 'scopes' },
    );
  }
  const beyond = scopes
    .flatMap(actionsOf)
    .find((action) => grantable.includes(action) && !isInScopes(identity, action));
  if (beyond) {
    throw new CallerError(
      'FORBIDDEN',
      `您的凭证不含“${beyond}”，不能授予他人。Your own token does not reach as far as "${beyond}", so a key made with it cannot.`,
      { action: beyond },
    );
  }
  return scopes;
}

function checkExpiry(until: Date | null, now: Date): Date {
  if (until === null) return new Date(now.getTime() + usualDays * dayMs);
  const days = (until.getTime() - now.getTime()) / dayMs;
  if (days <= 0 || days > longestDays) {
    throw new CallerError(
      'BAD_USER_INPUT',
      '“expiresAt”须在将来两年之内。"expiresAt" is a moment to come, at most two years from now.',
      { argument: 'expiresAt' },
    );
  }
  return until;
}

function subjectOf(identity: Identity): string {
  return 'subject' in identity ? identity.subject : identity.role;
}
