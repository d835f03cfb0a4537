// `npm run audit`: walks the chains of the audit and says whether they are whole, or tells what was done to one row.
import pg from 'pg';
import { readPrivacyKey } from '../gateway/keys.ts';
import { auditPseudonym } from '../lib/audit/caller.ts';
import { historyOf, historyOfReader, type Shown } from '../lib/audit/history.ts';
import { auditedTables } from '../lib/audit/tables.ts';
import { type Misfit, misfits, type Verified, type VerifyOptions, verifyChain } from '../lib/audit/verify.ts';
import { pseudonymsWith } from '../lib/pseudonyms.ts';
import { type SubgraphName, subgraphNames } from '../schema/sdl.ts';
import { command, configured, type OptionValues, UsageError } from './command.ts';
import { reachDatabases } from './databases.ts';
import { progressOn } from './progress.ts';

const usage = `Usage: npm run audit -- verify [options]
       npm run audit -- list --table loan --key ID [options]

核验审计链。 Walks the audit of each database from the first entry to the last and says whether it is whole, with the head of each chain: keep
it elsewhere, and nobody can shorten or rewrite the chain unseen. It works while the network runs. list tells who did what to a row, and when.

  --subgraph NAME    ${subgraphNames.join(', ')}: this one only
  --from SEQ         verify: begins at this entry, and takes the hash before it as it stands; with --subgraph
  --head SEQ:HASH    verify: the chain must have this entry with this hash, as it was told before; with --subgraph
  --table NAME       list: the table of the row, loan
  --key ID           list: its key; of several columns, with colons between them
  --card NUMBER      list: instead of --key, what is known of a reader in this table
  --data DIR         data folder (.data, or SHELFGRAPH_DATA)
  --help             this text

The exit code is 0 when everything fits, 1 when something does not, and 2 for a mistake in calling the command.`;

const options = {
  subgraph: { type: 'string' },
  from: { type: 'string' },
  head: { type: 'string' },
  table: { type: 'string' },
  key: { type: 'string' },
  card: { type: 'string' },
  data: { type: 'string' },
} as const;

/** What is not sealed after so many seconds waits for a job that does not run. */
const unsealedSeconds = 60;

await command(
  usage,
  options,
  async (values) => {
    const { choice } = values;
    if (choice === undefined) throw new UsageError(usage);
    const task = choice === 'verify' ? verifyTask(values) : listTask(values);
    const databases = await reachDatabases(configured(values));
    try {
      process.exitCode = (await task(databases.urls)) ? 0 : 1;
    } finally {
      await databases.stop();
    }
  },
  ['verify', 'list'],
);

type Task = (urls: Record<SubgraphName, string>) => Promise<boolean>;

function verifyTask(values: OptionValues): Task {
  const subgraph = subgraphOf(values);
  const from = values['from'] === undefined ? 1 : wholeNumber('--from', values['from']);
  const head = headOf(values['head']);
  if (!subgraph && (from > 1 || head)) {
    throw new UsageError('每库一条链。--from and --head are of one chain: say which with --subgraph.');
  }
  return async (urls) => {
    let isWhole = true;
    for (const name of subgraph ? [subgraph] : subgraphNames) {
      const verified = await verifyOne(urls[name], { subgraph: name, from, ...(head ? { head } : {}) });
      tell(name, verified);
      isWhole &&= verified.misfit === null;
    }
    return isWhole;
  };
}

async function verifyOne(url: string, given: VerifyOptions): Promise<Verified> {
  const progress = progressOn(process.stderr, given.subgraph);
  const begun = performance.now();
  const onProgress = (checked: number, of: number) => {
    // Short chains are done before anybody looks.
    if (performance.now() - begun > 1_000) progress.show(checked / of, `${checked} / ${of}`);
  };
  try {
    return await withClient(url, (client) => verifyChain(client, { ...given, onProgress }));
  } finally {
    progress.clear();
  }
}

function tell(name: string, { checked, head, misfit, unsealed }: Verified): void {
  if (misfit) {
    tellMisfit(name, misfit);
  } else {
    const until = head.at ?? '—';
    console.log(`${name}  完好 whole  ${checked} 条 entries  链首 head ${head.seq}:${head.hash}  ${until}`);
  }
  if (unsealed.oldestSeconds > unsealedSeconds) {
    console.log(
      `${name}  ⚠ ${unsealed.count} 处变更未入链，最早 ${Math.round(unsealed.oldestSeconds)} 秒前。${unsealed.count} changes are not sealed, the oldest of ${Math.round(unsealed.oldestSeconds)} s ago: the job sealAudit runs where the network runs.`,
    );
  }
}

