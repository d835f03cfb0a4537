// Subgraphs of others: what they may add to the graph. They are asked by the gateway and told nothing of who asks, so they have what
// everybody may know, and nothing of the network depends on them.

import type { GraphQLSchema } from 'graphql';
import {
  type ConstDirectiveNode,
  type FieldDefinitionNode,
  Kind,
  type ObjectTypeDefinitionNode,
  parse,
  print,
  type TypeNode,
  visit,
} from 'graphql';
import { subgraphNames } from './sdl.ts';

export interface Guest {
  /** `xinhua`: small letters, digits and hyphens. */
  name: string;
  sdl: string;
  /** Where it answers. */
  url: string;
}

/** Types of the network to which a guest may add fields: they name no reader. */
const open = ['Book', 'Store', 'Branch', 'Library'] as const;
/** All that a guest says of its schema; anything else takes a field from its owner, hides it, or says who may see it. */
const allowed = new Set([
  'key',
  'external',
  'requires',
  'listSize',
  'cost',
  'tag',
  'deprecated',
  'specifiedBy',
  'link',
]);

/**
 * What a guest's schema may not do, each in a sentence; empty when it may join.
 * @param publicSchema the network's, as everybody sees it
 */
export function guestProblems({ name, sdl }: Guest, publicSchema: GraphQLSchema): string[] {
  if (!/^[a-z][a-z0-9-]*$/.test(name) || subgraphNames.some((own) => own === name)) {
    return [
      `"${name}" is no name for a guest: small letters, digits and hyphens, and none of ${subgraphNames.join(', ')}.`,
    ];
  }
  const document = parse(sdl);
  const problems: string[] = [];
  visit(document, {
    Directive: (directive) => {
      const { value } = directive.name;
      if (!allowed.has(value)) problems.push(`@${value} is for the network's own subgraphs.`);
      if (value === 'link') problems.push(...linkProblems(directive as ConstDirectiveNode));
      if ((value === 'cost' || value === 'listSize') && print(directive).includes('-')) {
        problems.push(`${print(directive)}: a weight or a size is not negative.`);
      }
    },
    OperationTypeDefinition: ({ operation }) => {
      problems.push(`schema { ${operation}: … }: the root types have their usual names.`);
    },
  });
  for (const node of document.definitions) {
    if (node.kind === Kind.OBJECT_TYPE_DEFINITION || node.kind === Kind.OBJECT_TYPE_EXTENSION) {
      problems.push(...typeProblems(node as ObjectTypeDefinitionNode, publicSchema));
    } else if ('name' in node && node.name && isNew(node.kind) && publicSchema.getType(node.name.value)) {
      problems.push(`${node.name.value} is a type of the network: give yours another name.`);
    }
  }
  return problems;
}

/** Under another name a directive would not be known for what it is. */
function linkProblems(link: ConstDirectiveNode): string[] {
  const imported = link.arguments?.find(({ name }) => name.value === 'import')?.value;
  const renamed = link.arguments?.some(({ name }) => name.value === 'as');
  const isPlain =
    !imported || (imported.kind === Kind.LIST && imported.values.every(({ kind }) => kind === Kind.STRING));
  return isPlain && !renamed ? [] : [`${print(link)}: directives keep their names, without "as".`];
}

/** Scalars are the same everywhere; directives are no types. */
function isNew(kind: Kind): boolean {
  return kind !== Kind.SCALAR_TYPE_DEFINITION && kind !== Kind.DIRECTIVE_DEFINITION && kind !== Kind.SCHEMA_EXTENSION;
}

function typeProblems(type: ObjectTypeDefinitionNode, publicSchema: GraphQLSchema): string[] {
  const { name, fields = [], description } = type;
  if (name.value === 'Mutation' || name.value === 'Subscription') {
    return [`${name.value}: guests are asked, they do not take orders: changes go through the network's own services.`];
  }
  if (name.value === 'Query') {
    const own = publicSchema.getQueryType()?.getFields() ?? {};
    return fields.flatMap((field) =>
      field.name.value in own
        ? [`Query.${field.name.value} is there already: give yours another name.`]
        : fieldProblems('Query', field, { mayFail: true }),
    );
  }
  if (!publicSchema.getType(name.value)) {
    const undescribed = description ? [] : [`${name.value} has no description: a sentence that says what it is.`];
    return [...undescribed, ...fields.flatMap((field) => fieldProblems(name.value, field, { mayFail: false }))];
  }
  if (!open.some((each) => each === name.value)) {
    return [`${name.value} is a type of the network that takes no fields of guests: ${open.join(', ')} do.`];
  }
  const keys = (type.directives ?? []).filter((each) => each.name.value === 'key').map(fieldsOf);
  if (keys.length !== 1 || keys[0] !== 'id')
    return [`${name.value} is known by its id: @key(fields: "id"), and no other.`];
  return fields
    .filter((field) => field.name.value !== 'id')
    .flatMap((field) => {
      const known = (publicSchema.getType(name.value) as { getFields?: () => object }).getFields?.() ?? {};
      const isKnown = field.name.value in known;
      if (isExternal(field)) {
        return isKnown
          ? []
          : [`${name.value}.${field.name.value} is @external, and not what everybody may see of ${name.value}.`];
      }
      if (isKnown) return [`${name.value}.${field.name.value} is there already: give yours another name.`];
      return fieldProblems(name.value, field, { mayFail: true });
    });
}

function fieldProblems(type: string, field: FieldDefinitionNode, { mayFail }: { mayFail: boolean }): string[] {
  const coordinate = `${type}.${field.name.value}`;
  const { kind } = field.type;
  return [
    ...(mayFail && kind === Kind.NON_NULL_TYPE
      ? [`${coordinate} has to be nullable: you may be silent, and the rest holds.`]
      : []),
    ...(mayFail && !field.description ? [`${coordinate} has no description: a sentence that says what it tells.`] : []),
    ...(isList(field.type) && !has(field, 'listSize')
      ? [`${coordinate} is a list: say how long, @listSize(assumedSize: 10).`]
      : []),
  ];
}

function fieldsOf({ arguments: given = [] }: ConstDirectiveNode): string {
  const fields = given.find(({ name }) => name.value === 'fields')?.value;
  return fields?.kind === Kind.STRING ? fields.value.trim() : '';
}

const has = ({ directives = [] }: FieldDefinitionNode, directive: string) =>
  directives.some(({ name }) => name.value === directive);
const isExternal = (field: FieldDefinitionNode) => has(field, 'external');

function isList(type: TypeNode): boolean {
  return type.kind === Kind.LIST_TYPE || (type.kind === Kind.NON_NULL_TYPE && isList(type.type));
}
