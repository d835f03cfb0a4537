// A branch's terminal: find a book, see what the whole city holds of it, have a copy brought for a reader.
//
//   npm run example:branch -- --token "$(npm run --silent token -- --role librarian --library NJ-JL)"
import type { CityHoldingsQuery } from '../sdk/index.ts';
import { type Commands, LineMistake, readLines, said } from './lines.ts';
import { readOptions } from './options.ts';

type Holdings = NonNullable<NonNullable<CityHoldingsQuery['book']>['holdings']>[number];

const help = `find WORDS          检索：题名、责任者、拼音、首字母、ISBN、索书号
show N              第 N 种在全市各馆的馆藏
bring N CARD BRANCH 为读者请调一册到取书地点
branches [WORDS]    取书地点
watch N             第 N 种的馆藏动态（回车停止）
help, quit`;

const { client } = readOptions(`Usage: npm run example:branch -- [--url URL] [--token TOKEN]

A branch's terminal. It reads lines:

${help}`);
let found: { id: string; title: string }[] = [];
let watching: AbortController | undefined;

const commands: Commands = {
  async find(words) {
    const { data } = await client.search({ query: words.join(' ') });
    const nodes = (data.searchBooks?.edges ?? []).map(({ node }) => node);
    found = nodes;
    for (const [index, { title, responsibility, year, lastKnown }] of nodes.entries()) {
      console.log(
        `${index + 1}  ${title}  ${responsibility ?? ''} ${year ?? ''}  可借 ${lastKnown?.available ?? '?'}/${lastKnown?.total ?? '?'}`,
      );
    }
    console.log(`共 ${data.searchBooks?.totalCount ?? 0} 种`);
  },
  async show([number]) {
    const book = bookAt(number);
    const { data, errors } = await client.cityHoldings({ id: book.id });
    for (const holdings of data.book?.holdings ?? []) for (const line of linesOf(holdings)) console.log(line);
    // A silent service costs its own lines; what there is holds.
    for (const { message, extensions } of errors) console.log(`! ${extensions?.subgraph ?? ''} ${message}`);
  },
  async bring([number, card, branch]) {
    const book = bookAt(number);
    if (!card || !branch) throw new LineMistake('请给出证号与取书地点。The card and the branch are missing.');
    const idempotencyKey = `BRANCH-${crypto.randomUUID()}`;
    const { data } = await client.requestTransfer({
      input: { idempotencyKey, bookId: book.id, card, pickup: { branch } },
    });
    const result = data.placeHold;
    if (result.__typename === 'HoldRefused')
      for (const { message } of result.failures) console.log(`不能请调：${message}`);
    if (result.__typename !== 'HoldPlaced') return;
    const { state, position, pickup, item } = result.hold;
    console.log(
      `已请调到${pickup?.name ?? branch}  ${state}  ${item ? `${item.library?.name} ${item.callNumber} ${item.barcode}` : `第 ${position} 位`}`,
    );
  },
  async branches(words) {
    const { data } = await client.branchDesk();
    for (const { id, name, library } of data.branches ?? []) {
      const line = `${id}  ${library.name}  ${name}`;
      if (words.every((word) => line.includes(word))) console.log(line);
    }
  },
  async watch([number]) {
    const book = bookAt(number);
    watching = new AbortController();
    void follow(book.id, watching.signal);
    console.log(`正在关注 ${book.title}`);
  },
};

await readLines(help, commands, () => watching?.abort());
watching?.abort();

/** A book of those that were found, by its number from 1. */
function bookAt(number: string | undefined) {
  const book = found[Number(number) - 1];
  if (book) return book;
  throw new LineMistake(
    found.length === 0
      ? '请先检索。Find books first: find 三体'
      : `没有第“${number ?? ''}”种，现有 1 至 ${found.length}。There is no number "${number ?? ''}"; there is 1 to ${found.length}.`,
  );
}

async function follow(bookId: string, signal: AbortSignal): Promise<void> {
  try {
    for await (const { data } of client.watchAvailability({ bookIds: [bookId] }, { signal })) {
      const { holdings } = data.availabilityChanged;
      if (!holdings) continue;
      console.log(
        `${holdings.library.name}  可借 ${holdings.lastKnown?.available ?? '?'}/${holdings.lastKnown?.total ?? '?'}`,
      );
    }
  } catch (error) {
    console.log(said(error));
  }
}

/** A library's line, and one for each of its copies. What the owner says now; where it cannot, why, and what was last heard. */
function linesOf(holdings: Holdings): string[] {
  const { library, lastKnown } = holdings;
  const now = 'now' in holdings ? holdings.now : null;
  if (now?.state !== 'LIVE') {
    const heard = lastKnown
      ? `${lastKnown.asOf.slice(0, 16)} 时可借 ${lastKnown.available}/${lastKnown.total}`
      : '从未报告';
    return [`${library.name}  未知 ${now?.message ?? ''}（${heard}）`];
  }
  const copies = now.items.nodes.map(
    ({ callNumber, barcode, location, status, dueDate, branch }) =>
      `    ${callNumber}  ${barcode}  ${branch?.name ?? ''} ${location}  ${status}${dueDate ? ` 应还 ${dueDate}` : ''}`,
  );
  return [`${library.name}  可借 ${now.available}/${now.total}`, ...copies];
}
