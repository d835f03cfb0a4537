// `npm run reconcile`: asks a running network to compare its orders with what all its services hold, page by page.
import { issueToken } from '../gateway/identity.ts';
import { readTokenKey } from '../gateway/keys.ts';
import { command, configured, UsageError } from './command.ts';

const usage = `Usage: npm run reconcile -- [options]

Compares every purchase-lend order with what the catalogue, lending and the owners of the copies hold for it. What does not
match is repaired by the orders' own steps, which can be done any number of times; what cannot be repaired is for a person.
The network must be running. It does the same by itself every night and logs what it finds.

  --url URL    where the gateway answers (http://127.0.0.1:4000, or PORT)
  --port N     the same, on this machine
  --data DIR   data folder with the keys (.data, or SHELFGRAPH_DATA)
  --help       this text

The exit code is 0 when everything matches or was repaired, and 1 when something is left.`;

const pageSize = 100;
const patience = 60_000;

const reconcileOrders = /* GraphQL */ `
  mutation ($first: Int!, $after: ID) {
    reconcileOrders(first: $first, after: $after) { checked next findings { orderId what repaired } }
  }
`;

interface Page {
  checked: number;
  next: string | null;
  findings: { orderId: string; what: string; repaired: boolean }[];
}

await command(
  usage,
  { url: { type: 'string' }, port: { type: 'string' }, data: { type: 'string' } },
  async (values) => {
    const { keysDir, port } = configured(values);
    const origin = originOf(values['url'] ?? `http://127.0.0.1:${port}`);
    const tokenPrivateKey = await readTokenKey(keysDir);
    if (!tokenPrivateKey) {
      throw new Error(`There are no keys in ${keysDir}. Give --data with the data folder of the network that runs.`);
    }
    const token = await issueToken(tokenPrivateKey, { role: 'admin', subject: 'reconcile' }, { ttl: 3_600 });
    let checked = 0;
    const left: Page['findings'] = [];
    for (let after: string | null = null; ; ) {
      const page: Page = await askPage(origin, token, after);
      checked += page.checked;
      for (const finding of page.findings) {
        console.log(`${finding.repaired ? 'repaired' : 'LEFT    '}  ${finding.orderId}  ${finding.what}`);
        if (!finding.repaired) left.push(finding);
      }
      if (page.next === null) break;
      after = page.next;
    }
    console.log(
      `${checked} orders compared, ${left.length === 0 ? 'everything matches' : `${left.length} do not match`}.`,
    );
    process.exitCode = left.length === 0 ? 0 : 1;
  },
);

function originOf(url: unknown): string {
  if (typeof url !== 'string' || !URL.canParse(url)) {
    throw new UsageError(`--url is where the gateway answers, http://127.0.0.1:4000, not "${String(url)}".`);
  }
  return new URL(url).origin;
}

/** @throws Error that says what to do when the gateway does not answer or refuses */
async function askPage(origin: string, token: string, after: string | null): Promise<Page> {
  const response = await fetch(`${origin}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query: reconcileOrders, variables: { first: pageSize, after } }),
    signal: AbortSignal.timeout(patience),
  }).catch((error: unknown) => {
    throw new Error(
      `The gateway does not answer at ${origin}: ${error instanceof Error ? error.message : String(error)}. Start the network (npm start), or say where it is with --url.`,
    );
  });
  const { data, errors } = (await response.json()) as {
    data?: { reconcileOrders: Page } | null;
    errors?: { message: string }[];
  };
  if (!data) {
    throw new Error(
      `The gateway at ${origin} refuses: ${errors?.map(({ message }) => message).join(' ') ?? response.status}. Its keys must be those of --data.`,
    );
  }
  return data.reconcileOrders;
}
