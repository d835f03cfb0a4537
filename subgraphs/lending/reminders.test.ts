// Reminders with a clock that the test moves: who is reminded of what and when, once; and how they are sent.
import { mkdtempSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { addDays, dayOf } from '../../lib/shanghai.ts';
import { createSecret } from '../../lib/webhook-signature.ts';
import { ask, codes, rows } from '../../test/ask.ts';
import { type Desk, deskOf } from '../../test/holds.ts';
import { admin, clerk, hidden, librarian, openTestNetwork, reader, type TestNetwork } from '../../test/network.ts';
import { isSigned, type Receiver, startReceiver } from '../../test/receiver.ts';
import type { Context } from './context.ts';
import { forgetEvents } from './live.ts';
import { sendNotices } from './notices.ts';
import { notifierOf } from './notifiers.ts';
import { planHoldNotices, planReminders } from './reminders.ts';

const day = 86_400_000;
const place = 'JN-MAIN';
const secret = createSecret();
/** 09:00 in Asia/Shanghai. */
let now = new Date('2027-03-01T01:00:00Z');
let network: TestNetwork;
let desk: Desk;
let receiver: Receiver;
let cards = 0;
const nextCard = () => `H${++cards}`;
const pass = (milliseconds: number) => {
  now = new Date(now.getTime() + milliseconds);
};

beforeAll(async () => {
  network = await openTestNetwork({ jobs: false, clock: () => now });
  desk = deskOf(network);
  await desk.addReaders(60);
});
afterAll(() => network[Symbol.asyncDispose]());
beforeEach(async () => {
  receiver = await startReceiver();
  vi.stubEnv('SHELFGRAPH_NOTIFIER', 'webhook');
  vi.stubEnv('SHELFGRAPH_NOTIFIER_URL', receiver.url);
  vi.stubEnv('SHELFGRAPH_NOTIFIER_KEY', secret);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await receiver[Symbol.asyncDispose]();
  await rows(network.subgraphs.lending, "update loan set status = 'RETURNED' where status = 'ACTIVE'");
  await rows(network.subgraphs.lending, 'delete from notice');
  await rows(network.subgraphs.lending, 'delete from reminder_run');
  await rows(network.subgraphs.lending, 'delete from reminder_choice');
});

const ctx = () => {
  const call = { identity: { role: 'service', subgraph: 'lending' }, requestId: 'test' } as const;
  return network.subgraphs.lending.contextOf(call) as Context;
};
/** What the jobs do by themselves in the morning. */
const morning = async () => {
  await planReminders(ctx());
  await planHoldNotices(ctx());
  await sendNotices(ctx());
};
const noticesOf = (card: string) =>
  rows<{ kind: string; state: string; day: string; attempts: number; occasion: string; last_error: string | null }>(
    network.subgraphs.lending,
    `select kind, state, notice.day::text, attempts, occasion, last_error from notice join reader on reader.id = reader_id
     where card = ? order by notice.day, occasion`,
    [card],
  );
const lent = async (card: string) => {
  const { items, bookId } = await desk.newBook({ copies: 1, branch: place });
  const { loan } = await desk.checkOut(items[0]!, card);
  const [{ due } = { due: '' }] = await rows<{ due: string }>(
    network.subgraphs.lending,
    'select due_date::text as due from loan where id = ?',
    [loan.id],
  );
  return { copy: items[0]!, loan: loan.id as string, due, bookId };
};
/** 09:00 of a day. */
const at = (date: string) => new Date(`${date}T01:00:00Z`);
const sentTo = (card: string) => receiver.messages.filter(({ body }) => body.data.reader.card === card);

test('a loan is reminded three days before it is due, once, and when it is overdue on days 1, 7 and 14', async () => {
  const card = nextCard();
  const { due, loan, bookId } = await lent(card);
  const seen: [number, string][] = [];
  for (let days = -5; days <= 16; days++) {
    now = at(addDays(due, days));
    const before = sentTo(card).length;
    await morning();
    await morning();
    for (const { body } of sentTo(card).slice(before)) seen.push([days, body.data.kind]);
  }
  expect(seen).toEqual([
    [-3, 'DUE_SOON'],
    [1, 'OVERDUE'],
    [7, 'OVERDUE'],
    [14, 'OVERDUE'],
  ]);
  const [first] = sentTo(card);
  expect(first!.body).toEqual({
    type: 'reader.notice',
    timestamp: expect.any(String),
    data: {
      id: first!.id,
      kind: 'DUE_SOON',
      day: due,
      reader: { id: card, card },
      loan,
      hold: null,
      book: { id: bookId, title: expect.any(String) },
      branch: null,
      message: {
        zh: expect.stringMatching(new RegExp(`^《.+》将于 ${due} 到期，请按时归还或续借。$`)),
        en: expect.stringContaining(`is due on ${due}: return or renew it by then.`),
      },
    },
  });
  expect(isSigned(first!, secret)).toBe(true);
  expect(new Set(sentTo(card).map(({ id }) => id)).size).toBe(4);
});

test('a copy that waits is told at once, with its last day and where, and once', async () => {
  const card = nextCard();
  const { bookId, items } = await desk.newBook({ copies: 1, branch: place });
  const { id } = await desk.place(card, bookId, place);
  await morning();
  expect(sentTo(card)).toEqual([]);
  await desk.scan(items[0]!, place);
  await morning();
  await morning();
  const { shelfUntil } = await desk.hold(id);
  expect(sentTo(card).map(({ body }) => body.data)).toMatchObject([
    {
      kind: 'HOLD_READY',
      day: shelfUntil,
      hold: id,
      loan: null,
      branch: { id: place, name: expect.any(String) },
      message: { zh: expect.stringContaining(`请于 ${shelfUntil}（含当日）前取书`) },
    },
  ]);
});

describe('what holds no more when it is to be sent', () => {
  const overdueSoon = async (card: string) => {
    const loan = await lent(card);
    now = at(addDays(loan.due, 1));
    await planReminders(ctx());
    expect(await noticesOf(card)).toMatchObject([{ kind: 'OVERDUE', state: 'PENDING' }]);
    return loan;
  };
  const dropped = async (card: string) => {
    await sendNotices(ctx());
    expect(sentTo(card)).toEqual([]);
    expect((await noticesOf(card)).map(({ state }) => state)).toEqual(['DROPPED']);
    await morning();
    expect(sentTo(card)).toEqual([]);
  };

  test('a book that came back gets no reminder', async () => {
    const card = nextCard();
    const { copy } = await overdueSoon(card);
    await desk.scan(copy, place);
    await dropped(card);
  });

  test('nor one that the reader says came back', async () => {
    const card = nextCard();
    const { loan } = await overdueSoon(card);
    const claim = 'mutation ($loan: ID!) { claimReturned(loan: $loan) { id } }';
    expect(codes(await ask(network.subgraphs.lending, reader(card), claim, { loan }))).toEqual([]);
    await dropped(card);
  });

  test('nor a reader who wants none any more', async () => {
    const card = nextCard();
    await overdueSoon(card);
    await setReminders(card, false);
    await dropped(card);
  });

  test('a renewed loan is reminded by its new due day', async () => {
    const card = nextCard();
    const { loan, due } = await lent(card);
    now = at(addDays(due, -2));
    await planReminders(ctx());
    const { dueDate } = await desk.renew(loan, card);
    await sendNotices(ctx());
    expect(sentTo(card)).toEqual([]);
    now = at(addDays(dueDate, -3));
    await morning();
    expect(sentTo(card).map(({ body }) => body.data.day)).toEqual([dueDate]);
    expect(await noticesOf(card)).toMatchObject([
      { day: due, state: 'DROPPED' },
      { day: dueDate, state: 'SENT' },
    ]);
  });

  test('a hold that was cancelled meanwhile is not told as ready', async () => {
    const card = nextCard();
    const { bookId, items } = await desk.newBook({ copies: 1, branch: place });
    const { id } = await desk.place(card, bookId, place);
    await desk.scan(items[0]!, place);
    await planHoldNotices(ctx());
    await desk.change('cancelHold', id);
    await dropped(card);
  });
});

describe('when', () => {
  test('before eight in the morning nobody is reminded of loans, and a day is gone through once', async () => {
    const card = nextCard();
    const { due } = await lent(card);
    now = new Date(at(addDays(due, -3)).getTime() - 3_600_001);
    await planReminders(ctx());
    expect(await noticesOf(card)).toEqual([]);
    pass(1);
    await planReminders(ctx());
    expect(await noticesOf(card)).toHaveLength(1);
    await rows(network.subgraphs.lending, 'delete from notice');
    await planReminders(ctx());
    expect(await noticesOf(card)).toEqual([]);
  });

  test('a day that was missed is made up, the last occasion alone; a week later nobody is told any more', async () => {
    const [card, late] = [nextCard(), nextCard()];
    const { due } = await lent(card);
    now = at(addDays(due, 9));
    await morning();
    expect((await noticesOf(card)).map(({ occasion }) => occasion)).toEqual([`${due}+7`]);
    now = at('2027-06-01');
    const other = await lent(late);
    now = at(addDays(other.due, 21));
    await morning();
    expect(await noticesOf(late)).toEqual([]);
  });

  test('is data, dated: days ahead, and days after', async () => {
    const card = nextCard();
    const { due } = await lent(card);
    await rows(
      network.subgraphs.lending,
      `insert into reminder_choice (valid_from, due_soon_days, overdue_days) values (?, 5, '{2}'), (?, 0, '{}')`,
      [addDays(due, -10), addDays(due, 4)],
    );
    now = at(addDays(due, -5));
    const terms = await ask(network.subgraphs.lending, clerk, '{ reminderTerms { dueSoonDays overdueDays } }');
    expect(terms.data).toEqual({ reminderTerms: { dueSoonDays: 5, overdueDays: [2] } });
    for (let days = -6; days < 10; days++) {
      now = at(addDays(due, days));
      await morning();
    }
    expect((await noticesOf(card)).map(({ occasion }) => occasion)).toEqual([due, `${due}+2`]);
    await expect(
      rows(
        network.subgraphs.lending,
        `insert into reminder_choice (valid_from, due_soon_days, overdue_days) values ('2030-01-01', 3, '{0}')`,
      ),
    ).rejects.toThrow(/reminder_choice_overdue/);
  });
});

describe('who crashes', () => {
  test('before the end of the day’s loans begins again, and nobody is reminded twice', async () => {
    const card = nextCard();
    const { due } = await lent(card);
    now = at(addDays(due, -3));
    await planReminders(ctx());
    const before = await rows(network.subgraphs.lending, 'select id from notice');
    await rows(network.subgraphs.lending, 'delete from reminder_run');
    await Promise.all([planReminders(ctx()), planReminders(ctx())]);
    expect(await rows(network.subgraphs.lending, 'select id from notice')).toEqual(before);
  });

  test('after sending and before noting it sends again, under the same id', async () => {
    const card = nextCard();
    const { due } = await lent(card);
    now = at(addDays(due, -3));
    await planReminders(ctx());
    const dying = ctx();
    const dead = new Error('the process died');
    receiver.answer = () => {
      // The database is gone for this process from the moment at which the receiver has it.
      vi.spyOn(dying.em.getConnection().getClient(), 'executeQuery').mockRejectedValue(dead);
      return 204;
    };
    await expect(sendNotices(dying)).rejects.toThrow('the process died');
    vi.restoreAllMocks();
    receiver.answer = () => 204;
    expect(sentTo(card)).toHaveLength(1);
    expect(await noticesOf(card)).toMatchObject([{ state: 'PENDING', attempts: 1 }]);
    await sendNotices(ctx());
    expect(sentTo(card)).toHaveLength(1);
    pass(300_000);
    await sendNotices(ctx());
    expect(new Set(sentTo(card).map(({ id }) => id)).size).toBe(1);
    expect(sentTo(card)).toHaveLength(2);
    expect(await noticesOf(card)).toMatchObject([{ state: 'SENT' }]);
  });

  test('two runs at the same time send each reminder once', async () => {
    const some = [nextCard(), nextCard(), nextCard()];
    const loans = [];
    for (const card of some) loans.push(await lent(card));
    now = at(addDays(loans[0]!.due, -3));
    await planReminders(ctx());
    await Promise.all([sendNotices(ctx()), sendNotices(ctx())]);
    expect(some.map((card) => sentTo(card).length)).toEqual([1, 1, 1]);
  });
});

describe('a notifier that is down', () => {
  test('is tried again at growing gaps under the same id, and then taken', async () => {
    const card = nextCard();
    const { due } = await lent(card);
    now = at(addDays(due, -3));
    receiver.answer = () => 503;
    await morning();
    expect(await noticesOf(card)).toMatchObject([{ state: 'PENDING', attempts: 1, last_error: 'HTTP 503' }]);
    pass(59_999);
    await sendNotices(ctx());
    expect(sentTo(card)).toHaveLength(1);
    pass(1);
    await sendNotices(ctx());
    expect(sentTo(card)).toHaveLength(2);
    receiver.answer = () => 200;
    pass(300_000);
    await sendNotices(ctx());
    expect(new Set(sentTo(card).map(({ id }) => id)).size).toBe(1);
    expect(await noticesOf(card)).toMatchObject([{ state: 'SENT', attempts: 3 }]);
  });

  test('is given up after two days, and administrators see that, nobody else', async () => {
    const card = nextCard();
    const { due } = await lent(card);
    now = at(addDays(due, -3));
    receiver.answer = () => 500;
    await morning();
    for (const gap of [60, 300, 1_800, 7_200, 21_600, 43_200, 86_400]) {
      pass(gap * 1_000);
      await sendNotices(ctx());
    }
    expect(await noticesOf(card)).toMatchObject([{ state: 'FAILED', attempts: 8, last_error: 'HTTP 500' }]);
    pass(day);
    await sendNotices(ctx());
    expect(sentTo(card)).toHaveLength(8);
    const query = `{ failedNotices { totalCount nodes { kind state attempts lastError loan { id } message } } }`;
    const seen = await network.query(query, {}, admin);
    expect(seen.data).toEqual({
      failedNotices: {
        totalCount: 1,
        nodes: [
          {
            kind: 'DUE_SOON',
            state: 'FAILED',
            attempts: 8,
            lastError: 'HTTP 500',
            loan: { id: expect.any(String) },
            message: `您借阅或预约的图书将于 ${due} 到期，请按时归还或续借。`,
          },
        ],
      },
    });
    for (const person of [clerk, librarian('NJ-JN'), reader(card)]) {
      expect(codes(await network.query(query, {}, person))).toEqual([hidden]);
    }
    expect(codes(await network.query(query))).toEqual([hidden]);
    // The reader was not reminded.
    expect(await shown(card)).toMatchObject({ notices: { totalCount: 0 } });
  });

  test('that does not answer at all is not asked for all of them', async () => {
    await receiver[Symbol.asyncDispose]();
    const card = nextCard();
    const { due, bookId } = await lent(card);
    await rows(
      network.subgraphs.lending,
      `insert into hold (id, idempotency_key, content_hash, reader_id, book_id, number, state, pickup_branch_id, pickup_library,
         placed_at, shelf_until)
       select 'mass-' || n, 'mass-' || n, '', ?, ? || n, 1, 'READY', ?, 'NJ-JN', ?, ? from generate_series(1, 100) as n`,
      [card, bookId, place, now, addDays(dayOf(now), 60)],
    );
    await planHoldNotices(ctx());
    await sendNotices(ctx());
    const tried = (await noticesOf(card)).filter(({ attempts }) => attempts > 0);
    expect(tried).toHaveLength(64);
    expect(tried[0]).toMatchObject({ state: 'PENDING', last_error: 'no answer: ECONNREFUSED' });
    await rows(network.subgraphs.lending, "delete from hold where id like 'mass-%'");
    expect(due).toBeTruthy();
  });
});

const setReminders = async (card: string, enabled: boolean) => {
  const mutation = 'mutation ($enabled: Boolean!) { setReminders(enabled: $enabled) { reminders } }';
  const answer = await network.query(mutation, { enabled }, reader(card));
  expect(answer.data).toEqual({ setReminders: { reminders: enabled } });
};
const shown = async (card: string, person = reader(card), page = '') => {
  const answer = await network.query(
    `query ($card: String!) { reader(card: $card) { ${person === clerk ? '' : 'reminders'} notices${page} {
       totalCount pageInfo { hasNextPage endCursor } nodes { kind day state message(lang: EN) loan { id } book { id } }
     } } }`,
    { card },
    person,
  );
  expect(codes(answer)).toEqual([]);
  return answer.data.reader;
};

test('a reader who wants no reminders gets none, and gets them again when that is taken back', async () => {
  const card = nextCard();
  const { due } = await lent(card);
  await setReminders(card, false);
  now = at(addDays(due, -3));
  await morning();
  expect(await noticesOf(card)).toEqual([]);
  await setReminders(card, true);
  now = at(addDays(due, -2));
  await morning();
  expect(sentTo(card)).toHaveLength(1);
  const mutation = 'mutation { setReminders(enabled: false) { reminders } }';
  expect(codes(await network.query(mutation))).toEqual(['UNAUTHENTICATED']);
  expect(codes(await network.query(mutation, {}, clerk))).toEqual([hidden]);
});

test('a reader sees the reminders that were sent, page by page; a clerk sees none', async () => {
  const card = nextCard();
  const { due, loan, bookId } = await lent(card);
  for (const days of [-3, 1, 7]) {
    now = at(addDays(due, days));
    await morning();
  }
  const first = await shown(card, reader(card), '(first: 2)');
  expect(first.notices).toMatchObject({
    totalCount: 3,
    pageInfo: { hasNextPage: true },
    nodes: [
      { kind: 'OVERDUE', state: 'SENT' },
      {
        kind: 'OVERDUE',
        day: due,
        message: `Your book was due on ${due} and is overdue: please return it.`,
        loan: { id: loan },
        book: { id: bookId },
      },
    ],
  });
  const rest = await shown(card, librarian('NJ-GC'), `(first: 2, after: "${first.notices.pageInfo.endCursor}")`);
  expect(rest.notices).toMatchObject({ pageInfo: { hasNextPage: false }, nodes: [{ kind: 'DUE_SOON' }] });
  expect(await shown(card, clerk)).toMatchObject({ notices: { totalCount: 0, nodes: [] } });
  const reminders = 'query ($card: String!) { reader(card: $card) { reminders } }';
  expect(codes(await network.query(reminders, { card }, clerk))).toEqual([hidden]);
});

test('what forgets its reader takes along what the reader was told of it', async () => {
  const [card, other] = [nextCard(), nextCard()];
  const { due, loan } = await lent(card);
  await lent(other);
  now = at(addDays(due, -3));
  await morning();
  const told = async (name: string) => {
    const events = await rows(network.subgraphs.lending, 'select id from lending_event where reader_id = ?', [name]);
    return [events.length, (await noticesOf(name)).length];
  };
  expect([await told(card), await told(other)]).toEqual([
    [2, 1],
    [2, 1],
  ]);
  const { lending } = network.subgraphs;
  await rows(lending, 'alter table loan alter column reader_id drop not null');
  await rows(lending, 'alter table loan drop constraint if exists loan_reader_while_open');
  await rows(lending, 'update loan set reader_id = null where id = ?', [loan]);
  expect([await told(card), await told(other)]).toEqual([
    [0, 0],
    [2, 1],
  ]);
  // What happens to it afterwards is nobody's news, and no mistake.
  await rows(lending, "update loan set status = 'RETURNED' where id = ?", [loan]);
  expect(await told(card)).toEqual([0, 0]);
});

test('reminders are kept for half a year', async () => {
  const card = nextCard();
  const { due } = await lent(card);
  now = at(addDays(due, -3));
  await morning();
  const inDays = (days: number) => ({
    em: network.subgraphs.lending.orm.em.fork(),
    now: new Date(now.getTime() + days * day),
  });
  await forgetEvents(inDays(180));
  expect(await noticesOf(card)).toHaveLength(1);
  await forgetEvents(inDays(181));
  expect(await noticesOf(card)).toEqual([]);
});

test('while the catalogue is silent readers are reminded without the title', async () => {
  const card = nextCard();
  const { due } = await lent(card);
  now = at(addDays(due, -3));
  network.silence('central');
  await morning();
  network.silence(null);
  expect(sentTo(card)[0]?.body.data).toMatchObject({
    book: { title: null },
    message: { zh: `您借阅或预约的图书将于 ${due} 到期，请按时归还或续借。` },
  });
});

test('a thousand loans and more take a constant number of statements for each batch', async () => {
  const card = nextCard();
  const { due, bookId } = await lent(card);
  await rows(network.subgraphs.lending, `update reader set loan_quota = 5000 where card = ?`, [card]);
  const add = (count: number) =>
    rows(
      network.subgraphs.lending,
      `insert into loan (id, reader_id, book_id, item_id, status, channel, requested_at, started_at, due_date)
       select 'many-' || n, ?, ?, 'NJ-JN:many-' || n, 'ACTIVE', 'DESK', now(), now(), ? from generate_series(1, ?::int) as n
       on conflict do nothing`,
      [card, bookId, due, count],
    );
  now = at(addDays(due, -3));
  const statementsOf = async () => {
    const counting = ctx();
    const spy = vi.spyOn(counting.em.getConnection().getClient(), 'executeQuery');
    await planReminders(counting);
    const count = spy.mock.calls.length;
    spy.mockRestore();
    await rows(network.subgraphs.lending, 'delete from reminder_run');
    return count;
  };
  await add(900);
  const one = await statementsOf();
  await add(1_900);
  expect(await statementsOf()).toBe(one + 1);
  expect(await noticesOf(card)).toHaveLength(1_901);
  // A run makes room for other jobs after some seconds.
  for (let run = 0; run < 5 && sentTo(card).length < 1_901; run++) await sendNotices(ctx());
  expect(new Set(sentTo(card).map(({ id }) => id)).size).toBe(1_901);
  expect(sentTo(card)).toHaveLength(1_901);
});

describe('a notifier', () => {
  const notice = {
    id: 'ntc_1',
    kind: 'DUE_SOON' as const,
    day: '2027-03-04',
    reader: { id: 'R1', card: 'N2026000001' },
    loan: 'L1',
    hold: null,
    book: { id: 'B1', title: '三体' },
    branch: null,
    message: { zh: '《三体》将于 2027-03-04 到期', en: '"三体" is due' },
  };

  test('`console` writes one line of ids, with no card, title or text', async () => {
    const lines: string[] = [];
    const log = pino(
      { level: 'info', base: null, timestamp: false },
      { write: (line: string) => void lines.push(line) },
    );
    expect(await notifierOf(log, { kind: 'console' })(notice, now)).toBeNull();
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      {
        level: 30,
        notice: 'ntc_1',
        kind: 'DUE_SOON',
        day: '2027-03-04',
        reader: 'R1',
        loan: 'L1',
        hold: null,
        msg: expect.any(String),
      },
    ]);
  });

  test('`file` adds a line to a file for its owner alone, and says when it cannot', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'shelfgraph-notices-'));
    const path = join(folder, 'data', 'notices.ndjson');
    const notify = notifierOf(pino({ level: 'silent' }), { kind: 'file', path });
    expect(await notify(notice, now)).toBeNull();
    expect(await notify({ ...notice, id: 'ntc_2' }, now)).toBeNull();
    const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      { sentAt: now.toISOString(), ...notice },
      { sentAt: now.toISOString(), ...notice, id: 'ntc_2' },
    ]);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(await notifierOf(pino({ level: 'silent' }), { kind: 'file', path: folder })(notice, now)).toEqual({
      error: 'the file cannot be written: EISDIR',
      isSilent: true,
    });
  });
});
