// Where subgraphs know different members of a union, the planner (0.0.38) asks only for the members that all candidate paths to a
// field know, though the subgraph that it then asks may answer with others of its own. Their fields would come out as null, without
// an error. So what the client selects on such members is put back, as far as that subgraph resolves it by itself.
import type {
  BatchFetchNode,
  EntityBatchAlias,
  FetchNode,
  FlattenNodePathSegment,
  PlanNode,
} from '@graphql-hive/router-query-planner';
import {
  type FieldNode,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isObjectType,
  Kind,
  OverlappingFieldsCanBeMergedRule,
  print,
  type SelectionNode,
  type SelectionSetNode,
  validate,
  visit,
} from 'graphql';
import { renamesOf } from '../engine/rewrites.ts';
import { type Operation, operationOf } from './operation.ts';
import {
  collectFields,
  collectFieldsOfAnyType,
  responseKeyOf,
  type SelectionContext,
  subselections,
} from './selection.ts';
import { isPartialUnion, isResolvedAlone, subgraphSchemas } from './subgraphs.ts';

type AnyFetch = FetchNode | BatchFetchNode;
type EntityGroup = Pick<EntityBatchAlias, 'alias' | 'paths' | 'outputRewrites'>;

interface Context {
  subgraphs: ReadonlyMap<string, GraphQLSchema>;
  client: SelectionContext;
}

/** A fetch beside the client's operation. */
interface Comparison {
  fetch: SelectionContext;
  client: SelectionContext;
  /** The client's keys by the planner's, where they differ. */
  renames: ReadonlyMap<string | number, string>;
}

/** What is selected on one value. */
interface Place {
  /** By the fetch; nothing where the value is of a member that it leaves out. */
  asked?: readonly SelectionSetNode[];
  /** By the client. */
  wanted: readonly SelectionSetNode[];
}

/** Makes what completes plans over one supergraph; `text` is the operation as the planner got it. */
export function completeUnions(schema: GraphQLSchema) {
  const hasPartialUnions = Object.values(schema.getTypeMap()).some(isPartialUnion);
  const subgraphs = hasPartialUnions ? subgraphSchemas(schema) : undefined;
  return (plan: PlanNode | undefined, text: string): PlanNode | undefined =>
    plan && subgraphs ? completed(plan, [], { subgraphs, client: { schema, operation: operationOf(text) } }) : plan;
}

function completed(node: PlanNode, path: FlattenNodePathSegment[], context: Context): PlanNode {
  switch (node.kind) {
    case 'Fetch':
    case 'BatchFetch':
      return completedFetch(node, path, context);
    case 'Flatten':
      return { ...node, node: completed(node.node, node.path, context) };
    case 'Sequence':
    case 'Parallel':
      return { ...node, nodes: node.nodes.map((child) => completed(child, path, context)) };
    case 'Subscription':
      return { ...node, primary: completedFetch(node.primary, path, context) };
    default:
      return node;
  }
}

function completedFetch<Fetch extends AnyFetch>(
  node: Fetch,
  path: FlattenNodePathSegment[],
  { subgraphs, client }: Context,
): Fetch {
  const schema = subgraphs.get(node.serviceName.toLowerCase());
  if (!schema) return node;
  const operation = operationOf(node.operation);
  const groups = entityGroups(node, path);
  const renames = renamesOf(groups.flatMap(({ outputRewrites }) => outputRewrites ?? []));
  const comparison = { fetch: { schema, operation }, client, renames };
  const asked = [operation.definition.selectionSet];
  const root = schema.getRootType(operation.definition.operation);
  const added = root ? missingFields(comparison, root, { asked, wanted: selectionsAt([], client.operation) }) : [];
  // Entities may be of any type.
  const objects = Object.values(schema.getTypeMap()).filter(isObjectType);
  for (const { alias, paths } of groups) {
    const [field] = collectFieldsOfAnyType(operation, asked).get(alias) ?? [];
    if (!field) continue;
    const wanted = paths.flatMap((one) => selectionsAt(one, client.operation));
    const place = { asked: subselections([field]), wanted };
    const below = onTypes(objects, (object) => missingFields(comparison, object, place));
    added.push(...selecting(field, below));
  }
  return added.length > 0 ? { ...node, ...withFields(node, added, comparison) } : node;
}

function entityGroups(node: AnyFetch, path: FlattenNodePathSegment[]): EntityGroup[] {
  if (node.kind === 'BatchFetch') return node.entityBatch.aliases;
  return [{ alias: '_entities', paths: [path], outputRewrites: node.outputRewrites }];
}

