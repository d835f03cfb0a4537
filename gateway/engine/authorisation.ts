// Who may ask for what. Callers who lack the same are one to the engine: what an operation becomes for them is worked out once, and a
// request costs one look-up.
import { type GraphQLNamedType, type GraphQLSchema, isAbstractType } from 'graphql';
import type { Access } from '../../lib/actions.ts';
import type { Identity } from '../../lib/identity.ts';
import { type Demand, type Demands, readDemands } from './authorisation-demands.ts';

/** The network's own knowledge of its callers. */
export interface AccessRules {
  /** The same object for callers who have the same. */
  accessOf(identity: Identity): Access;
  /** Who has a scope or policy, for people: `a clerk, for the own store; an admin`. Undefined when nobody knows it. */
  holdersOf(name: string): string | undefined;
}

/** What some callers lack. */
export interface Denial {
  /** Tells it from all others of its guard; 0 lacks nothing. */
  id: number;
  isSignedIn: boolean;
  lacking: ReadonlySet<Demand>;
  /** Those of them that their role meets, and their token or key does not reach. */
  outOfScope: ReadonlySet<Demand>;
}

/** What somebody is told instead of a value. */
export interface Refusal {
  message: string;
  extensions: Readonly<Record<string, unknown>>;
}

/** What of a schema is refused to the callers of one denial. */
export interface Refusals {
  /** Of a field; on an abstract type, when it is refused on some of its objects. */
  ofField(type: GraphQLNamedType, field: string): Refusal | undefined;
  /** Of whatever object of this type. */
  ofObject(type: string): Refusal | undefined;
}

/** Knows a supergraph's demands and who meets them. */
export interface Guard {
  demands: Demands;
  /** What a caller lacks of these demands: the same object for all who lack the same. */
  denialOf(identity: Identity, asked: Asked): Denial;
  refusalsFor(denial: Denial): Refusals;
}

/** The demands of one operation. */
export interface Asked {
  demands: ReadonlySet<Demand>;
  /** By what a caller has. */
  denials: WeakMap<Access, Denial>;
}

export const nothingDenied: Denial = { id: 0, isSignedIn: true, lacking: new Set(), outOfScope: new Set() };

/** Sets of what callers lack that are known apart; a set that was let go gets a new number. */
const denialsKept = 1_000;

/** Makes the guard of a supergraph. `fullSchema` has its directives, `publicSchema` is what clients ask. */
export function createGuard(
  { fullSchema, publicSchema }: { fullSchema: GraphQLSchema; publicSchema: GraphQLSchema },
  rules: AccessRules,
): Guard {
  const demands = readDemands(fullSchema);
  const known = new Map<string, Denial>();
  let lastId = 0;

  function denialFor(access: Access, asked: ReadonlySet<Demand>): Denial {
    const lacking = [...asked].filter((demand) => !meets(access, demand)).toSorted((one, other) => one.id - other.id);
    if (lacking.length === 0) return nothingDenied;
    const outOfScope = new Set(lacking.filter((demand) => isOutOfScope(access, demand)));
    const key = `${access.isSignedIn} ${lacking.map((each) => (outOfScope.has(each) ? `s${each.id}` : each.id)).join()}`;
    let denial = known.get(key);
    if (!denial) {
      lastId += 1;
      denial = { id: lastId, isSignedIn: access.isSignedIn, lacking: new Set(lacking), outOfScope };
      if (known.size >= denialsKept) known.delete(known.keys().next().value ?? '');
      known.set(key, denial);
    }
    return denial;
  }

  return {
    demands,
    denialOf(identity, asked) {
      if (asked.demands.size === 0) return nothingDenied;
      const access = rules.accessOf(identity);
      let denial = asked.denials.get(access);
      if (!denial) {
        denial = denialFor(access, asked.demands);
        asked.denials.set(access, denial);
      }
      return denial;
    },
    refusalsFor(denial) {
      const refusalOf = (demanded: readonly Demand[], coordinate: string): Refusal | undefined => {
        const lacked = demanded.find((demand) => denial.lacking.has(demand));
        return lacked && refusal(lacked, coordinate, denial, rules);
      };
      const ofField = (type: GraphQLNamedType, field: string): Refusal | undefined => {
        if (!isAbstractType(type)) return refusalOf(demands.ofField(type.name, field), `${type.name}.${field}`);
        for (const object of publicSchema.getPossibleTypes(type)) {
          const refused = ofField(object, field);
          if (refused) return refused;
        }
        return undefined;
      };
      return { ofField, ofObject: (type) => refusalOf(demands.ofObject(type), type) };
    },
  };
}

function meets(access: Access, { kind, anyOf }: Demand): boolean {
  if (kind === 'authenticated') return access.isSignedIn;
  return anyOf.some((group) => group.every((name) => access[kind].has(name)));
}

function isOutOfScope({ scopes, outOfScope }: Access, { kind, anyOf }: Demand): boolean {
  if (kind !== 'scopes' || !outOfScope) return false;
  return anyOf.some((group) => group.every((name) => scopes.has(name) || outOfScope.has(name)));
}

function refusal(demand: Demand, coordinate: string, denial: Denial, rules: AccessRules): Refusal {
  const [only] = demand.anyOf.length === 1 ? (demand.anyOf[0] ?? []) : [];
  const isOne = demand.anyOf.length === 1 && demand.anyOf[0]?.length === 1;
  const needs =
    demand.kind === 'authenticated' ? 'it is for callers who are signed in' : `it needs ${named(demand, rules)}`;
  const extensions = { coordinate, ...(isOne && demand.kind === 'scopes' ? { action: only } : {}) };
  if (denial.outOfScope.has(demand)) {
    const scopes = demand.anyOf.map((group) => group.map((name) => `"${name}"`).join(' and ')).join(' or ');
    return {
      message: `凭证的权限范围不含 ${coordinate}。Your token or key does not reach as far as ${coordinate}: it needs the scope ${scopes}.`,
      extensions: { ...extensions, code: 'FORBIDDEN' },
    };
  }
  return denial.isSignedIn
    ? {
        message: `您没有权限查询 ${coordinate}。You may not ask for ${coordinate}: ${needs}.`,
        extensions: { ...extensions, code: 'FORBIDDEN' },
      }
    : {
        message: `请先登录，再查询 ${coordinate}。Sign in to ask for ${coordinate}: ${needs}.`,
        extensions: { ...extensions, code: 'UNAUTHENTICATED' },
      };
}

/** Groups of names, with who has them. */
function named({ anyOf }: Demand, { holdersOf }: AccessRules): string {
  if (anyOf.length === 0) return 'what nobody has';
  const withHolders = (name: string) => {
    const holders = holdersOf(name);
    return holders ? `"${name}", which is for ${holders}` : `"${name}"`;
  };
  return anyOf.map((group) => group.map(withHolders).join(', and ')).join('; or ');
}
