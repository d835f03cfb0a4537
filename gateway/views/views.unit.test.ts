// What each audience sees: of this network, as the table of actions has it, and of any supergraph with tags.
import { composeSchemaContract, composeServices } from '@theguild/federation-composition';
import {
  buildASTSchema,
  type ConstDirectiveNode,
  type DocumentNode,
  type GraphQLObjectType,
  type GraphQLSchema,
  isAbstractType,
  isEnumType,
  isObjectType,
  lexicographicSortSchema,
  parse,
  printSchema,
  validate,
  validateSchema,
  visit,
} from 'graphql';
import { describe, expect, test } from 'vitest';
import { accessOf, actionsOfRole } from '../../lib/actions.ts';
import { anonymous, type Identity } from '../../lib/identity.ts';
import { subgraphNames, subgraphSdl, supergraphSdl } from '../../schema/sdl.ts';
import { readDemands } from '../engine/authorisation-demands.ts';
import { createEngine } from '../engine/engine.ts';
import { readSupergraph } from '../planner/schema.ts';
import { registeredDocuments } from '../trusted/settings.ts';
import { type Audience, audienceOf, audiences, rolesOf } from './audiences.ts';

const names = (schema: GraphQLSchema) => Object.keys(schema.getTypeMap());
const isTag = (node: ConstDirectiveNode) => node.name.value === 'tag';
const printed = (schema: GraphQLSchema) => printSchema(lexicographicSortSchema(schema)).replaceAll(/\s+/g, ' ');

const composed = (sdl: string, link = '@tag') => {
  const head = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable", ${link.startsWith('{') ? link : `"${link}"`}])`;
  const { supergraphSdl: made, errors } = composeServices([{ name: 'a', typeDefs: parse(`${head} ${sdl}`) }]);
  if (!made) throw new Error(JSON.stringify(errors));
  return made;
};
const viewsOf = (sdl: string, link?: string) => readSupergraph(composed(sdl, link)).views;

/** Those who do not see all. */
const narrowed = ['public', 'branch', 'bookstore'] as const;

