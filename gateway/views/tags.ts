// Which elements of a supergraph are for some audiences only: those with a tag that is an audience's name. Other tags say nothing here.
import { extractLinkImplementations } from '@theguild/federation-composition';
import { type ConstDirectiveNode, type DefinitionNode, type DocumentNode, Kind } from 'graphql';
import { type Audience, audiences } from './audiences.ts';

/** By coordinate, `Query.fund`, `Query.funds(year:)`, `Fund`: who alone may see the element. */
export type Tags = ReadonlyMap<string, ReadonlySet<Audience>>;

/** The coordinates of members and arguments, in one place. */
export const memberOf = (type: string, member: string) => `${type}.${member}`;
export const argumentOf = (type: string, field: string, argument: string) => `${type}.${field}(${argument}:)`;

interface Tagged {
  directives?: readonly ConstDirectiveNode[] | undefined;
}

/** Reads the audiences' tags of a composed supergraph. */
export function readTags(supergraph: DocumentNode): Tags {
  const name = extractLinkImplementations(supergraph).resolveImportName('https://specs.apollo.dev/tag', '@tag');
  const tags = new Map<string, ReadonlySet<Audience>>();
  const note = (coordinate: string, { directives = [] }: Tagged) => {
    const named = directives.flatMap((directive) => (directive.name.value === name ? audienceIn(directive) : []));
    if (named.length > 0) tags.set(coordinate, new Set(named));
  };
  for (const definition of supergraph.definitions) noteDefinition(definition, note);
  return tags;
}

function noteDefinition(definition: DefinitionNode, note: (coordinate: string, node: Tagged) => void): void {
  switch (definition.kind) {
    case Kind.OBJECT_TYPE_DEFINITION:
    case Kind.INTERFACE_TYPE_DEFINITION: {
      const type = definition.name.value;
      note(type, definition);
      for (const field of definition.fields ?? []) {
        note(memberOf(type, field.name.value), field);
        for (const argument of field.arguments ?? []) {
          note(argumentOf(type, field.name.value, argument.name.value), argument);
        }
      }
      return;
    }
    case Kind.INPUT_OBJECT_TYPE_DEFINITION:
      note(definition.name.value, definition);
      for (const field of definition.fields ?? []) note(memberOf(definition.name.value, field.name.value), field);
      return;
    case Kind.ENUM_TYPE_DEFINITION:
      note(definition.name.value, definition);
      for (const value of definition.values ?? []) note(memberOf(definition.name.value, value.name.value), value);
      return;
    case Kind.UNION_TYPE_DEFINITION:
    case Kind.SCALAR_TYPE_DEFINITION:
      note(definition.name.value, definition);
  }
}

function audienceIn({ arguments: given = [] }: ConstDirectiveNode): Audience[] {
  const value = given.find(({ name }) => name.value === 'name')?.value;
  return value?.kind === Kind.STRING ? audiences.filter((audience) => audience === value.value) : [];
}
