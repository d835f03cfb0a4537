// Copies by lists at the catalogue: which book, branch and status a line means, and what is said of one that is wrong.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Person } from '../../gateway/auth/claims.ts';
import { ask, codes, rows } from '../../test/ask.ts';
import { admin, clerk, hidden, librarian, openTestNetwork, type TestNetwork } from '../../test/network.ts';
import { countStatements } from '../../test/statement-count.ts';

let network: TestNetwork;

beforeAll(async () => {
  network = await openTestNetwork({ jobs: false });
});
afterAll(() => network[Symbol.asyncDispose]());

const jiangning = librarian('NJ-JN');
const mutation = /* GraphQL */ `
  mutation ($input: PutItemsInput!) {
    putItems(input: $input) {
      added changed unchanged kept refused
      items { barcode outcome reason message candidates { id title } }
    }
  }
`;
type Line = Record<string, unknown> & { barcode: string };
const send = (items: Line[], more: Record<string, unknown> = {}, person: Person | null = jiangning) =>
  network.query(mutation, { input: { library: 'NJ-JN', items, ...more } }, person);
const put = async (items: Line[], more: Record<string, unknown> = {}, person: Person = jiangning) => {
  const answer = await send(items, more, person);
  expect(answer.errors).toBeUndefined();
  return answer.data.putItems;
};
const itemOf = async (id: string) =>
  (
    await rows(
      network.subgraphs[id.startsWith('NJ-JL') ? 'central' : 'districts'],
      'select book_id, call_number, branch_id, location, status, status_text, due_date::text from item where id = ?',
      [id],
    )
  )[0];

describe('a line', () => {
  test('is put with the owner of its library, whichever that is', async () => {
    const line = { barcode: 'X1', bookId: 'B000010', callNumber: 'I247.5/7', status: '在馆' };
    expect(await put([line])).toMatchObject({ added: 1, items: [{ outcome: 'ADDED', reason: null, message: null }] });
    expect(await put([line])).toMatchObject({ added: 0, unchanged: 1 });
    expect(await put([line], { library: 'NJ-JL' }, librarian('NJ-JL'))).toMatchObject({ added: 1 });
    expect(await itemOf('NJ-JN:X1')).toMatchObject({ book_id: 'B000010', branch_id: 'JN-MAIN', status: 'AVAILABLE' });
    expect(await itemOf('NJ-JL:X1')).toMatchObject({ book_id: 'B000010', branch_id: 'JL-MAIN' });
  });

  test('means the branch that its location names, by any of its names; its text is kept', async () => {
    await put([
      { barcode: 'P1', bookId: 'B000010', location: ' 24小时自助江宁' },
      { barcode: 'P2', bookId: 'B000010', location: '三楼某处' },
      { barcode: 'P3', bookId: 'B000010', location: '某处', branchId: 'JN-SELF-24H' },
    ]);
    expect(await itemOf('NJ-JN:P1')).toMatchObject({ branch_id: 'JN-SELF-24H', location: '24小时自助江宁' });
    expect(await itemOf('NJ-JN:P2')).toMatchObject({ branch_id: 'JN-MAIN', location: '三楼某处' });
    expect(await itemOf('NJ-JN:P3')).toMatchObject({ branch_id: 'JN-SELF-24H', location: '某处' });
    const room = { barcode: 'P4', bookId: 'B000010', location: '阅·荐空间' };
    await put([room], { library: 'NJ-JL' }, admin);
    const [named] = await rows(
      network.subgraphs.central,
      `select branch.id from branch left join room on room.branch_id = branch.id
       where branch.library_id = 'NJ-JL' and (branch.name = ? or room.name = ?)`,
      [room.location, room.location],
    );
    expect(await itemOf('NJ-JL:P4')).toMatchObject({ branch_id: named?.['id'], location: room.location });
  });

  test('means the book by ISBN in any form, and by its title where several carry it', async () => {
    const answer = await put([
      { barcode: 'I1', isbn: '978-7-229-10063-6' },
      { barcode: 'I2', isbn: '9787229100605', title: '三体 (典藏版)' },
      { barcode: 'I3', isbn: '9787229100605' },
      { barcode: 'I4', isbn: '9787020002207' },
      { barcode: 'I5', bookId: 'B999999' },
    ]);
    expect(answer.items).toEqual([
      expect.objectContaining({ outcome: 'ADDED' }),
      expect.objectContaining({ outcome: 'ADDED' }),
      {
        barcode: 'I3',
        outcome: 'REFUSED',
        reason: 'SEVERAL_BOOKS',
        message: expect.stringMatching(
          /ISBN 9787229100605 有多种书目.*give the book id, the record number or the title/,
        ),
        candidates: [
          { id: 'B000001', title: '三体 典藏版' },
          { id: 'B000002', title: '三体' },
        ],
      },
      expect.objectContaining({ reason: 'NO_BOOK', message: expect.stringContaining('9787020002207') }),
      expect.objectContaining({ reason: 'NO_BOOK', message: expect.stringContaining('B999999') }),
    ]);
    expect(answer).toMatchObject({ added: 2, refused: 3 });
    expect(await itemOf('NJ-JN:I2')).toMatchObject({ book_id: 'B000001' });
  });

  test('of a new copy without a call number has the class of its book', async () => {
    const [book] = await rows<{ id: string; class_number: string }>(
      network.subgraphs.central,
      'select id, class_number from book where class_number is not null order by id limit 1',
    );
    await put([{ barcode: 'C1', bookId: book?.id }]);
    expect(await itemOf('NJ-JN:C1')).toMatchObject({ call_number: book?.class_number });
  });

  test('that is wrong does not stop the others, and says what would be right', async () => {
    const answer = await put([
      { barcode: 'bad code', bookId: 'B000010' },
      { barcode: 'W1' },
      { barcode: 'W2', isbn: '9787229100606' },
      { barcode: 'W3', bookId: 'B000010', branchId: 'JL-MAIN' },
      { barcode: 'W4', bookId: 'B000010', callNumber: '\u0000' },
      { barcode: 'W5', bookId: 'B000010', status: '特藏转移' },
      { barcode: 'W6', bookId: 'B000010', status: '锁定' },
      { barcode: 'W7', bookId: 'B000010', status: '借出' },
      { barcode: 'W8', bookId: 'B000010', status: '借出-应还日期：2026-12-01' },
      { barcode: 'W8', bookId: 'B000010' },
      { barcode: 'W9', bookId: 'B000010', callNumber: 'A/'.concat('1a'.repeat(49)) },
    ]);
    expect(answer.items.map(({ outcome, reason }: Line) => [outcome, reason])).toEqual([
      ['REFUSED', 'BAD_VALUE'],
      ['REFUSED', 'BAD_VALUE'],
      ['REFUSED', 'BAD_VALUE'],
      ['REFUSED', 'NO_BRANCH'],
      ['REFUSED', 'BAD_VALUE'],
      ['ADDED', 'STATUS_NOT_UNDERSTOOD'],
      ['ADDED', null],
      ['ADDED', 'NO_DUE_DATE'],
      ['ADDED', null],
      ['REFUSED', 'TWICE'],
      ['ADDED', null],
    ]);
    for (const { reason, message } of answer.items) {
      if (reason) expect(message, reason).toMatch(/[\u4e00-\u9fff].*[a-z]{4}/s);
    }
    expect(await itemOf('NJ-JN:W5')).toMatchObject({ status: 'UNKNOWN', status_text: '特藏转移' });
    expect(await itemOf('NJ-JN:W6')).toMatchObject({ status: 'UNKNOWN', status_text: '锁定' });
    expect(await itemOf('NJ-JN:W8')).toMatchObject({ status: 'ON_LOAN', due_date: '2026-12-01' });
  });
});