describe('of this network', () => {
  const { publicSchema, fullSchema, views } = readSupergraph(supergraphSdl());
  const demands = readDemands(fullSchema);
  const roots = new Set<unknown>([
    publicSchema.getQueryType(),
    publicSchema.getMutationType(),
    publicSchema.getSubscriptionType(),
  ]);
  const objects = Object.values(publicSchema.getTypeMap()).filter(isObjectType);

  /** Whether some role of an audience can have what a field demands, with some resource. */
  function mayAsk(audience: Audience, type: string, field: string): boolean {
    return rolesOf(audience).some((role) => {
      const { isSignedIn, scopes } = accessOf({ role } as Identity);
      return demands.ofField(type, field).every(({ kind, anyOf }) => {
        if (kind === 'authenticated') return isSignedIn;
        return anyOf.some((group) => group.every((name) => scopes.has(name)));
      });
    });
  }

  test('the four audiences are those of all roles', () => {
    expect(audiences.flatMap(rolesOf).toSorted()).toEqual(
      ['admin', 'anonymous', 'clerk', 'librarian', 'reader', 'service'].toSorted(),
    );
    expect(audiences.map((audience) => rolesOf(audience).every((role) => audienceOf(role) === audience))).not.toContain(
      false,
    );
    expect(actionsOfRole('anonymous')).toEqual([]);
  });

  test.each(
    narrowed,
  )('%s sees the root fields and protected fields that a role of it may ask for, and no others', (audience) => {
    const judged = objects.flatMap((type) =>
      Object.keys(type.getFields()).flatMap((field) => {
        const isRoot = roots.has(type);
        const seen = views[audience].getType(type.name) as GraphQLObjectType | undefined;
        if (!isRoot && (!seen || demands.ofField(type.name, field).length === 0)) return [];
        const isSeen = seen?.getFields()[field] !== undefined;
        if (isSeen === mayAsk(audience, type.name, field)) return [];
        return [`${type.name}.${field} is ${isSeen ? 'seen and for nobody of it' : 'hidden and for some of it'}`];
      }),
    );
    expect(judged, 'its @tag and its @requiresScopes say different things').toEqual([]);
  });

  test('those within the network see all of it', () => {
    expect(views.internal).toBe(publicSchema);
  });

  test.each(narrowed)('the view of %s is the contract that the schemas of the subgraphs compose to', (audience) => {
    expect(validateSchema(views[audience])).toEqual([]);
    const contract = lexicographicSortSchema(contractOf(audience));
    expect(printSchema(lexicographicSortSchema(views[audience]))).toBe(printSchema(contract));
  });

  test.each(
    narrowed,
  )('%s sees all that an answer may have where it sees the field: no hole is left in it', (audience) => {
    const seen = Object.values(views[audience].getTypeMap());
    const holes = seen.flatMap((type): readonly { name: string }[] => {
      const whole = publicSchema.getType(type.name);
      if (isAbstractType(type) && isAbstractType(whole)) {
        const objects = new Set(views[audience].getPossibleTypes(type).map(({ name }) => name));
        return publicSchema.getPossibleTypes(whole).filter(({ name }) => !objects.has(name));
      }
      if (!isEnumType(type) || !isEnumType(whole)) return [];
      return whole.getValues().filter(({ name }) => !type.getValue(name));
    });
    expect(holes.map(({ name }) => name)).toEqual([]);
  });

  test('hides what the public has no use for, by name', () => {
    expect(names(views.internal)).toEqual(expect.arrayContaining(['Fund', 'Webhook', 'AvailabilitySource']));
    for (const name of ['Fund', 'LedgerEntry', 'Webhook', 'ApiKey', 'Worklist', 'ImportRun']) {
      expect(names(views.public), name).not.toContain(name);
    }
    expect(names(views.bookstore)).toContain('Webhook');
    expect(names(views.branch)).not.toContain('Webhook');
    expect(names(views.branch)).toContain('Fund');
    expect(names(views.bookstore)).not.toContain('Fund');
    for (const audience of ['public', 'branch', 'bookstore'] as const) {
      expect(names(views[audience]), audience).not.toContain('AvailabilitySource');
    }
  });

  test('each operation of the playground is one of its audience', () => {
    for (const { file, text, document } of registeredDocuments({})) {
      const role = /^#\s*audience:\s*(\w+)/m.exec(text)?.[1];
      for (const audience of role === undefined ? audiences : [audienceOf(role as Identity['role'])]) {
        expect(validate(views[audience], document), `${file} for ${audience}`).toEqual([]);
      }
    }
  });
});

/** The same by the contracts of the library that composes, which needs the schemas of the subgraphs. */
function contractOf(audience: Audience): GraphQLSchema {
  const services = subgraphNames.map((name) => ({
    name,
    url: `local://${name}`,
    typeDefs: withExclusions(parse(subgraphSdl(name)), audience),
  }));
  const filter = { include: new Set<string>(), exclude: new Set(['hidden']) };
  const contract = composeSchemaContract(services, filter);
  if (!contract.supergraphSdl) throw new Error(JSON.stringify(contract.errors));
  return readSupergraph(contract.supergraphSdl).publicSchema;
}

/** With one tag `hidden` instead of those that leave an audience out. */
function withExclusions(document: DocumentNode, audience: Audience): DocumentNode {
  const hidden = parse('type T @tag(name: "hidden")').definitions[0] as { directives?: ConstDirectiveNode[] };
  return visit(document, {
    enter(node) {
      const directives = ('directives' in node ? (node.directives ?? []) : []) as readonly ConstDirectiveNode[];
      const tags = directives
        .filter(isTag)
        .map(({ arguments: given = [] }) => (given[0] as { value: { value: string } }).value.value);
      if (tags.length === 0) return undefined;
      const others = directives.filter((directive) => !isTag(directive));
      const isHidden = !tags.includes(audience);
      return { ...node, directives: isHidden ? [...others, ...(hidden.directives ?? [])] : others };
    },
  });
}

