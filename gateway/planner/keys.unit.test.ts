import { describe, expect, test } from 'vitest';
import { runQuery } from '../test-graph.ts';

describe('a response key', () => {
  test('that is the name of a key field is not taken for it', async () => {
    const { text, sent } = await runQuery('{ book(id: 1) { id: title title: id offers { store } } }');
    expect(text).toBe('{"book":{"id":"Cloud","title":"1","offers":[{"store":"QINGCHUN"}]}}');
    expect(sent[1]?.variables).toEqual({ representations: [{ __typename: 'Book', id: '1' }] });
  });

  test('may be the field’s own name, once more', async () => {
    const { text } = await runQuery('{ book(id: 1) { title title: title offers: offers { store } offers { stock } } }');
    expect(text).toBe('{"book":{"title":"Cloud","offers":[{"store":"QINGCHUN","stock":2}]}}');
  });

  test('may be __typename, or begin as ours do', async () => {
    const { text } = await runQuery(
      '{ _as_book: book(id: 1) { __typename: title _as_title: price _internal_qp_alias_0: id what: __typename } }',
    );
    expect(text).toBe('{"_as_book":{"__typename":"Cloud","_as_title":70,"_internal_qp_alias_0":"1","what":"Book"}}');
  });

  test('stands in error paths as the client wrote it', async () => {
    const { errors } = await runQuery('{ books { title: bestOffer { store: stock } } }', {
      replaced: {
        bookstores: async () => ({ data: null, errors: [{ message: 'closed', path: ['_entities', 1, '_as_title'] }] }),
      },
    });
    expect(errors?.[0]?.path).toEqual(['books', 1, 'title']);
  });
});
