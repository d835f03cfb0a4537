// Which subgraphs have the types and fields of a view, from the supergraph's join directives (Join v0.3, specs.apollo.dev/join).
import { type ConstDirectiveNode, type GraphQLSchema, isEnumType, isInterfaceType, isObjectType, Kind } from 'graphql';

/** By name of type. */
export type Owners = Readonly<Record<string, TypeOwners>>;

export interface TypeOwners {
  subgraphs: string[];
  /** Of fields that not all of them have. */
  fields?: Record<string, string[]>;
}

/** The owners of all object types and interfaces of a view. */
export function ownersOf(view: GraphQLSchema, fullSchema: GraphQLSchema): Owners {
  const names = graphNames(fullSchema);
  const owners: Record<string, TypeOwners> = {};
  for (const type of Object.values(view.getTypeMap())) {
    const full = fullSchema.getType(type.name);
    if (type.name.startsWith('__') || !(isObjectType(type) || isInterfaceType(type))) continue;
    if (!(isObjectType(full) || isInterfaceType(full))) continue;
    const all = graphsOf(full.astNode?.directives, 'join__type', names) ?? [];
    const fields = Object.keys(type.getFields()).flatMap((field): [string, string[]][] => {
      const own = graphsOf(full.getFields()[field]?.astNode?.directives, 'join__field', names);
      return own === undefined || own.length === all.length ? [] : [[field, own]];
    });
    owners[type.name] = { subgraphs: all, ...(fields.length > 0 ? { fields: Object.fromEntries(fields) } : {}) };
  }
  return owners;
}

/** By the enum's values: `CENTRAL` is `central`. */
function graphNames(schema: GraphQLSchema): ReadonlyMap<string, string> {
  const graphs = schema.getType('join__Graph');
  if (!isEnumType(graphs)) return new Map();
  return new Map(
    graphs.getValues().map(({ name, astNode }) => {
      const directive = astNode?.directives?.find((each) => each.name.value === 'join__graph');
      return [name, (directive && textOf(directive, 'name')) ?? name];
    }),
  );
}

/** Undefined without such a directive: all that have the type. Where a field is only referred to, nobody owns it. */
function graphsOf(
  directives: readonly ConstDirectiveNode[] = [],
  name: string,
  names: ReadonlyMap<string, string>,
): string[] | undefined {
  const own = directives.filter(
    (directive) => directive.name.value === name && textOf(directive, 'graph') !== undefined,
  );
  if (own.length === 0) return undefined;
  const owning = own.filter((directive) => !isSet(directive, 'external') && !isSet(directive, 'usedOverridden'));
  return [...new Set(owning.map((directive) => names.get(textOf(directive, 'graph') ?? '') ?? ''))];
}

function valueOf({ arguments: given = [] }: ConstDirectiveNode, argument: string) {
  return given.find(({ name }) => name.value === argument)?.value;
}

function textOf(directive: ConstDirectiveNode, argument: string): string | undefined {
  const value = valueOf(directive, argument);
  return value?.kind === Kind.ENUM || value?.kind === Kind.STRING ? value.value : undefined;
}

function isSet(directive: ConstDirectiveNode, argument: string): boolean {
  const value = valueOf(directive, argument);
  return value?.kind === Kind.BOOLEAN && value.value;
}