describe('of a supergraph from elsewhere', () => {
  const shown = (sdl: string, audience: Audience = 'public') => printed(viewsOf(sdl)[audience]);
  const same = (sdl: string) => printed(buildASTSchema(parse(sdl)));

  test('without tags, or with others, everybody sees the whole of it', () => {
    const { public: seen, internal, branch } = viewsOf('type Query { a: Int @tag(name: "partner") }');
    expect(seen).toBe(internal);
    expect(branch).toBe(internal);
  });

  test('a tag by another name is read', () => {
    const views = viewsOf('type Query { a: Int b: Int @label(name: "branch") }', '{ name: "@tag", as: "@label" }');
    expect(Object.keys(views.public.getQueryType()?.getFields() ?? {})).toEqual(['a']);
    expect(Object.keys(views.branch.getQueryType()?.getFields() ?? {})).toEqual(['a', 'b']);
  });

  test('arguments, input fields, values, members and types are hidden by their own tags', () => {
    expect(
      shown(`
        type Query { a(b: Int, c: Int @tag(name: "branch"), in: In, kind: Kind): U d: Secret }
        input In { x: Int y: Int @tag(name: "bookstore") z: [SecretIn!] }
        input SecretIn @tag(name: "internal") { x: Int }
        enum Kind { OPEN CLOSED @tag(name: "internal") }
        type One { x: Int }
        type Secret @tag(name: "branch") @tag(name: "bookstore") { x: Int only: Only }
        type Only { x: Int }
        union U = One | Secret`),
    ).toBe(
      same(
        'type Query { a(b: Int, in: In, kind: Kind): U } input In { x: Int } enum Kind { OPEN } type One { x: Int } union U = One',
      ),
    );
  });

  test('what means nothing without what is hidden is hidden with it', () => {
    expect(
      shown(`
        type Query {
          open: Int
          needsHidden(a: Int! @tag(name: "internal")): Int
          needsHiddenInput(a: In!): Int
          needsNothing(a: Int! = 1 @tag(name: "internal"), b: In): Int
          onlyHidden: Empty
        }
        input In { a: Int! @tag(name: "internal") b: Int }
        type Empty { a: Emptier }
        type Emptier { a: Int @tag(name: "internal") }
        type Mutation { a: Int @tag(name: "internal") }`),
    ).toBe(same('type Query { open: Int needsNothing: Int }'));
  });

  test('the objects of an interface are seen through it', () => {
    const sdl = `type Query { node: Node } interface Node { id: ID } type A implements Node { id: ID a: Int }
      type B implements Node @tag(name: "branch") { id: ID b: Int }`;
    expect(shown(sdl)).toBe(
      same('type Query { node: Node } interface Node { id: ID } type A implements Node { id: ID a: Int }'),
    );
    expect(shown(sdl, 'branch')).toContain('type B');
  });

  test('what leaves an interface without what it promises, or nothing to ask, is no schema', () => {
    const broken = viewsOf(
      'type Query { node: Node } interface Node { id: ID } type A implements Node { id: ID @tag(name: "internal") b: Int }',
    );
    expect(validateSchema(broken.public)[0]?.message).toMatch(/Interface field Node.id expected but A does not/);
    expect(validateSchema(broken.internal)).toEqual([]);
    expect(validateSchema(viewsOf('type Query { a: Int @tag(name: "internal") }').public)[0]?.message).toMatch(
      /Query root type must be provided/,
    );
  });

  test('an engine answers one document by whichever view it is asked, and audiences share its plans', async () => {
    let fetches = 0;
    const engine = createEngine({
      supergraphSdl: composed(
        'type Query { a: Kind b: Int @tag(name: "branch") } enum Kind { OPEN SHUT @tag(name: "branch") }',
      ),
      transports: { a: async () => ({ data: { a: ++fetches > 2 ? 'OPEN' : 'SHUT' } }) },
    });
    const document = parse('{ a __type(name: "Kind") { enumValues { name } } }');
    const ask = async (audience: Audience) => {
      const call = { identity: anonymous, requestId: 'r' };
      const { data } = await engine.execute({ document, view: engine.views[audience] }, call);
      return JSON.stringify(data);
    };
    const seen = { open: '{"name":"OPEN"}', both: '{"name":"OPEN"},{"name":"SHUT"}' };
    expect(await ask('branch')).toBe(`{"a":"SHUT","__type":{"enumValues":[${seen.both}]}}`);
    expect(await ask('public')).toBe(`{"a":null,"__type":{"enumValues":[${seen.open}]}}`);
    expect(await ask('public')).toBe(`{"a":"OPEN","__type":{"enumValues":[${seen.open}]}}`);
    expect(await ask('internal')).toBe(`{"a":"OPEN","__type":{"enumValues":[${seen.both}]}}`);
    expect(engine.hottest(10)).toHaveLength(1);
  });
});
