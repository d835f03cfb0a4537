// A network in which one district library, NJ-JN, answers for its copies by a system of its own, a real server.
import { expect } from 'vitest';
import { ask, codes, rows, service } from './ask.ts';
import { type DistrictSystem, manners, type SystemCopy, startDistrictSystem } from './district-system.ts';
import { admin, openTestNetwork, type TestNetwork } from './network.ts';

type Person = Parameters<typeof ask>[1];

/** A title of the sample that has an ISBN. */
export const book = 'B000202';
/** What NJ-JN has of it. */
export const here = `NJ-JN|${book}`;

/** A copy as the system has it. */
export const copy = (barcode: string, changes: Partial<SystemCopy> = {}): SystemCopy => ({
  barcode,
  callNumber: `I247.5/${barcode}`,
  location: '汤山街道宁西分馆',
  status: '在架',
  ...changes,
});

/** What is shown of a library that did not say. */
export const unknown = (reason: string) => ({
  state: 'UNKNOWN',
  reason,
  total: null,
  available: null,
  items: { totalCount: 0 },
});

/** Sets the way to a library. */
export const setSource = /* GraphQL */ `
  mutation ($input: SetAvailabilitySourceInput!) {
    setAvailabilitySource(input: $input) {
      library { id } kind url hasToken timeLimitMs freshSeconds concurrency statusTexts { text status }
    }
  }
`;

const states = /* GraphQL */ `{
  availabilitySources {
    library { id } kind breaker lastAnswerAt lastError { reason message detail } p95Ms notUnderstood { text times }
  }
}`;

const nowQuery = /* GraphQL */ `
  query ($ids: [_Any!]!, $first: Int! = 20, $after: String) {
    entities: _entities(representations: $ids) { ... on DistrictHoldings { id now {
      state reason message total available asOf
      items(first: $first, after: $after) {
        totalCount nodes { __typename id barcode callNumber status statusText location dueDate branch { id } book { id } library { id } }
        pageInfo { hasNextPage endCursor }
      }
    } } }
  }
`;

export type Sources = Awaited<ReturnType<typeof openSources>>;

/** Opens the network and starts the system. */
export async function openSources() {
  process.env['SHELFGRAPH_SOURCE_ALLOW'] = '127.0.0.1';
  const network: TestNetwork = await openTestNetwork({ jobs: false });
  const system: DistrictSystem = await startDistrictSystem();
  const { central, districts } = network.subgraphs;
  const { data } = await ask(central, service, 'query ($ids: [ID!]!) { bookRecords(ids: $ids, isbns: []) { isbn } }', {
    ids: [book],
  });
  const isbn = String(data.bookRecords[0].isbn);
  const three = [
    copy('320', { branch: 'JN-P11' }),
    copy('32', { status: '借出', dueDate: '2026-12-01', branch: 'JN-P11' }),
    copy('9'),
  ];
  const sources = {
    network,
    system,
    /** Of the title. */
    isbn,
    /** Asks the districts' subgraph. */
    ask: (query: string, variables?: Record<string, unknown>, person: Person = service) =>
      ask(districts, person, query, variables),
    async set(input: Record<string, unknown>) {
      const answer = await sources.ask(setSource, { input: { library: 'NJ-JN', ...input } }, admin);
      expect(codes(answer)).toEqual([]);
      return answer.data.setAvailabilitySource;
    },
    /** Leads to the system anew, so that nothing is remembered of the test before. */
    connect: (changes: Record<string, unknown> = {}) => sources.set({ kind: 'HTTP', url: system.url, ...changes }),
    /** What administrators see of it. */
    async state() {
      const answer = await sources.ask(states, {}, admin);
      expect(codes(answer)).toEqual([]);
      return answer.data.availabilitySources.find(({ library }: { library: { id: string } }) => library.id === 'NJ-JN');
    },
    /** What is shown now of libraries' holdings, by their ids. */
    async nowOf(ids: string[], page: object = {}) {
      const representations = ids.map((id) => ({ __typename: 'DistrictHoldings', id }));
      const answer = await sources.ask(nowQuery, { ids: representations, ...page });
      expect(codes(answer)).toEqual([]);
      return answer.data.entities.map(({ now }: { now: unknown }) => now);
    },
    /** Of the title in NJ-JN. */
    now: async (page: object = {}) => (await sources.nowOf([here], page))[0],
    /** Keeps a copy of the title among the rows here, too, available, as one of a record of the library or of none. */
    keep: (barcode: string, recordId: string | null = null) =>
      rows(
        districts,
        `insert into item (id, library_id, barcode, book_id, record_id, call_number, call_number_sort, branch_id, location, status)
         values ('NJ-JN:' || ?, 'NJ-JN', ?, ?, ?, 'I2/1', 'I2/1', 'JN-P11', '', 'AVAILABLE')`,
        [barcode, barcode, book, recordId],
      ),
    /** The system behaves again, has three copies of the title, and was asked nothing. */
    reset() {
      system.manner = manners.well;
      system.copies.clear();
      system.copies.set(isbn, three);
      system.questions.length = 0;
    },
    async [Symbol.asyncDispose]() {
      delete process.env['SHELFGRAPH_SOURCE_ALLOW'];
      await network[Symbol.asyncDispose]();
      await system[Symbol.asyncDispose]();
    },
  };
  return sources;
}
