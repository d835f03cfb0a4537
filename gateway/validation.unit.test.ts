import { getIntrospectionQuery, parse, specifiedRules, type ValidationRule, validate } from 'graphql';
import { describe, expect, test } from 'vitest';
import { readSupergraph } from './planner/schema.ts';
import { supergraphSdl } from './test-graph.ts';
import { depthLimit, finiteNumbers, introspectionLimit, nestingLimit, schemaLimit, sizeLimit } from './validation.ts';

const { publicSchema } = readSupergraph(supergraphSdl);

function complaints(query: string, ...rules: ValidationRule[]): string[] {
  const document = parse(query);
  return validate(publicSchema, document, [...specifiedRules, ...rules]).map(({ message }) => message);
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
    expect(complaints(query, sizeLimit(10))).toEqual([]);
    expect(complaints(query, sizeLimit(9))).toEqual([
      'The operation has 10 fields and fragments, counting fragments wherever they are used; at most 9 are allowed.',
    ]);
  });

  test.each([
    ['16 levels at the root', `{ ...F0 } ${doubling('Query', 16, 'echo')}`, '98303'],
    ['30 levels at the root', `{ ...F0 } ${doubling('Query', 30, 'echo')}`, '1610612735'],
    ['60 levels at the root', `{ ...F0 } ${doubling('Query', 60, 'echo')}`, 'more than 9007199254740991'],
    ['16 levels below', `{ book(id: 1) { ...F0 } } ${doubling('Book', 16, 'id')}`, '98304'],
    ['30 levels below', `{ book(id: 1) { ...F0 } } ${doubling('Book', 30, 'id')}`, '1610612736'],
    ['60 levels below', `{ book(id: 1) { ...F0 } } ${doubling('Book', 60, 'id')}`, 'more than 9007199254740991'],
    ['1,100 levels', `{ ...F0 } ${doubling('Query', 1_100, 'echo')}`, 'more than 9007199254740991'],
    ['aliases', `{ ${repeated(2_000, (at) => `a${at}: books { id }`).join(' ')} }`, '4000'],
    ['fields of one key', `{ ${'books { id } '.repeat(2_000)} }`, '4000'],
    ['introspection', `{ __schema { types { ...F0 } } } ${doubling('__Type', 30, 'name')}`, '1610612737'],
  ])('is refused: %s', (_, query, size) => {
    expect(complaints(query, sizeLimit(3_000))).toContain(
      `The operation has ${size} fields and fragments, counting fragments wherever they are used; at most 3000 are allowed.`,
    );
  });

  test('says nothing of fragments that use themselves: the specification’s rule does', () => {
    const query = '{ ...A } fragment A on Query { ...B ...B } fragment B on Query { echo ...A }';
    expect(complaints(query, sizeLimit(10), depthLimit(10), nestingLimit(10))).toEqual([
      'Cannot spread fragment "A" within itself via "B".',
    ]);
  });
});

test('__schema is asked twice at most, however it is written', () => {
  const query = (
    times: number,
  ) => `{ ...A ${repeated(times - 1, (at) => `s${at}: __schema { description }`).join(' ')} }
    fragment A on Query { __schema { description } }`;
  expect(complaints(query(2), schemaLimit(2))).toEqual([]);
  expect(complaints(query(3), schemaLimit(2))).toEqual([
    'The operation asks 3 times for __schema; at most 2 are allowed.',
  ]);
});

test('the nesting of an operation counts fields and fragments, however they are written', () => {
  const query = '{ ... { ...A } } fragment A on Query { book(id: 1) { ... on Book { id } } }';
  expect(complaints(query, nestingLimit(5))).toEqual([]);
  expect(complaints(query, nestingLimit(4))).toEqual([
    'The operation is nested 5 levels deep, fields, fragments and values together; at most 4 are allowed.',
  ]);
  expect(complaints(query, depthLimit(2))).toEqual([]);
});

/** Lists within each other, and an object. */
function nested(depth: number): string {
  return `${'['.repeat(depth)}{ a: 1 }${']'.repeat(depth)}`;
}

test('the nesting of an operation counts lists and objects in its values too', () => {
  const inArgument = (depth: number) => complaints(`{ echo(value: ${nested(depth)}) }`, nestingLimit(40));
  const inDefault = (depth: number) =>
    complaints(`query ($value: JSON = ${nested(depth)}) { echo(value: $value) }`, nestingLimit(40));
  expect([inArgument(38), inDefault(39)]).toEqual([[], []]);
  const complaint = /is nested (\d+) levels deep, fields, fragments and values together/;
  expect(inArgument(39)).toEqual([expect.stringMatching(complaint)]);
  expect(inDefault(40)).toEqual([expect.stringMatching(complaint)]);
  expect(inArgument(500)).toEqual([expect.stringContaining('502 levels')]);
});

test('the usual introspection query is within all limits, one of hundreds of aliases is not', () => {
  const rules = [depthLimit(20), nestingLimit(40), sizeLimit(1_000), introspectionLimit(500)];
  const usual = getIntrospectionQuery({ specifiedByUrl: true, schemaDescription: true, inputValueDeprecation: true });
  expect(complaints(usual, ...rules)).toEqual([]);
  const aliases = repeated(600, (at) => `a${at}: description`).join(' ');
  expect(complaints(`{ __schema { types { ${aliases} } } }`, ...rules)).toEqual([
    'The operation introspects with 601 fields and fragments; at most 500 are allowed.',
  ]);
});

test('a number that no number can be is refused, as an argument and as a default; an ID may be as long as it likes', () => {
  const digits = '9'.repeat(400);
  expect(complaints('{ echo(value: [{ a: -1e400 }]) }', finiteNumbers)).toEqual(['The number -1e400 is too large.']);
  expect(complaints('query ($v: JSON = 1e400) { echo(value: $v) }', finiteNumbers)).toEqual([
    'The number 1e400 is too large.',
  ]);
  expect(complaints(`{ echo(value: ${digits}) }`, finiteNumbers)).toEqual([
    `The number ${digits.slice(0, 40)}… is too large.`,
  ]);
  expect(complaints(`{ echo(value: 1e308) book(id: ${digits}) { id } }`, finiteNumbers)).toEqual([]);
});