/** What the client selects at a place of the answer. */
function selectionsAt(path: FlattenNodePathSegment[], operation: Operation): SelectionSetNode[] {
  const keys = path.flatMap((segment) => (segment !== '@' && 'Field' in segment ? [segment.Field] : []));
  return keys.reduce(
    (sets, key) => subselections(collectFieldsOfAnyType(operation, sets).get(key) ?? []),
    [operation.definition.selectionSet],
  );
}

/** What is to be put back on a value, with the fields on the way to it. */
function missing(comparison: Comparison, type: GraphQLNamedType | undefined, place: Place): SelectionNode[] {
  if (isObjectType(type)) return missingFields(comparison, type, place);
  if (!isAbstractType(type)) return [];
  const { asked, wanted } = place;
  const objects = comparison.fetch.schema.getPossibleTypes(type);
  const selections = onTypes(objects, (object) => {
    const fields = collectFields(comparison.fetch, object, asked ?? []);
    const isLeftOut = isPartialUnion(type) && [...fields.values()].every(([node]) => node?.name.value === '__typename');
    if (!isLeftOut) return missingFields(comparison, object, place);
    return missingFields(comparison, object, { wanted }).filter((node) => !fields.has(responseKeyOf(node)));
  });
  // An interface object has no objects: of what type it is, the subgraph cannot say.
  return asked || objects.length === 0 ? selections : [typename, ...selections];
}

/** Below what the fetch asks of an object; of a member that it leaves out, all that the subgraph resolves. */
function missingFields(comparison: Comparison, type: GraphQLObjectType, { asked, wanted }: Place): FieldNode[] {
  const { fetch, client, renames } = comparison;
  const clients = collectFields(client, type, wanted);
  return [...(asked ? collectFields(fetch, type, asked) : clients)].flatMap(([key, nodes]) => {
    const [node] = nodes as [FieldNode];
    const field = type.getFields()[node.name.value];
    const output = getNamedType(field?.type);
    const below = subselections(nodes);
    if (asked) {
      const clientsBelow = subselections(clients.get(renames.get(key) ?? key) ?? []);
      return selecting(node, missing(comparison, output, { asked: below, wanted: clientsBelow }));
    }
    if (node.name.value === '__typename') return [node];
    if (!field || !isResolvedAlone(field)) return [];
    return node.selectionSet ? selecting(node, missing(comparison, output, { wanted: below })) : [node];
  });
}

const typename: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };

function selecting(field: FieldNode, selections: readonly SelectionNode[]): FieldNode[] {
  return selections.length > 0 ? [{ ...field, selectionSet: { kind: Kind.SELECTION_SET, selections } }] : [];
}

function onTypes(
  objects: readonly GraphQLObjectType[],
  selectionsOn: (object: GraphQLObjectType) => readonly SelectionNode[],
): SelectionNode[] {
  return objects.flatMap((object): SelectionNode[] => {
    const selections = selectionsOn(object);
    if (selections.length === 0) return [];
    const typeCondition = { kind: Kind.NAMED_TYPE as const, name: { kind: Kind.NAME as const, value: object.name } };
    const selectionSet = { kind: Kind.SELECTION_SET as const, selections };
    return [{ kind: Kind.INLINE_FRAGMENT, typeCondition, selectionSet }];
  });
}

/** The fetch's operation with `fields` beside its own, and its variables. The subgraph merges fields of the same key. */
function withFields({ variableUsages = [] }: AnyFetch, fields: readonly FieldNode[], { fetch, client }: Comparison) {
  const { definition, fragments } = fetch.operation;
  const { variableDefinitions: declared = [], selectionSet } = definition;
  const unknown = new Set<string>();
  for (const field of fields) visit(field, { [Kind.VARIABLE]: ({ name }) => void unknown.add(name.value) });
  for (const { variable } of declared) unknown.delete(variable.name.value);
  const { variableDefinitions: clients = [] } = client.operation.definition;
  const added = clients.filter(({ variable }) => unknown.has(variable.name.value));
  const completed = {
    ...definition,
    variableDefinitions: [...declared, ...added],
    selectionSet: { ...selectionSet, selections: [...selectionSet.selections, ...fields] },
  };
  const document = { kind: Kind.DOCUMENT as const, definitions: [completed, ...fragments.values()] };
  // A field may clash with one that the planner has added, or with one of a type that differs from the supergraph's.
  if (validate(fetch.schema, document, [OverlappingFieldsCanBeMergedRule]).length > 0) return {};
  return {
    operation: print(document),
    variableUsages: [...variableUsages, ...added.map(({ variable }) => variable.name.value)],
  };
}