function tellMisfit(name: string, { seq, table, key, at, what, expected, found }: Misfit): void {
  console.log(`${name}  ✗ 第 ${seq} 条不符 entry ${seq} does not fit: ${misfits[what]}`);
  if (table) console.log(`  表 table     ${table} ${key}`);
  if (at) console.log(`  时间 at      ${at}`);
  console.log(`  应为 expected ${expected}\n  实为 found    ${found}`);
}

function listTask(values: OptionValues): Task {
  const { table, key, card } = values;
  if (typeof table !== 'string' || (typeof key !== 'string') === (typeof card !== 'string')) {
    throw new UsageError(
      `请指明表与键。Say which row: --table loan --key ID, or --table loan --card NUMBER.\n\n${usage}`,
    );
  }
  const wanted = subgraphOf(values);
  const owners = subgraphNames.filter((name) => (wanted ?? name) === name && table in auditedTables[name]);
  if (owners.length === 0) {
    const known = wanted
      ? Object.keys(auditedTables[wanted])
      : subgraphNames.flatMap((name) => Object.keys(auditedTables[name]));
    throw new UsageError(
      `没有此表的审计。No table "${table}" is audited; there is ${[...new Set(known)].toSorted().join(', ')}.`,
    );
  }
  return async (urls) => {
    const pseudonym = typeof card === 'string' ? await pseudonymOf(values, card) : null;
    let count = 0;
    for (const name of owners) {
      const shown = await withClient(urls[name], (client) =>
        pseudonym === null ? historyOf(client, table, String(key)) : historyOfReader(client, table, pseudonym),
      );
      for (const entry of shown) console.log(textOf(name, entry));
      count += shown.length;
    }
    if (count === 0)
      console.log('没有记录。There is no entry. What happened within the last seconds may not be sealed yet.');
    return true;
  };
}

function textOf(name: string, { content, by, reason, before, after }: Shown): string {
  const { seq, at, op, table, key, operation, request } = content;
  const columns = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
  const changes = columns.map((column) =>
    op === 'UPDATE'
      ? `    ${column}: ${valueOf(before, column)} → ${valueOf(after, column)}`
      : `    ${column}: ${valueOf(after ?? before, column)}`,
  );
  const why = reason === null ? '' : `\n    原因 reason: ${reason}`;
  return `${name} ${seq}  ${at}  ${op} ${table} ${key}\n    ${by}  ${operation ?? '—'}  ${request ?? '—'}${why}\n${changes.join('\n')}`;
}

function valueOf(image: Shown['before'], column: string): string {
  return JSON.stringify(image?.[column] ?? null);
}

async function pseudonymOf(values: OptionValues, card: string): Promise<string> {
  const { keysDir } = configured(values);
  const key = await readPrivacyKey(keysDir);
  if (!key)
    throw new Error(
      `${keysDir} 中没有密钥。There are no keys in ${keysDir}: give --data with the data folder of the network.`,
    );
  return auditPseudonym(pseudonymsWith(key), card.trim());
}

async function withClient<Result>(url: string, use: (client: pg.Client) => Promise<Result>): Promise<Result> {
  const client = new pg.Client({ connectionString: url, application_name: 'shelfgraph audit' });
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}

function subgraphOf({ subgraph }: OptionValues): SubgraphName | null {
  if (subgraph === undefined) return null;
  const known = subgraphNames.find((name) => name === subgraph);
  if (!known)
    throw new UsageError(
      `没有这个子图。There is no subgraph "${String(subgraph)}"; there is ${subgraphNames.join(', ')}.`,
    );
  return known;
}

function wholeNumber(option: string, value: unknown): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number) || number < 1) {
    throw new UsageError(
      `${option} 须为正整数。${option} is the number of an entry, from 1 on, not "${String(value)}".`,
    );
  }
  return number;
}

function headOf(value: unknown): { seq: number; hash: string } | null {
  if (value === undefined) return null;
  const [, seq, hash] = /^(\d+):([0-9a-f]{64})$/.exec(String(value)) ?? [];
  if (!seq || !hash) {
    throw new UsageError(
      `--head 形如 12:… 。--head is the number of an entry and its hash, as verify tells it, not "${String(value)}".`,
    );
  }
  return { seq: wholeNumber('--head', seq), hash };
}
