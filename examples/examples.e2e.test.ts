// The example programs as somebody uses them: real processes that are typed into.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { openLine } from '../reliability/line.ts';
import { until } from '../test/ask.ts';
import { clerk, librarian, openTestNetwork, type TestNetwork } from '../test/network.ts';

let network: TestNetwork;
let folder: string;
const running: ChildProcess[] = [];

beforeAll(async () => {
  network = await openTestNetwork();
  folder = await mkdtemp(join(tmpdir(), 'shelfgraph-examples-'));
});
afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await network[Symbol.asyncDispose]();
});

function start(name: string, args: string[]) {
  const child = spawn(process.execPath, [join(import.meta.dirname, name), ...args], { cwd: folder });
  running.push(child);
  let said = '';
  child.stdout.on('data', (text: Buffer) => (said += String(text)));
  child.stderr.on('data', (text: Buffer) => (said += String(text)));
  /** Types a line and gives what is said to it, once it has these words. */
  const type = async (line: string, words: string) => {
    const from = said.length;
    child.stdin.write(`${line}\n`);
    await until(`${JSON.stringify(words)} after ${line}`, async () => said.slice(from).includes(words));
    return said.slice(from);
  };
  /** Types no more, and gives the exit code and all that was said. */
  const ended = async () => {
    child.stdin.end();
    if (child.exitCode === null) await once(child, 'close');
    return { code: child.exitCode, said };
  };
  return { child, type, ended, ready: (words: string) => until(words, async () => said.includes(words)) };
}

test('a branch terminal: found by initials, seen in the whole city, brought for a reader, watched', async () => {
  const terminal = start('branch-terminal.ts', [
    '--url',
    network.url,
    '--token',
    await network.token(librarian('NJ-JL')),
  ]);
  expect(await terminal.type('find santi', '共')).toContain('三体');
  const shown = await terminal.type('show 2', '金陵图书馆');
  expect(shown).toMatch(/可借 \d+\/\d+/);
  await terminal.type('branches 金陵图书馆', 'JL-MAIN');
  await terminal.type('watch 2', '正在关注');
  const brought = await terminal.type('bring 2 N2026000020 JL-MAIN', '已请调到');
  expect(brought).toContain('金陵图书馆');
  const wrong = await terminal.type('show 99', 'show N');
  expect(wrong).toMatch(/^没有第“99”种，现有 1 至 \d+。There is no number "99"; there is 1 to \d+\.\n  show N .*\n$/);
  await terminal.type('bring 2', 'bring N CARD BRANCH');
  await terminal.type('bring 2 N999 JL-MAIN', 'NOT_FOUND');
  expect((await terminal.ended()).code).toBe(2);
});

test('a till: sells, refuses with reasons, goes on off line, dies, and tells what it sold', async () => {
  const line = await openLine(Number(new URL(network.url).port));
  const args = ['--url', `http://127.0.0.1:${line.port}/graphql`, '--token', await network.token(clerk)];
  const first = start('pos.ts', args);
  await first.ready('收银台就绪');
  const isbn = await isbnOnSale();
  const sold = await first.type(`sell ${isbn} N2026000030 45.50`, 'LENT');
  expect(sold).toContain('应还');
  await line.set('cut');
  await first.type(`sell ${isbn} N2026000031 45.50`, '待确认');
  await first.type(`sell ${isbn} N2026000032 400`, '请留书');
  first.child.kill('SIGKILL');

  const second = start('pos.ts', args);
  await second.ready('2 笔待补传');
  await second.ready(`127.0.0.1:${line.port}/graphql 无应答`);
  await second.type('sync', 'UNREACHABLE');
  await line.set('good');
  expect(await second.type('sync', '笔已定')).toMatch(/LENT|IN_REVIEW/);
  await second.type('void 3 读者当场改变主意', 'VOIDED');
  await second.type('help', 'sell ISBN');
  const price = await second.type(`sell ${isbn} N2026000033 45,50`, 'sell ISBN');
  expect(price).toMatch(/^定价“45,50”不对，以元计，如 45.50。.*\n  sell ISBN CARD PRICE.*\n$/);
  expect(await second.type('void', 'void NUMBER')).toMatch(/^没有第“”笔.*\n  void NUMBER REASON.*\n$/);
  expect(await second.type('refund 1', '没有命令')).toContain('there is sell, sync, sales, void, settle, help.');
  expect((await second.ended()).code).toBe(2);
  await line[Symbol.asyncDispose]();
});

test('what is wrong with the call, the address or the token is told in a line, with what would be right', async () => {
  const token = await network.token(librarian('NJ-JL'));
  const [called, address, nobody, stranger, silent] = await Promise.all(
    [
      ['void', '3'],
      ['--url', 'localhost:4000/graphql'],
      ['--url', network.url, '--journal', 'nobody.jsonl'],
      ['--url', network.url, '--token', token, '--journal', 'stranger.jsonl'],
      ['--url', 'http://127.0.0.1:9/graphql', '--journal', 'silent.jsonl'],
    ].map((args) => start('pos.ts', args).ended()),
  );
  expect(called).toMatchObject({
    code: 2,
    said: expect.stringMatching(/then type "void 3" as a line\.\nUsage: .*\n$/),
  });
  expect(address?.code).toBe(2);
  expect(address?.said).toMatch(
    /^“localhost:4000\/graphql”不是网络地址.* http:\/\/localhost:4000\/graphql\.\nUsage: .*\n$/,
  );
  const howToGet = /\n  --token "\$\(npm run --silent token -- --role clerk --store QINGCHUN\)"\n$/;
  expect(nobody).toMatchObject({ code: 1, said: expect.stringContaining('没有令牌。There is no token') });
  expect(nobody?.said).toMatch(howToGet);
  expect(stranger).toMatchObject({ code: 1, said: expect.stringContaining('此令牌属于 LIBRARIAN，不是书店店员。') });
  expect(stranger?.said).toMatch(howToGet);
  expect(silent?.code).toBe(1);
  expect(silent?.said).toMatch(/首次启动须联网.*\nUNREACHABLE: http:\/\/127.0.0.1:9\/graphql 无应答.*\n  --url URL/);
});

/** Of one edition alone, so that nothing is to be chosen; not held in the city. */
async function isbnOnSale(): Promise<string> {
  const { data } = await network.query('{ book(id: "B000102") { isbn } }');
  return data.book.isbn;
}
