import { parse, specifiedRules, type ValidationRule, validate } from 'graphql';
import { expect, test } from 'vitest';
import { readSupergraph } from './planner/schema.ts';
import { supergraphSdl } from './test-graph.ts';
import { finiteNumbers } from './validation.ts';

const { publicSchema } = readSupergraph(supergraphSdl);

function complaints(query: string, ...rules: ValidationRule[]): string[] {
  const document = parse(query);
  return validate(publicSchema, document, [...specifiedRules, ...rules]).map(({ message }) => message);
}

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
