import { getIntrospectionQuery } from 'graphql';
import { describe, expect, test } from 'vitest';
import { createDocumentCheck } from './documents.ts';
import { ceilings, type LimitedRole, type Limits, openLimits, standardLimits } from './roles.ts';

/** What a document is told under these limits: code, limit and value; undefined when it passes. */
function refusal(query: string, limits: Partial<Limits> = {}, role: LimitedRole = 'anonymous') {
  const check = createDocumentCheck({ ...openLimits, [role]: { ...ceilings, ...limits } });
  const told = [check(query, role), check(query, role)].map((error) => error?.extensions);
  expect(told[1]).toEqual(told[0]);
  return told[0];
}

const repeated = (count: number, text: (index: number) => string) => Array.from({ length: count }, (_, at) => text(at));

/** Fragments that each use the next one twice: 2 ** (levels - 1) times the leaf. */
function doubling(type: string, levels: number, leaf: string): string {
  const body = (at: number) => (at + 1 < levels ? `...F${at + 1} ...F${at + 1}` : leaf);
  return repeated(levels, (at) => `fragment F${at} on ${type} { ${body(at)} }`).join(' ');
}

describe('the size of an operation', () => {
  test('counts a fragment wherever it is used', () => {
    const query = '{ book(id: 1) { ...F } other: book(id: 1) { ...F ... { kind } } } fragment F on Book { id title }';
    expect(refusal(query, { fields: 10 })).toBeUndefined();
    expect(refusal(query, { fields: 9 })).toEqual({ code: 'FIELD_LIMIT', limit: 9, fields: 10 });
  });

  test.each([
    ['16 levels at the root', `{ ...F0 } ${doubling('Query', 16, 'echo')}`, 98_303],
    ['30 levels at the root', `{ ...F0 } ${doubling('Query', 30, 'echo')}`, 1_610_612_735],
    ['60 levels at the root', `{ ...F0 } ${doubling('Query', 60, 'echo')}`, Number.MAX_SAFE_INTEGER],
    ['16 levels below', `{ book(id: 1) { ...F0 } } ${doubling('Book', 16, 'id')}`, 98_304],
    ['30 levels below', `{ book(id: 1) { ...F0 } } ${doubling('Book', 30, 'id')}`, 1_610_612_736],
    ['1,100 levels', `{ ...F0 } ${doubling('Query', 1_100, 'echo')}`, Number.MAX_SAFE_INTEGER],
    ['aliases', `{ ${repeated(2_000, (at) => `a${at}: books { id }`).join(' ')} }`, 4_000],
    ['fields of one key', `{ ${'books { id } '.repeat(2_000)} }`, 4_000],
    ['introspection', `{ __schema { types { ...F0 } } } ${doubling('__Type', 30, 'name')}`, 1_610_612_737],
    ['a fragment that nobody uses', `{ echo } ${doubling('Query', 30, 'echo')}`, 1_610_612_734],
  ])('is refused: %s', (_, query, fields) => {
    expect(refusal(query, { tokens: 20_000 })).toEqual({ code: 'FIELD_LIMIT', limit: 1_000, fields });
  });

  test('says nothing of fragments that use themselves: validation does', () => {
    const query = '{ ...A } fragment A on Query { ...B ...B } fragment B on Query { echo ...A }';
    expect(refusal(query)).toBeUndefined();
  });
});

test('__schema is asked twice at most, however it is written', () => {
  const query = (
    times: number,
  ) => `{ ...A ${repeated(times - 1, (at) => `s${at}: __schema { description }`).join(' ')} }
    fragment A on Query { __schema { description } }`;
  expect(refusal(query(2))).toBeUndefined();
  expect(refusal(query(3))).toEqual({ code: 'INTROSPECTION_LIMIT', limit: 2, schemas: 3 });
});

test('the nesting of an operation counts fields and fragments, however they are written; its depth counts fields', () => {
  const query = '{ ... { ...A } } fragment A on Query { book(id: 1) { ... on Book { id } } }';
  expect(refusal(query, { nesting: 5, depth: 2 })).toBeUndefined();
  expect(refusal(query, { nesting: 4 })).toEqual({ code: 'NESTING_LIMIT', limit: 4, nesting: 5 });
  expect(refusal(query, { depth: 1 })).toEqual({ code: 'DEPTH_LIMIT', limit: 1, depth: 2 });
});

