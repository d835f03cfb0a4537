import { parse } from 'graphql';
import { expect, test } from 'vitest';
import { resolveConditions } from './conditions.ts';
import { selectOperation } from './operation.ts';
import { collectFieldsOfAnyType } from './selection.ts';

const asked = (query: string) => selectOperation(parse(query), undefined);

test('a path’s place is found at once, however often fragments use each other', () => {
  const fragments = Array.from(
    { length: 60 },
    (_, at) => `fragment F${at} on Query { ${at < 59 ? `...F${at + 1} ...F${at + 1}` : 'mine: book(id: 1) { id }'} }`,
  );
  const operation = asked(`{ ...F0 } ${fragments.join(' ')}`);
  const fields = collectFieldsOfAnyType(operation, [operation.definition.selectionSet]);
  expect([...fields.keys()]).toEqual(['mine']);
  expect(fields.get('mine')).toHaveLength(1);
});

test('a fragment that @skip leaves out once still counts where it is used again', () => {
  const operation = resolveConditions(asked('{ ...F @skip(if: true) ...F } fragment F on Query { echo }'), {});
  const fields = collectFieldsOfAnyType(operation, [operation.definition.selectionSet]);
  expect(fields.get('echo')).toHaveLength(1);
});
