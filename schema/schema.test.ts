// The committed schema, generated types and migrations are those of the sources, and clients see only what is for them.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { generate } from '@graphql-codegen/cli';
import type { MikroORM } from '@mikro-orm/postgresql';
import {
  type FieldDefinitionNode,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isListType,
  isObjectType,
  isSpecifiedScalarType,
  Kind,
  type ObjectTypeDefinitionNode,
  parse,
  print,
} from 'graphql';
import { beforeAll, describe, expect, test } from 'vitest';
import codegen from '../codegen.ts';
import { definitions } from '../gateway/definitions.ts';
import { readWeights } from '../gateway/limits/weights.ts';
import { readSupergraph } from '../gateway/planner/schema.ts';
import { migrate, openOrm } from '../lib/orm.ts';
import { createTestDatabase } from '../test/database.ts';
import { compose } from './compose.ts';
import { type SubgraphName, subgraphNames, supergraphSdl } from './sdl.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

test('the supergraph is the one that the four schemas compose to', () => {
  expect(supergraphSdl()).toBe(compose());
});

test('the generated types are those of the schemas', async () => {
  const files = (await generate({ ...codegen, cwd: root, silent: true }, false)) as {
    filename: string;
    content: string;
  }[];
  expect(files).toHaveLength(4);
  for (const { filename, content } of files) {
    expect(readFileSync(filename, 'utf8'), filename).toBe(content);
  }
});

test.each(
  subgraphNames,
)('the migrations of %s make the tables, keys, checks and indexes of its entities', async (name) => {
  await using migrated = await createTestDatabase();
  await using created = await createTestDatabase();
  const { entities } = definitions[name].database;
  const orm = await openOrm({ name, url: migrated.url, ...definitions[name].database });
  await migrate(orm);
  const fresh = await openOrm({ name, url: created.url, entities, migrations: [] });
  await fresh.em.execute('create extension if not exists pg_trgm');
  await fresh.schema.create();
  const tables = await tablesOf(orm);
  expect(tables.length).toBeGreaterThan(10);
  expect(tables).toEqual(await tablesOf(fresh));
  await Promise.all([orm.close(true), fresh.close(true)]);
});

/** Every column, constraint and index, one a line; without the table in which migrations are noted. */
async function tablesOf(orm: MikroORM): Promise<string[]> {
  const rows = await orm.em.execute<{ line: string }[]>(`
    select format('%s.%s %s %s %s', table_name, column_name, data_type, is_nullable, column_default) as line
    from information_schema.columns where table_schema = 'public' and table_name <> 'migration'
    union all select format('%s %s', conrelid::regclass, pg_get_constraintdef(oid)) from pg_constraint
    where connamespace = 'public'::regnamespace and conrelid::regclass::text <> 'migration'
    union all select indexdef from pg_indexes where schemaname = 'public' and tablename <> 'migration'
    order by 1`);
  return rows.map(({ line }) => line);
}