const nested = (depth: number) => `${'['.repeat(depth)}{ a: 1 }${']'.repeat(depth)}`;

test('the nesting of an operation counts lists and objects in its values too', () => {
  const inArgument = (depth: number) => refusal(`{ echo(value: ${nested(depth)}) }`);
  const inDefault = (depth: number) => refusal(`query ($value: JSON = ${nested(depth)}) { echo(value: $value) }`);
  expect([inArgument(38), inDefault(39)]).toEqual([undefined, undefined]);
  expect(inArgument(39)).toEqual({ code: 'NESTING_LIMIT', limit: 40, nesting: 41 });
  expect(inDefault(40)).toEqual({ code: 'NESTING_LIMIT', limit: 40, nesting: 41 });
  expect(inArgument(400)).toEqual({ code: 'NESTING_LIMIT', limit: 40, nesting: 402 });
});

test('aliases are counted in all and at the root, in fragments too', () => {
  const query = '{ a: books { x: id ...F } ...R } fragment F on Book { y: id } fragment R on Query { b: books { id } }';
  expect(refusal(query, { aliases: 4, rootAliases: 2 })).toBeUndefined();
  expect(refusal(query, { aliases: 3 })).toEqual({ code: 'ALIAS_LIMIT', limit: 3, aliases: 4 });
  expect(refusal(query, { rootAliases: 1 })).toEqual({ code: 'ROOT_ALIAS_LIMIT', limit: 1, rootAliases: 2 });
});

test('directives are counted wherever they may stand', () => {
  const query = `query ($a: Boolean! @x) @y { books @skip(if: $a) { ...F @include(if: $a) ... @x { id } } }
    fragment F on Book @z { id @skip(if: $a) }`;
  expect(refusal(query, { directives: 7 })).toBeUndefined();
  expect(refusal(query, { directives: 6 })).toEqual({ code: 'DIRECTIVE_LIMIT', limit: 6, directives: 7 });
});

test('tokens are counted in the whole document, without comments and commas', () => {
  const query = '{ a, b # c d\n } fragment F on Query { b }';
  expect(refusal(query, { tokens: 11 })).toBeUndefined();
  expect(refusal(query, { tokens: 10 })).toEqual({ code: 'TOKEN_LIMIT', limit: 10, tokens: 11 });
});

test('a document that others may send is refused to those who may not, also after it is known', () => {
  const check = createDocumentCheck(standardLimits);
  const query = `{ ${'a '.repeat(600)} }`;
  expect(check(query, 'librarian')).toBeUndefined();
  expect(check(query, 'anonymous')?.extensions).toEqual({ code: 'FIELD_LIMIT', limit: 500, fields: 600 });
  const long = `{ ${'a '.repeat(900)} } ${'fragment F on Query { a } '.repeat(300)}`;
  expect(check(long, 'reader')?.extensions).toEqual({ code: 'TOKEN_LIMIT', limit: 2_000, tokens: 2_102 + 900 });
  expect(check(long, 'librarian')).toBeUndefined();
  expect(check(long, 'reader')?.extensions).toEqual({ code: 'TOKEN_LIMIT', limit: 2_000, tokens: 3_002 });
});

const roles: readonly LimitedRole[] = ['anonymous', 'reader', 'clerk', 'librarian', 'admin'];

test('the usual introspection query is within the limits of everybody, one of hundreds of aliases is not', () => {
  const usual = getIntrospectionQuery({ specifiedByUrl: true, schemaDescription: true, inputValueDeprecation: true });
  const check = createDocumentCheck(standardLimits);
  for (const role of roles) expect(check(usual, role)).toBeUndefined();
  const aliases = repeated(600, (at) => `a${at}: description`).join(' ');
  expect(refusal(`{ __schema { types { ${aliases} } } }`)).toEqual({
    code: 'INTROSPECTION_LIMIT',
    limit: 500,
    introspection: 601,
  });
});
