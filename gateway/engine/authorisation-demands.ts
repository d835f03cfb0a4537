// What the supergraph's @authenticated, @requiresScopes and @policy demand of who asks for a field. An object's own type decides: composition
// gives an interface all that any of its types demands, which is not what the others' objects are worth. What was written on an
// interface by hand holds for all of its types.
import {
  type ConstDirectiveNode,
  type GraphQLInterfaceType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isInterfaceType,
  isObjectType,
  valueFromASTUntyped,
} from 'graphql';

/** One thing that a caller must be or have. */
export interface Demand {
  /** Equal demands of one supergraph are one object, with a number of its own. */
  id: number;
  kind: DemandKind;
  /** Of scopes and policies: all of one of these groups. Of `authenticated`, none. */
  anyOf: readonly (readonly string[])[];
}

export type DemandKind = 'authenticated' | 'scopes' | 'policies';

export interface Demands {
  /** Whether anything is demanded anywhere. */
  isNone: boolean;
  /** For a field of an object type, by all that it is and is in: the field, its type and what it gives. */
  ofField(type: string, field: string): readonly Demand[];
  /** For an object of this type, wherever it stands. */
  ofObject(type: string): readonly Demand[];
}

/** What elements of a supergraph say. */
type Element = { readonly directives?: readonly ConstDirectiveNode[] | undefined } | null | undefined;
type Groups = readonly (readonly string[])[];

const specifications: Record<string, { kind: DemandKind; argument: string }> = {
  authenticated: { kind: 'authenticated', argument: '' },
  requiresScopes: { kind: 'scopes', argument: 'scopes' },
  policy: { kind: 'policies', argument: 'policies' },
};

/** Reads what a supergraph demands; `schema` has its directives. */
export function readDemands(schema: GraphQLSchema): Demands {
  const names = directiveNames(schema);
  const interned = new Map<string, Demand>();
  const fields = new Map<string, readonly Demand[]>();
  const objects = new Map<string, readonly Demand[]>();

  function demand(kind: DemandKind, anyOf: Groups): Demand {
    const key = `${kind} ${JSON.stringify(anyOf)}`;
    const known = interned.get(key) ?? { id: interned.size, kind, anyOf };
    interned.set(key, known);
    return known;
  }

  function written(element: Element): Demand[] {
    return (element?.directives ?? []).flatMap((directive) => {
      const specification = names.get(directive.name.value);
      if (!specification) return [];
      const argument = directive.arguments?.find(({ name }) => name.value === specification.argument);
      const groups = argument ? (valueFromASTUntyped(argument.value) as Groups) : [];
      return [demand(specification.kind, smallest(groups))];
    });
  }

  /** Of an interface or its field: what its types' do not add up to. */
  function byHand(element: Element, ofTypes: readonly (readonly Demand[])[]): Demand[] {
    return written(element).filter(({ kind, anyOf }) => {
      const theirs = ofTypes.flat().filter((one) => one.kind === kind);
      return theirs.length === 0 || !isSum(anyOf, theirs);
    });
  }

  function byHandOnInterface(type: GraphQLInterfaceType): Demand[] {
    return byHand(
      type.astNode,
      schema.getPossibleTypes(type).map((object) => written(object.astNode)),
    );
  }

  function byHandOnField(type: GraphQLInterfaceType, field: string): Demand[] {
    return byHand(
      type.getFields()[field]?.astNode,
      schema.getPossibleTypes(type).map((object) => written(object.getFields()[field]?.astNode)),
    );
  }

  function ofType(type: GraphQLNamedType): Demand[] {
    if (isInterfaceType(type)) return byHandOnInterface(type);
    const inherited = isObjectType(type) ? type.getInterfaces().flatMap(byHandOnInterface) : [];
    return distinct([...written(type.astNode), ...inherited]);
  }

  function ofField(parent: GraphQLObjectType, field: string): Demand[] {
    const definition = parent.getFields()[field];
    if (!definition) return [];
    const inherited = parent.getInterfaces().flatMap((type) => byHandOnField(type, field));
    return distinct([
      ...written(definition.astNode),
      ...inherited,
      ...ofType(parent),
      ...ofType(getNamedType(definition.type)),
    ]);
  }

  for (const type of Object.values(schema.getTypeMap()).filter(isObjectType)) {
    const own = ofType(type);
    if (own.length > 0) objects.set(type.name, own);
    for (const field of Object.keys(type.getFields())) {
      const demands = ofField(type, field);
      if (demands.length > 0) fields.set(`${type.name}.${field}`, demands);
    }
  }
  return {
    isNone: interned.size === 0,
    ofField: (type, field) => fields.get(`${type}.${field}`) ?? nothing,
    ofObject: (type) => objects.get(type) ?? nothing,
  };
}

const nothing: readonly Demand[] = [];

/** The directives by their names in this supergraph, which `@link(as:)` may change. */
function directiveNames({ astNode, extensionASTNodes }: GraphQLSchema) {
  const names = new Map(Object.entries(specifications));
  for (const { directives = [] } of [astNode, ...extensionASTNodes].filter(
    (node) => node !== null && node !== undefined,
  )) {
    for (const { name, arguments: given = [] } of directives) {
      if (name.value !== 'link') continue;
      const values = Object.fromEntries(
        given.map((argument) => [argument.name.value, valueFromASTUntyped(argument.value)]),
      );
      const [, specified] = /\/\/specs\.apollo\.dev\/(\w+)\//.exec(String(values['url'])) ?? [];
      const specification = specified && specifications[specified];
      if (specification && typeof values['as'] === 'string') names.set(values['as'], specification);
    }
  }
  return names;
}

/** More groups than anybody writes. */
const groupLimit = 1_000;

/** Whether groups are what composition makes of several demands: all of them together, each in some way. */
function isSum(groups: Groups, demands: readonly Demand[]): boolean {
  let sum: Groups = [[]];
  for (const { anyOf } of demands) {
    if (sum.length * anyOf.length > groupLimit) return false;
    if (anyOf.length > 0) sum = smallest(sum.flatMap((one) => anyOf.map((other) => [...one, ...other])));
  }
  const total = demands.every(({ kind }) => kind === 'authenticated') ? [] : sum;
  return JSON.stringify(total) === JSON.stringify(groups);
}

/** The groups in one order, without those that demand more than another. */
function smallest(groups: Groups): string[][] {
  const sorted = groups.map((group) => [...new Set(group)].toSorted());
  const unequal = [...new Map(sorted.map((group) => [JSON.stringify(group), group])).values()];
  return unequal
    .filter((group) => !unequal.some((other) => other !== group && other.every((name) => group.includes(name))))
    .toSorted((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1));
}

function distinct(demands: readonly Demand[]): Demand[] {
  return [...new Set(demands)];
}
