// The planner (0.0.38) takes the texts in join__ directives as given: a field set that is empty, is not GraphQL or names what is not
// there ends the process in a panic, and so do a type that is none and a subgraph that is none. So they are looked at first.
import {
  type ConstValueNode,
  FieldsOnCorrectTypeRule,
  FragmentsOnCompositeTypesRule,
  GraphQLError,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isEnumType,
  isInterfaceType,
  isObjectType,
  Kind,
  KnownArgumentNamesRule,
  KnownFragmentNamesRule,
  KnownTypeNamesRule,
  PossibleFragmentSpreadsRule,
  ProvidedRequiredArgumentsRule,
  parse,
  parseType,
  print,
  ScalarLeafsRule,
  TypeInfo,
  UniqueArgumentNamesRule,
  ValidationContext,
  type ValidationRule,
  ValuesOfCorrectTypeRule,
  visit,
  visitInParallel,
  visitWithTypeInfo,
} from 'graphql';
import { SupergraphError } from '../supergraph.ts';
import { type Joined, joins } from './subgraphs.ts';

const rules = [
  FieldsOnCorrectTypeRule,
  FragmentsOnCompositeTypesRule,
  KnownArgumentNamesRule,
  KnownFragmentNamesRule,
  KnownTypeNamesRule,
  PossibleFragmentSpreadsRule,
  ProvidedRequiredArgumentsRule,
  ScalarLeafsRule,
  UniqueArgumentNamesRule,
  ValuesOfCorrectTypeRule,
];

/**
 * Checks what join__type and join__field say: that each subgraph they name is one, each field set fits the full schema, and each type
 * is a type.
 * @throws SupergraphError that names the place, the directive and what is wrong, of the first one that does not fit
 */
export function checkFieldSets(schema: GraphQLSchema): void {
  const fieldsOf =
    (type: GraphQLNamedType): Complaint =>
    (value, graph) =>
      complaintAbout(value, 'a field set', (text) => problemOfFieldSet(schema, { type, text, graph }));
  const graph: Complaint = (value) => {
    const isKnown = value.kind === Kind.ENUM && graphs?.getValue(value.value);
    return isKnown ? undefined : 'is not a value of the enum join__Graph.';
  };
  const graphType = schema.getType('join__Graph');
  const graphs = isEnumType(graphType) ? graphType : undefined;
  for (const type of Object.values(schema.getTypeMap())) {
    check(type.astNode, type.name, 'join__type', { graph, key: fieldsOf(type) });
    if (!isObjectType(type) && !isInterfaceType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      const fieldSets = { requires: fieldsOf(type), provides: fieldsOf(getNamedType(field.type)) };
      const place = `${type.name}.${field.name}`;
      check(field.astNode, place, 'join__field', { graph, ...fieldSets, type: aboutType, override: aboutOverride });
    }
  }
}

/** What is wrong with an argument of a directive about this subgraph; nothing when nothing is. */
type Complaint = (value: ConstValueNode, graph: string | undefined) => string | undefined;

const aboutType: Complaint = (value) =>
  complaintAbout(value, 'a type', (text) => problemOfParsing(() => parseType(text)));
const aboutOverride: Complaint = (_, graph) =>
  graph === undefined ? 'is of no subgraph: graph is missing.' : undefined;

function check(
  node: Joined,
  place: string,
  directiveName: string,
  complaints: Readonly<Record<string, Complaint>>,
): void {
  for (const directive of node?.directives ?? []) {
    if (directive.name.value !== directiveName) continue;
    const given = (directive.arguments ?? []).filter(({ value }) => value.kind !== Kind.NULL);
    const graph = given.find(({ name }) => name.value === 'graph')?.value;
    for (const { name, value } of given) {
      const complaint = complaints[name.value]?.(value, graph?.kind === Kind.ENUM ? graph.value : undefined);
      if (complaint) throw new SupergraphError(`${place} has ${print(directive)}, whose ${name.value} ${complaint}`);
    }
  }
}

function complaintAbout(
  value: ConstValueNode,
  wanted: string,
  problemOf: (text: string) => string | undefined,
): string | undefined {
  const problem = value.kind === Kind.STRING ? problemOf(value.value) : 'It is not a string.';
  return problem && `is not ${wanted}. ${problem}`;
}

function problemOfFieldSet(
  schema: GraphQLSchema,
  { type, text, graph }: { type: GraphQLNamedType; text: string; graph: string | undefined },
): string | undefined {
  if (text.trim() === '') return 'It is empty.';
  const source = `fragment FieldSet on ${type.name} {\n${text}\n}`;
  const problem = problemOfParsing(() => parse(source));
  if (problem !== undefined) return problem;
  const document = parse(source, { noLocation: true });
  if (document.definitions.length > 1) return 'It has a brace too many.';
  const problems: GraphQLError[] = [];
  const types = new TypeInfo(schema);
  const context = new ValidationContext(schema, document, types, (error) => problems.push(error));
  const rulesHere = [...rules, abstractTypesOf(graph)];
  visit(document, visitWithTypeInfo(types, visitInParallel(rulesHere.map((rule) => rule(context)))));
  return problems[0]?.message;
}

/** The planner looks for the objects of an interface or a union in the subgraph whose field set it is. */
function abstractTypesOf(graph: string | undefined): ValidationRule {
  return (context) => ({
    SelectionSet() {
      const type = context.getParentType();
      if (graph === undefined || !isAbstractType(type)) return;
      if (joins(type.astNode, 'join__type').some((join) => join.graph === graph)) return;
      context.reportError(new GraphQLError(`The subgraph ${graph} has no type "${type.name}".`));
    },
  });
}

function problemOfParsing(parse: () => unknown): string | undefined {
  try {
    parse();
    return undefined;
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    return error.message;
  }
}
