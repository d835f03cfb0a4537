// Random protections for any supergraph: directives written into its text, and, apart from it, what they mean for a caller.
import {
  type ConstDirectiveNode,
  type DefinitionNode,
  getNamedType,
  isInterfaceType,
  isObjectType,
  Kind,
  parse,
  print,
  visit,
} from 'graphql';
import type { AccessRules } from '../gateway/engine/authorisation.ts';
import type { Access } from '../lib/actions.ts';
import { fieldsOf, possibleTypesOf } from './possible-types.ts';
import type { Denied } from './simulated-subgraphs.ts';
import type { Federation } from './subgraph-schemas.ts';

/** Who asks, by what is theirs. */
export interface Holder {
  isSignedIn: boolean;
  scopes: ReadonlySet<string>;
  policies: ReadonlySet<string>;
}

export interface Protections {
  /** The supergraph with its directives. */
  supergraphSdl: string;
  deniedTo(holder: Holder): Denied & { has(coordinate: string): boolean };
}

/** Everybody may do everything. */
export const everythingGranted: AccessRules = {
  accessOf: () => granted,
  holdersOf: () => undefined,
};

const granted: Access = { isSignedIn: true, scopes: setOfAll(), policies: setOfAll() };

/** Kinds of protection: as it is written, and who passes. */
const kinds: { directive: string; passes: (holder: Holder) => boolean }[] = [
  { directive: '@authenticated', passes: ({ isSignedIn }) => isSignedIn },
  { directive: '@requiresScopes(scopes: [["a"]])', passes: ({ scopes }) => scopes.has('a') },
  {
    directive: '@requiresScopes(scopes: [["a", "b"], ["c"]])',
    passes: ({ scopes }) => (scopes.has('a') && scopes.has('b')) || scopes.has('c'),
  },
  { directive: '@policy(policies: [["p"], ["q"]])', passes: ({ policies }) => policies.has('p') || policies.has('q') },
];

const definitions = `
  scalar requiresScopes__Scope
  scalar policy__Policy
  directive @authenticated on FIELD_DEFINITION | OBJECT | INTERFACE | SCALAR | ENUM
  directive @requiresScopes(scopes: [[requiresScopes__Scope!]!]!) on FIELD_DEFINITION | OBJECT | INTERFACE | SCALAR | ENUM
  directive @policy(policies: [[policy__Policy!]!]!) on FIELD_DEFINITION | OBJECT | INTERFACE | SCALAR | ENUM`;

/** Protects one field in eight and one type in sixteen, as `choose` draws. */
export function protect(sdl: string, federation: Federation, choose: (below: number) => number): Protections {
  const { publicSchema, graphs, fullSchema } = federation;
  // Fragments on types of interface objects are what the planner gets wrong (planner-limits.ts).
  const interfaceObjects = [...graphs.values()].flatMap(({ interfaceObjects: names }) => [...names]);
  const spared = new Set(interfaceObjects.flatMap((name) => [name, ...possibleTypesOf(fullSchema, name)]));
  const roots = new Set(
    [publicSchema.getQueryType(), publicSchema.getMutationType()].flatMap((type) => type?.name ?? []),
  );
  const drawn = new Map<string, (typeof kinds)[number]>();
  const draw = (coordinate: string, oneIn: number): ConstDirectiveNode[] => {
    const kind = choose(oneIn) === 0 ? kinds[choose(kinds.length)] : undefined;
    if (!kind) return [];
    drawn.set(coordinate, kind);
    return directivesOf(kind.directive);
  };
  const isOpen = (name: string) => !publicSchema.getType(name) || spared.has(name) || name.startsWith('__');
  const unprotected = visit(parse(sdl, { noLocation: true }), {
    [Kind.DIRECTIVE]: (node) => (ownDirectives.test(node.name.value) ? null : undefined),
  });
  const document = visit(unprotected, {
    [Kind.OBJECT_TYPE_DEFINITION]: (node) => {
      if (isOpen(node.name.value)) return undefined;
      const own = roots.has(node.name.value) ? [] : draw(node.name.value, 16);
      const fields = node.fields?.map((field) => {
        const written = fieldsOf(publicSchema, node.name.value)[field.name.value]
          ? draw(`${node.name.value}.${field.name.value}`, 8)
          : [];
        return { ...field, directives: [...(field.directives ?? []), ...written] };
      });
      return { ...node, fields, directives: [...(node.directives ?? []), ...own] };
    },
    [Kind.ENUM_TYPE_DEFINITION]: (node) =>
      isOpen(node.name.value)
        ? undefined
        : { ...node, directives: [...(node.directives ?? []), ...draw(node.name.value, 16)] },
  });
  return {
    supergraphSdl: `${print({ ...document, definitions: document.definitions.filter(isNotOurs) })}\n${definitions}`,
    deniedTo(holder) {
      const isRefused = (coordinate: string) => drawn.get(coordinate)?.passes(holder) === false;
      const isRefusedField = (type: string, field: string) => {
        const definition = fieldsOf(publicSchema, type)[field];
        const output = definition && getNamedType(definition.type);
        const ofOutput = output && !isInterfaceType(output) && isRefused(output.name);
        return (
          isRefused(`${type}.${field}`) || (isObjectType(publicSchema.getType(type)) && isRefused(type)) || ofOutput
        );
      };
      return {
        field: (type, field) => (isRefusedField(type, field) ? refusalOf(`${type}.${field}`) : undefined),
        object: (type) => (isRefused(type) ? refusalOf(type) : undefined),
        has: (coordinate) => isRefusedField(...(coordinate.split('.') as [string, string])) === true,
      };
    },
  };
}

function setOfAll(): ReadonlySet<string> {
  return Object.assign(new Set<string>(), { has: () => true });
}

function refusalOf(what: string): Error {
  return new Error(`${what} is refused`);
}

function directivesOf(text: string): ConstDirectiveNode[] {
  const [node] = parse(`scalar Any ${text}`, { noLocation: true }).definitions;
  return node?.kind === Kind.SCALAR_TYPE_DEFINITION ? [...(node.directives ?? [])] : [];
}

/** What supergraphs say of this by themselves goes. */
const ownDirectives = /^(authenticated|requiresScopes|policy)$/;

function isNotOurs(node: DefinitionNode): boolean {
  const ours = /^(authenticated|requiresScopes|policy|requiresScopes__Scope|policy__Policy)$/;
  return !('name' in node && node.name && ours.test(node.name.value));
}
