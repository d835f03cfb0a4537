import { expect, test } from 'vitest';
import { parseAnswer } from './answers.ts';

test.each([
  ['{"data":{"a":1}}', { data: { a: 1 } }],
  ['{"data":null,"errors":[{"message":"no"}]}', { data: null, errors: [{ message: 'no' }] }],
  ['{"errors":[{"message":"no","path":["a",0,"b"]}]}', { errors: [{ message: 'no', path: ['a', 0, 'b'] }] }],
  ['{"data":{"a":1},"errors":null}', { data: { a: 1 }, errors: null }],
])('%s is an answer', (text, answer) => {
  expect(parseAnswer(text)).toEqual(answer);
});

test.each([
  '',
  '<html>',
  'null',
  '1',
  '[]',
  '{}',
  '{"data":1}',
  '{"errors":{}}',
  '{"errors":null}',
  '{"errors":["no"]}',
])('%s is none', (text) => {
  expect(parseAnswer(text)).toBeUndefined();
});

test.each(['null', '5', '{}', '[null]', '[{}]', '["a", 1.5]'])('an error whose path is %s has none', (path) => {
  expect(parseAnswer(`{"errors":[{"message":"no","path":${path},"extensions":5}]}`)).toEqual({
    errors: [{ message: 'no' }],
  });
});
