// Parcels for tests: a reader's requests, what a branch does, and what a courier's system sends over HTTP.
import { signedHeaders } from '../lib/webhook-signature.ts';
import { lending as definition } from '../subgraphs/lending/subgraph.ts';
import { ask, codes, rows } from './ask.ts';
import { admin, librarian, reader, type TestNetwork } from './network.ts';

type Person = Parameters<typeof ask>[1];

export const home = {
  recipient: '李雷',
  phone: '13900000000',
  province: '江苏省',
  city: '南京市',
  district: '玄武区',
  street: '中山路1号',
};

/** The branch that packs, and its librarian. */
export const branch = 'JN-MAIN';
export const packer = librarian('NJ-JN');

export const parcelFields = `id direction status from { id } to { id } trackingNumber courier { id } shippedAt endedAt liable
  freight { fen } loans { id status startedAt dueDate backOn overdue item { id } }`;

/** What tests do with the parcels of a network whose available copies all stand in one branch. */
export async function parcelsOf(network: TestNetwork, now: () => Date) {
  const { lending, districts, central } = network.subgraphs;
  await rows(districts, "update item set branch_id = ? where status = 'AVAILABLE'", [branch]);
  await rows(central, "update item set status = 'MISSING' where status = 'AVAILABLE'");
  const books = await rows<{ book_id: string }>(
    districts,
    "select book_id from item where status = 'AVAILABLE' group by 1 order by count(*) desc, 1",
  );
  let keys = 0;
  let taken = 0;
  const send = (person: Person, operation: string, variables: Record<string, unknown> = {}) =>
    ask(lending, person, operation, variables);
  const done = async (person: Person, operation: string, variables: Record<string, unknown> = {}) => {
    const answer = await send(person, operation, variables);
    if (codes(answer).length > 0) throw new Error(JSON.stringify(answer.errors));
    return Object.values(answer.data)[0] as never;
  };
  const registered = (await done(admin, 'mutation { registerCourier(id: "SF", name: "顺丰") { secret } }')) as {
    secret: string;
  };
  const key = () => `key-${++keys}`;
  const api = {
    secret: registered.secret,
    key,
    send,
    /** The answer's one field; an error of any kind is thrown. */
    done: done as <Result>(person: Person, operation: string, variables?: Record<string, unknown>) => Promise<Result>,
    /** A reader borrows the next book online. */
    async requested(card: string, changes: Record<string, unknown> = {}) {
      const input = { idempotencyKey: key(), bookId: books[taken++ % books.length]?.book_id, deliveryAddress: home };
      const result = await api.done<{ __typename: string; loan: ParcelLoan; parcel: { id: string } }>(
        reader(card),
        `mutation ($input: RequestLoanInput!) { requestLoan(input: $input) {
          __typename ... on LoanRequested { loan { id item { id } } parcel { id } }
          ... on LoanRefused { failures { code } } } }`,
        { input: { ...input, ...changes } },
      );
      if (result.__typename !== 'LoanRequested') throw new Error(JSON.stringify(result));
      return { loan: result.loan.id, itemId: result.loan.item.id, parcel: result.parcel.id };
    },
    accept: (id: string, trackingNumber: string, person: Person = packer) =>
      send(person, acceptMutation, { id, trackingNumber }),
    /** A parcel of one loan that a courier has accepted. */
    async accepted(card: string, changes: Record<string, unknown> = {}) {
      const request = await api.requested(card, changes);
      const trackingNumber = `SF${String(++keys).padStart(6, '0')}`;
      await api.done(packer, acceptMutation, { id: request.parcel, trackingNumber });
      return { ...request, trackingNumber };
    },
    parcel: (id: string, person: Person = admin, fields = parcelFields) =>
      api.done<SeenParcel>(person, `query ($id: ID!) { parcel(id: $id) { ${fields} } }`, { id }),
    record: (parcel: string, event: string, changes: Record<string, unknown> = {}, person: Person = packer) =>
      send(person, recordMutation, { input: { idempotencyKey: key(), parcel, event, ...changes } }),
    recorded: (parcel: string, event: string, changes: Record<string, unknown> = {}) =>
      api.done<SeenParcel>(packer, recordMutation, { input: { idempotencyKey: key(), parcel, event, ...changes } }),
    returned: (itemId: string, person: Person = packer, at = branch) => {
      const [library, barcode] = itemId.split(':');
      return api.done<{ next: string | null; loan: { id: string; status: string } | null }>(
        person,
        'mutation ($input: ReturnItemInput!) { returnItem(input: $input) { next loan { id status } } }',
        { input: { idempotencyKey: key(), library, barcode, branch: at } },
      );
    },
    itemStatus: async (id: string) =>
      (await rows<{ status: string }>(districts, 'select status from item where id = ?', [id]))[0]?.status,
    openLoans: async (card: string) =>
      (await rows<{ open_loans: number }>(lending, 'select open_loans from reader where card = ?', [card]))[0]
        ?.open_loans,
    async runJob(task: string, payload: Record<string, unknown> = {}) {
      const call = { identity: { role: 'service', subgraph: 'lending' }, requestId: 'test' } as const;
      await definition.tasks[task]?.(
        lending.contextOf(call) as Parameters<(typeof definition.tasks)[string]>[0],
        payload,
      );
    },
    /** What the courier's system sends; the answer's HTTP status. */
    async post(event: Record<string, unknown>, how: Partial<Posted> = {}) {
      const body = how.body ?? JSON.stringify(event);
      const signed = signedHeaders(how.secret ?? registered.secret, { id: 'message', at: how.at ?? now(), body });
      const url = new URL(`/webhooks/couriers/${how.courier ?? 'SF'}`, network.url);
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...signed, ...how.headers },
        body: how.sent ?? body,
      });
      const { errors } = (await response.json()) as { errors?: { message: string; extensions: { code: string } }[] };
      return { status: response.status, code: errors?.[0]?.extensions.code ?? null, message: errors?.[0]?.message };
    },
  };
  return api;
}

interface Posted {
  secret: string;
  at: Date;
  courier: string;
  body: string;
  /** What is sent where that is not what was signed. */
  sent: string;
  headers: Record<string, string>;
}

interface ParcelLoan {
  id: string;
  status: string;
  startedAt: string | null;
  dueDate: string | null;
  backOn: string | null;
  overdue: boolean;
  item: { id: string };
}

export interface SeenParcel {
  id: string;
  direction: string;
  status: string;
  shippedAt: string | null;
  endedAt: string | null;
  liable: string | null;
  freight: { fen: number };
  loans: ParcelLoan[];
  history: { event: string; at: string; actor: string }[];
  address: { street: string } | null;
  addressLooks: { by: string }[] | null;
}

const acceptMutation = `mutation ($id: ID!, $trackingNumber: String!) {
  acceptParcel(id: $id, courier: "SF", trackingNumber: $trackingNumber) { ${parcelFields} } }`;
const recordMutation = `mutation ($input: RecordParcelEventInput!) { recordParcelEvent(input: $input) { ${parcelFields} } }`;
