import { describe, expect, test } from 'vitest';
import { checkAddress, checkSameContent, checkText, contentHash, findBook } from './inputs.ts';

const mistake = (code: string, argument: string) =>
  expect.objectContaining({ extensions: expect.objectContaining({ code, argument }) });
const address = {
  recipient: '王明',
  phone: '025-51872834',
  province: '江苏省',
  city: '南京市',
  district: '建邺区',
  street: '乐山路158号',
};

describe('a text', () => {
  test('loses the spaces around it', () => {
    expect(checkText('card', ' N1 ')).toBe('N1');
  });

  test.each(['a', 'a'.repeat(100), `  ${'a'.repeat(100)}  `])('of 1 to 100 characters is taken', (text) => {
    expect(checkText('key', text)).toBe(text.trim());
  });

  test.each(['', '   ', 'a'.repeat(101)])('of none or too many is refused: "%s"', (text) => {
    expect(() => checkText('key', text)).toThrow(mistake('BAD_USER_INPUT', 'key'));
  });
});

test.each([
  ['a\u0000', 'U+0000'],
  ['a\u001b[0m', 'U+001B'],
  ['a\ud800b', 'U+D800'],
  ['a\udc00', 'U+DC00'],
])('a text with %j is refused, and the character is named', (text, name) => {
  expect(() => checkText('reason', text)).toThrow(mistake('BAD_USER_INPUT', 'reason'));
  expect(() => checkText('reason', text)).toThrow(name);
});

test.each(['𠮷野家', '第一行\n第二行', 'a\tb', '👨‍👩‍👧'])('a text such as %j is taken', (text) => {
  expect(checkText('reason', text)).toBe(text);
});

test.each(['\u200b', '\u202e\u2060', ' \ufeff '])('a text of which nothing can be seen, %j, is none', (text) => {
  expect(() => checkText('reason', text)).toThrow(mistake('BAD_USER_INPUT', 'reason'));
});

describe('an address', () => {
  test('keeps its parts without spaces around them, and nothing else', () => {
    const given = { ...address, street: ' 乐山路158号 ', note: 'to be left out' };
    expect(checkAddress(given)).toEqual(address);
  });

  test.each(['13900000000', '+86 139 0000 0000', '025-51872834', '12345'])('has a phone such as %s', (phone) => {
    expect(checkAddress({ ...address, phone }).phone).toBe(phone);
  });

  test.each(['', 'none', '1234', '1'.repeat(21), '139*0000000'])('has no phone such as %j', (phone) => {
    expect(() => checkAddress({ ...address, phone })).toThrow(mistake('BAD_USER_INPUT', 'deliveryAddress.phone'));
  });

  test.each(['-----', '     1', '+- - -'])('has a phone of five digits at least, not %j', (phone) => {
    expect(() => checkAddress({ ...address, phone })).toThrow(mistake('BAD_USER_INPUT', 'deliveryAddress.phone'));
  });

  test.each(['recipient', 'province', 'city', 'district', 'street'])('names its %s', (part) => {
    expect(() => checkAddress({ ...address, [part]: ' ' })).toThrow(
      mistake('BAD_USER_INPUT', `deliveryAddress.${part}`),
    );
    expect(() => checkAddress({ ...address, [part]: '长'.repeat(201) })).toThrow(
      mistake('BAD_USER_INPUT', `deliveryAddress.${part}`),
    );
  });
});

const at = (moment: string) => contentHash({ occurredAt: new Date(moment) });

test('the hash of a content tells moments apart', () => {
  expect(at('2026-11-23T01:00:00Z')).toBe(at('2026-11-23T09:00:00+08:00'));
  expect(at('2026-11-23T01:00:00Z')).not.toBe(at('2026-11-23T01:00:01Z'));
});

describe('the hash of a content', () => {
  const hash = contentHash({ card: 'N1', listPrice: { fen: 100, currency: 'CNY' }, itemBarcode: null });

  test('is the same whatever the order of the fields, and whether nothing is null or left out', () => {
    expect(contentHash({ listPrice: { currency: 'CNY', fen: 100 }, card: 'N1' })).toBe(hash);
    expect(contentHash({ card: 'N1', listPrice: { fen: 100, currency: 'CNY' }, itemBarcode: undefined })).toBe(hash);
  });

  test.each([
    { card: 'N2', listPrice: { fen: 100, currency: 'CNY' } },
    { card: 'N1', listPrice: { fen: 101, currency: 'CNY' } },
    { card: 'N1', listPrice: { fen: '100', currency: 'CNY' } },
    { card: 'N1', listPrice: { fen: 100 } },
    { card: 'N1', listPrice: { fen: 100, currency: 'CNY' }, itemBarcode: '' },
    { card: 'N1"', listPrice: { fen: 100, currency: 'CNY' } },
  ])('differs for %j', (content) => {
    expect(contentHash(content)).not.toBe(hash);
  });

  test('tells lists of other order apart', () => {
    expect(contentHash({ list: ['a', 'b'] })).not.toBe(contentHash({ list: ['b', 'a'] }));
  });

  test('that differs under one key is a CONFLICT', () => {
    expect(() => checkSameContent('key', hash, hash)).not.toThrow();
    expect(() => checkSameContent('key', hash, contentHash({}))).toThrow(mistake('CONFLICT', 'idempotencyKey'));
  });
});

/** Another subgraph that answers this. */
const catalogue = (answer: object) => async () => answer as never;

describe('the book of an input', () => {
  const book = { id: 'B1', isbn: '9787532345199', title: '三体钢笔字技法', classNumber: null };

  test('is found by its id, or by an ISBN that is on one record', async () => {
    expect(await findBook(catalogue({ book }), { bookId: 'B1' })).toEqual({ book });
    expect(await findBook(catalogue({ booksByIsbn: [book] }), { isbn: '753234519X' })).toEqual({ book });
  });

  test('is ambiguous for an ISBN on several', async () => {
    const candidates = [book, { ...book, id: 'B2' }];
    expect(await findBook(catalogue({ booksByIsbn: candidates }), { isbn: '753234519X' })).toEqual({
      ambiguous: { isbn: '9787532345199', candidates },
    });
  });

  test.each([
    [{}, 'BAD_USER_INPUT', 'bookId'],
    [{ bookId: null, isbn: null }, 'BAD_USER_INPUT', 'bookId'],
    [{ bookId: 'B1', isbn: '753234519X' }, 'BAD_USER_INPUT', 'bookId'],
    [{ isbn: '' }, 'BAD_USER_INPUT', 'isbn'],
    [{ isbn: '7532345199' }, 'BAD_USER_INPUT', 'isbn'],
    [{ isbn: '753234519X' }, 'NOT_FOUND', 'isbn'],
    [{ bookId: 'B1' }, 'NOT_FOUND', 'bookId'],
  ])('that is given as %j is a mistake: %s', async (input, code, argument) => {
    const nothing = catalogue({ book: null, booksByIsbn: [] });
    await expect(findBook(nothing, input)).rejects.toThrow(mistake(code, argument));
  });
});
