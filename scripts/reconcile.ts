// `npm run reconcile`: asks a running network to compare its orders with what all its services hold, page by page.
import { command } from './command.ts';
import { type Endpoint, endpointOf, endpointOptions, endpointUsage } from './endpoint.ts';

const usage = `Usage: npm run reconcile -- [options]

Compares every purchase-lend order with what the catalogue, lending and the owners of the copies hold for it. What does not
match is repaired by the orders' own steps, which can be done any number of times; what cannot be repaired is for a person.
The network must be running. It does the same by itself every night and logs what it finds.

${endpointUsage}
  --help            this text

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

await command(usage, endpointOptions, async (values) => {
  const endpoint = await endpointOf(values, { role: 'admin', subject: 'reconcile' });
  let checked = 0;
  const left: Page['findings'] = [];
  for (let after: string | null = null; ; ) {
    const page: Page = await askPage(endpoint, after);
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
});

/** @throws Error that says what to do when the gateway does not answer or refuses */
async function askPage({ origin, headers }: Endpoint, after: string | null): Promise<Page> {
  const response = await fetch(`${origin}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
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
      `The gateway at ${origin} refuses: ${errors?.map(({ message }) => message).join(' ') ?? response.status}. Its keys must be those of --data, or --token one that it takes.`,
    );
  }
  return data.reconcileOrders;
}