describe('the public schema', () => {
  let schema: GraphQLSchema;
  beforeAll(() => {
    schema = readSupergraph(supergraphSdl()).publicSchema;
  });

  test('has the names that clients rely on', () => {
    expect(Object.keys(schema.getQueryType()?.getFields() ?? {}).toSorted()).toEqual(
      expect.arrayContaining([
        'book',
        'booksByIsbn',
        'branches',
        'changes',
        'item',
        'itemsInCataloguing',
        'libraries',
        'me',
        'periodicals',
        'programme',
        'purchaseEligibility',
        'purchaseLendOrder',
        'rankings',
        'reader',
        'searchBooks',
        'stores',
      ]),
    );
    expect(Object.keys(schema.getMutationType()?.getFields() ?? {}).toSorted()).toEqual(
      expect.arrayContaining([
        'catalogueItem',
        'registerWebhook',
        'reportItemDamaged',
        'reportItemLost',
        'requestLoan',
        'requestPurchase',
        'returnItem',
        'settleItem',
        'shelveItem',
        'submitPurchaseLendOrder',
      ]),
    );
    expect(Object.keys(schema.getSubscriptionType()?.getFields() ?? {}).toSorted()).toEqual([
      'availabilityChanged',
      'branchWorkChanged',
      'purchaseLendOrderChanged',
      'shelfChanged',
    ]);
  });

  test('shows nothing that is for other subgraphs only', () => {
    const names = Object.keys(schema.getTypeMap());
    expect(
      names.filter((name) =>
        /Facts|Reserve|(?<!Book|Pinned)Record$|HoldingsReport|CorrectPurchase|BookTitle|join__|_Entity|_Any/.test(name),
      ),
    ).toEqual([]);
  });

  test('says of every list how long it is', () => {
    const { fullSchema } = readSupergraph(supergraphSdl());
    const weights = readWeights(fullSchema);
    const composites = Object.values(schema.getTypeMap()).filter(
      (type) => (isObjectType(type) || isInterfaceType(type)) && !isIntrospectionType(type),
    ) as GraphQLObjectType[];
    const fields = composites.flatMap((type) => Object.values(type.getFields()).map((field) => ({ type, field })));
    const isSizedByAll = (type: GraphQLObjectType, list: string) => {
      const returning = fields.filter(({ field }) => getNamedType(field.type) === type);
      return (
        returning.length > 0 &&
        returning.every((of) => weights.ofField(of.type.name, of.field.name).size?.sized.has(list))
      );
    };
    const unsized = fields.flatMap(({ type, field }) => {
      const { size } = weights.ofField(type.name, field.name);
      if (!isListType(getNullableType(field.type))) return [];
      const isSized = size && (size.assumed !== undefined || size.slicing.length > 0) && size.sized.size === 0;
      return isSized || isSizedByAll(type, field.name) ? [] : [`${type.name}.${field.name}`];
    });
    expect(unsized, 'give it @listSize(assumedSize:), or its connection slicingArguments and sizedFields').toEqual([]);
    const unsliced = fields.filter(
      ({ type, field }) =>
        field.args.some(({ name }) => name === 'first') &&
        !weights.ofField(type.name, field.name).size?.slicing.includes('first'),
    );
    expect(unsliced.map(({ type, field }) => `${type.name}.${field.name}`)).toEqual([]);
  });

  test('documents every type, every root field and every enum-like choice in a sentence', () => {
    const types = Object.values(schema.getTypeMap()).filter(
      (type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type),
    );
    const roots = new Set(
      [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()].map((type) => type?.name),
    );
    const undocumented = types
      .filter((type) => !roots.has(type.name) && !type.description && !isObvious(type.name))
      .map(({ name }) => name);
    expect(undocumented).toEqual([]);
    const fields = types
      .filter(
        (type) => (isObjectType(type) || isInterfaceType(type) || isInputObjectType(type)) && roots.has(type.name),
      )
      .flatMap((type) =>
        Object.values(
          (type as { getFields(): Record<string, { name: string; description?: string | null }> }).getFields(),
        ),
      );
    expect(fields.filter(({ description }) => !description).map(({ name }) => name)).toEqual([]);
  });
});

/** The parts of a Relay connection are explained once, at the connection and at PageInfo. */
function isObvious(name: string): boolean {
  return name.endsWith('Edge');
}

describe('what fails takes no more with it than itself', () => {
  /** Whose type an entity is that several subgraphs know. */
  const homes: Readonly<Record<string, SubgraphName>> = {
    Book: 'central',
    Branch: 'central',
    CentralItem: 'central',
    DistrictHoldings: 'central',
    DistrictItem: 'districts',
    Library: 'central',
    PurchaseLendOrder: 'bookstores',
    Reader: 'lending',
    ReaderExport: 'lending',
    Store: 'bookstores',
  };
  const types = subgraphNames.flatMap((subgraph) =>
    subgraphTypes(subgraph).map((type) => ({ subgraph, type, name: type.name.value })),
  );

  test('every question that clients may ask may be without an answer', () => {
    const questions = types.filter(({ name }) => name === 'Query').flatMap(({ type }) => type.fields ?? []);
    expect(questions.length).toBeGreaterThan(50);
    expect(questions.filter(isRequired).map(({ name }) => name.value)).toEqual([]);
  });

  test('what a subgraph adds to the type of another may be without an answer', () => {
    const entities = types.filter(({ type }) => type.directives?.some(({ name }) => name.value === 'key'));
    const shared = Map.groupBy(entities, ({ name }) => name);
    const several = [...shared].filter(([, owners]) => owners.length > 1);
    expect(several.map(([name]) => name).toSorted()).toEqual(Object.keys(homes));
    const required = several.flatMap(([name, owners]) =>
      owners
        .filter(({ subgraph }) => subgraph !== homes[name])
        .flatMap(({ subgraph, type }) => {
          const key = /fields: "(\w+)"/.exec(print(type))?.[1];
          const fields = (type.fields ?? []).filter((field) => field.name.value !== key && isRequired(field));
          return fields.map((field) => `${subgraph}: ${name}.${field.name.value}`);
        }),
    );
    expect(required).toEqual([]);
  });
});

function subgraphTypes(name: SubgraphName): ObjectTypeDefinitionNode[] {
  const { definitions: nodes } = parse(readFileSync(join(root, 'schema', `${name}.graphql`), 'utf8'));
  return nodes.filter((node) => node.kind === Kind.OBJECT_TYPE_DEFINITION);
}

function isRequired({ type, directives = [] }: FieldDefinitionNode): boolean {
  const isOthers = directives.some(({ name }) => /^(?:inaccessible|external)$/.test(name.value));
  return type.kind === Kind.NON_NULL_TYPE && !isOthers;
}
