// What a supergraph says about costs: the directives `@cost(weight:)` and `@listSize(…)` of https://specs.apollo.dev/cost, as
// composition carries them over from the subgraphs.
import {
  type ConstDirectiveNode,
  type ConstValueNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  Kind,
} from 'graphql';

/** How many elements a list has, or the lists within a connection. */
export interface ListSize {
  /** Without a slicing argument. */
  assumed: number | undefined;
  /** Arguments that say how many: the largest one counts. */
  slicing: readonly string[];
  /** Fields of the type returned that have this size; empty when the field itself is the list. */
  sized: ReadonlySet<string>;
  /** Whether exactly one slicing argument must be given, by the client or by its default. */
  needsOne: boolean;
}

export interface FieldWeights {
  weight: number | undefined;
  size: ListSize | undefined;
  /** By argument. */
  arguments: ReadonlyMap<string, number>;
}

export interface Weights {
  /** Of a type by its `@cost`. */
  ofType(type: string): number | undefined;
  /** Of a field of an object, interface or input object. */
  ofField(type: string, field: string): FieldWeights;
}

interface Names {
  cost: string;
  listSize: string;
}

const unsaid: FieldWeights = { weight: undefined, size: undefined, arguments: new Map() };

/** Reads the weights of a schema that has its directives (not the public one: it has none). */
export function readWeights(schema: GraphQLSchema): Weights {
  const types = new Map<string, number>();
  const fields = new Map<string, FieldWeights>();
  const names = directiveNames(schema);
  if (names) {
    for (const type of Object.values(schema.getTypeMap())) {
      const weight = weightIn(directivesOf(type), names);
      if (weight !== undefined) types.set(type.name, weight);
      if (!isObjectType(type) && !isInterfaceType(type) && !isInputObjectType(type)) continue;
      for (const field of Object.values(type.getFields())) {
        const weights = fieldWeights(field, names);
        if (weights) fields.set(`${type.name}.${field.name}`, weights);
      }
    }
  }
  return {
    ofType: (type) => types.get(type),
    ofField: (type, field) => fields.get(`${type}.${field}`) ?? unsaid,
  };
}

type Annotated = { astNode?: { directives?: readonly ConstDirectiveNode[] | undefined } | null | undefined };

function fieldWeights(
  field: Annotated & { args?: readonly (Annotated & { name: string })[] },
  names: Names,
): FieldWeights | undefined {
  const directives = field.astNode?.directives ?? [];
  const weight = weightIn(directives, names);
  const list = directives.find(({ name }) => name.value === names.listSize);
  const weighed = (field.args ?? []).flatMap(({ name, astNode }) => {
    const own = weightIn(astNode?.directives ?? [], names);
    return own === undefined ? [] : [[name, own] as const];
  });
  if (weight === undefined && !list && weighed.length === 0) return undefined;
  return { weight, size: list && sizeIn(list), arguments: new Map(weighed) };
}

function weightIn(directives: readonly ConstDirectiveNode[], names: Names): number | undefined {
  const value = argument(
    directives.find(({ name }) => name.value === names.cost),
    'weight',
  );
  return value ? numberIn(value) : undefined;
}

function sizeIn(list: ConstDirectiveNode): ListSize {
  const assumed = argument(list, 'assumedSize');
  const needsOne = argument(list, 'requireOneSlicingArgument');
  const slicing = textsIn(argument(list, 'slicingArguments'));
  return {
    assumed: assumed && numberIn(assumed),
    slicing,
    sized: new Set(textsIn(argument(list, 'sizedFields'))),
    needsOne: slicing.length > 0 && !(needsOne?.kind === Kind.BOOLEAN && !needsOne.value),
  };
}

function directivesOf({ astNode, extensionASTNodes }: GraphQLNamedType): readonly ConstDirectiveNode[] {
  return [astNode, ...extensionASTNodes].flatMap((node) => node?.directives ?? []);
}

function argument(directive: ConstDirectiveNode | undefined, name: string): ConstValueNode | undefined {
  return directive?.arguments?.find((node) => node.name.value === name)?.value;
}

/** A weight is an Int, or as other composers write it a String. What is no number weighs nothing. */
function numberIn(value: ConstValueNode): number | undefined {
  if (value.kind !== Kind.INT && value.kind !== Kind.FLOAT && value.kind !== Kind.STRING) return undefined;
  const number = Number(value.value);
  return Number.isFinite(number) ? number : undefined;
}

function textsIn(value: ConstValueNode | undefined): string[] {
  if (value?.kind !== Kind.LIST) return [];
  return value.values.flatMap((text) => (text.kind === Kind.STRING ? [text.value] : []));
}

/** The names under which the supergraph has the directives; undefined when it does not link their specification. */
function directiveNames(schema: GraphQLSchema): Names | undefined {
  const links = [schema.astNode, ...schema.extensionASTNodes]
    .flatMap((node) => node?.directives ?? [])
    .filter(({ name }) => name.value === 'link');
  for (const link of links) {
    const url = argument(link, 'url');
    if (url?.kind !== Kind.STRING || !url.value.startsWith('https://specs.apollo.dev/cost/v0.')) continue;
    const as = argument(link, 'as');
    const feature = as?.kind === Kind.STRING ? as.value : 'cost';
    const imported = importsIn(argument(link, 'import'));
    return {
      cost: imported.get('@cost') ?? feature,
      listSize: imported.get('@listSize') ?? `${feature}__listSize`,
    };
  }
  return undefined;
}

/** Local names, without @, by the names of the specification. */
function importsIn(value: ConstValueNode | undefined): Map<string, string> {
  const imports = new Map<string, string>();
  if (value?.kind !== Kind.LIST) return imports;
  for (const item of value.values) {
    if (item.kind === Kind.STRING) imports.set(item.value, item.value.slice(1));
    if (item.kind !== Kind.OBJECT) continue;
    const text = (name: string) => {
      const field = item.fields.find((node) => node.name.value === name)?.value;
      return field?.kind === Kind.STRING ? field.value : undefined;
    };
    const [name, as] = [text('name'), text('as')];
    if (name) imports.set(name, (as ?? name).slice(1));
  }
  return imports;
}