describe('who may, and how much', () => {
  const line = { barcode: 'Y1', bookId: 'B000010' };
  test.each([
    ['nobody', null, hidden],
    ['a clerk', clerk, hidden],
    ['a librarian of another library', librarian('NJ-JL'), 'FORBIDDEN'],
  ])('%s may not', async (_, person, code) => {
    expect(new Set(codes(await send([line], {}, person)))).toEqual(new Set([code]));
  });

  test('1 to 500 copies of a library that there is', async () => {
    const many = Array.from({ length: 501 }, (_, index) => ({ ...line, barcode: `Y${index}` }));
    expect(codes(await send([]))).toEqual(['BAD_USER_INPUT']);
    expect(codes(await send(many))).toEqual(['BAD_USER_INPUT']);
    const tomorrow = new Date(Date.now() + 86_400_000).toISOString();
    expect(codes(await send([line], { asOf: tomorrow }))).toEqual(['BAD_USER_INPUT']);
    expect(codes(await send([line], { library: 'NJ-XX' }, admin))).toEqual(['NOT_FOUND']);
  });

  test('the owner is silent: nothing is said to be done', async () => {
    network.silence('districts');
    const answer = await send([line]);
    network.silence(null);
    expect(codes(answer)).toEqual(['SUBGRAPH_UNAVAILABLE']);
  });
});

describe('one key', () => {
  test('is one result; with other content it is a conflict', async () => {
    const line = { barcode: 'Z1', bookId: 'B000010', status: '在馆' };
    const first = await put([line], { idempotencyKey: 'k1' });
    expect(first).toMatchObject({ added: 1 });
    expect(await put([line], { idempotencyKey: 'k1' })).toEqual(first);
    expect(codes(await send([{ ...line, status: '丢失' }], { idempotencyKey: 'k1' }))).toEqual(['CONFLICT']);
    expect(await itemOf('NJ-JN:Z1')).toMatchObject({ status: 'AVAILABLE' });
    expect(await put([line], { idempotencyKey: 'k1', library: 'NJ-JL' }, admin)).toMatchObject({ added: 1 });
    const together = await Promise.all(
      Array.from({ length: 5 }, () => put([{ ...line, barcode: 'Z2' }], { idempotencyKey: 'k2' })),
    );
    expect(new Set(together.map((answer) => JSON.stringify(answer))).size).toBe(1);
  });
});

test('500 lines take as many statements as one', async () => {
  const lines = Array.from({ length: 500 }, (_, index) => ({
    barcode: `N${index}`,
    isbn: index % 2 === 0 ? '9787229100636' : '9787571001483',
    location: `第 ${index} 处`,
    status: index % 3 === 0 ? '在馆' : '不知道',
  }));
  await put(lines.slice(0, 10));
  const count = async (items: Line[]) => {
    const counted = countStatements();
    try {
      const answer = await ask(
        network.subgraphs.central,
        { role: 'admin', subject: 'a' },
        'mutation ($input: PutItemsInput!) { putItems(input: $input) { added } }',
        { input: { library: 'NJ-JN', items } },
      );
      expect(codes(answer)).toEqual([]);
      return counted.sent.length;
    } finally {
      counted.stop();
    }
  };
  const few = await count([
    { ...(lines[0] as Line), status: '丢失' },
    { ...(lines[0] as Line), barcode: 'M1' },
  ]);
  expect(await count(lines)).toBe(few);
});
