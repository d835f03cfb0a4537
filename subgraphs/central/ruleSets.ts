// The rule sets of the programme: who may add a version, which are kept, and which are in force. A version is never edited or taken
// away, so that any past order can be judged again by what was in force then.
import { randomUUID } from 'node:crypto';
import { defineEntity, p } from '@mikro-orm/core';
import { authorise } from '../../lib/actions.ts';
import { CallerError } from '../../lib/errors.ts';
import { principalOf } from '../../lib/identity.ts';
import { checkOptionalText, checkSameContent, checkText, contentHash } from '../../lib/inputs.ts';
import { transact } from '../../lib/orm.ts';
import { checkRuleSet, type RuleSetInput } from '../../lib/rules/check.ts';
import {
  defaultSets,
  type Rule,
  type RuleScope,
  type RuleSet,
  rulesInForce,
  type Terms,
} from '../../lib/rules/rules.ts';
import { dayOf } from '../../lib/shanghai.ts';
import type { Context } from './context.ts';

const RuleSetVersionSchema = defineEntity({
  name: 'RuleSetVersion',
  tableName: 'rule_set',
  uniques: [{ properties: ['library', 'idempotencyKey'] }],
  properties: {
    id: p.string().primary(),
    /** `network` for all libraries. */
    library: p.string(),
    channel: p.enum(['COUNTER', 'ONLINE'] as const).nullable(),
    readerType: p.enum(['ADULT', 'CHILD'] as const).nullable(),
    validFrom: p.date(),
    version: p.integer(),
    rules: p.json<Rule[]>(),
    terms: p.json<Partial<Terms>>().nullable(),
    note: p.string().nullable(),
    idempotencyKey: p.string(),
    contentHash: p.string(),
    createdBy: p.string(),
    createdAt: p.datetime(),
  },
});

/** One version of a rule set. */
export class RuleSetVersion extends RuleSetVersionSchema.class {}
RuleSetVersionSchema.setClass(RuleSetVersion);

const network = 'network';

/** A version as the public schema shows it; the defaults have no author. */
export interface ShownRuleSet extends RuleSet {
  note: string | null;
  createdBy: string | null;
  createdAt: Date | null;
}

/** Adds a version from a day on; the same key and content answers with the version that it made before. */
export async function addRuleSet(
  ctx: Context,
  input: RuleSetInput & { idempotencyKey: string },
): Promise<ShownRuleSet> {
  const { idempotencyKey: key, ...content } = input;
  const library = input.library ?? null;
  authorise(ctx.identity, library === null ? 'rules.addForNetwork' : 'rules.add', { library });
  const idempotencyKey = checkText('idempotencyKey', key);
  const hash = contentHash({ ...content });
  const owner = library ?? network;
  // Before it is checked: what begins today begins yesterday when it is said again tomorrow.
  const known = await ctx.em.findOne(RuleSetVersion, { library: owner, idempotencyKey });
  if (known) {
    checkSameContent(idempotencyKey, known.contentHash, hash);
    return shown(known);
  }
  const set = checkRuleSet(input, dayOf(ctx.now));
  const note = checkOptionalText('note', input.note, 255);
  if (library !== null && !(await ctx.loaders.libraryById.load(library))) {
    throw new CallerError('NOT_FOUND', `没有编号为“${library}”的成员馆。There is no library "${library}".`, {
      argument: 'library',
    });
  }
  return transact(ctx, async (em) => {
    // Versions of one library are numbered one after the other.
    await em.execute('/* addRuleSet */ select 1 from library where id = ? or ? order by position for update', [
      owner,
      library === null,
    ]);
    const earlier = await em.findOne(RuleSetVersion, { library: owner, idempotencyKey });
    if (earlier) {
      checkSameContent(idempotencyKey, earlier.contentHash, hash);
      return shown(earlier);
    }
    const version = 1 + (await em.count(RuleSetVersion, { library: owner }));
    const { channel, readerType, validFrom, rules, terms } = set;
    const created = em.create(RuleSetVersion, {
      id: randomUUID(),
      library: owner,
      channel,
      readerType,
      validFrom,
      version,
      rules: [...rules],
      terms,
      note,
      idempotencyKey,
      contentHash: hash,
      createdBy: principalOf(ctx),
      createdAt: ctx.now,
    });
    return shown(created);
  });
}

/** All versions of a library and of the network, the defaults first, then in the order in which they were made. */
export async function ruleSets(ctx: Context, library: string | null): Promise<ShownRuleSet[]> {
  const versions = await ctx.em.find(RuleSetVersion, library === null ? {} : { library: [network, library] }, {
    orderBy: { createdAt: 'asc', version: 'asc', id: 'asc' },
  });
  const defaults = defaultSets.map((set) => ({ ...set, note: null, createdBy: null, createdAt: null }));
  return [...defaults, ...versions.map(shown)];
}

/** What judges a purchase of a scope on a day. */
export async function rulesOfScope(ctx: Context, scope: RuleScope & { day: string }) {
  const sets = await ruleSets(ctx, scope.library);
  const { rules, terms, sets: ids } = rulesInForce(sets, scope);
  return { rules: [...rules.values()], terms, sets: sets.filter(({ id }) => ids.includes(id)) };
}

/** SQL of the versions that may decide about purchases of payers, an array, on a day, as known at a moment: `KnownVersion`s. */
export const versionsSql = ({ payers, day, at }: Record<'payers' | 'day' | 'at', string>): string =>
  `select id, library, channel, reader_type as "readerType", valid_from as "validFrom", version, rules, terms from rule_set
   where library = any(array['${network}'] || ${payers}) and valid_from <= ${day} and created_at <= ${at}`;

export type KnownVersion = Pick<RuleSetVersion, 'id' | 'library' | 'validFrom' | 'version' | 'rules'> & {
  channel: RuleSet['channel'];
  readerType: RuleSet['readerType'];
  terms: RuleSet['terms'];
};

/** A version as other subgraphs know it. */
export function versionOf({ library, ...version }: KnownVersion): RuleSet {
  return { ...version, library: library === network ? null : library };
}

function shown(version: RuleSetVersion): ShownRuleSet {
  const { id, validFrom, version: number, rules, createdBy, createdAt } = version;
  return {
    id,
    library: version.library === network ? null : version.library,
    channel: version.channel ?? null,
    readerType: version.readerType ?? null,
    validFrom,
    version: number,
    rules,
    terms: version.terms ?? null,
    note: version.note ?? null,
    createdBy,
    createdAt,
  };
}
