// What the routes for files ask of the catalogue, as the person who sends or takes the file.
import { CallerError } from '../lib/errors.ts';
import type { CallContext, Transport } from '../lib/transport.ts';
import { TransferError } from './import-refusals.ts';

/** An import as its sender sees it. */
export interface RunState {
  id: string;
  fileName: string;
  state: string;
  askedFormat: string | null;
  size: number | null;
  received: number;
  [field: string]: unknown;
}

/** What is asked of an import that begins. */
export interface AskedImport {
  library: string | null;
  store: string | null;
  fileName: string;
  format: string;
  dryRun: boolean;
  hash: string | null;
  size: number | null;
}

export interface Reject {
  recordNumber: number;
  offset: number;
  kind: string;
  reason: string;
  bytes: string | null;
}

/** The catalogue's fields for files; each throws CallerError with the catalogue's message, or TransferError 503 when it is silent. */
export interface Catalogue {
  begin: (asked: AskedImport) => Promise<RunState>;
  unfinished: (asked: AskedImport) => Promise<RunState | null>;
  put: (part: { id: string; offset: number; part: Buffer; last: boolean }) => Promise<RunState>;
  cancel: (id: string, reason: string) => Promise<RunState>;
  run: (id: string) => Promise<RunState>;
  rejects: (id: string, after: string | null) => Promise<Page<Reject>>;
  records: (library: string, after: string | null, first: number) => Promise<{ id: string; marc: string }[]>;
}

export interface Page<Node> {
  nodes: Node[];
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
}

const counts = '{ read added changed unchanged rejected }';
const fields = `{ id fileName askedFormat format flavour encoding dryRun state hash size received bytesRead records ${counts} items ${counts}
  warnings message rate secondsLeft createdBy createdAt startedAt endedAt }`;

const operations = {
  begin: `mutation ($input: BeginImportInput!) { result: beginImport(input: $input) ${fields} }`,
  unfinished: `query ($input: BeginImportInput!) { result: unfinishedImport(input: $input) ${fields} }`,
  put: `mutation ($id: ID!, $offset: Float!, $data: String!, $last: Boolean!) {
    result: putImportPart(id: $id, offset: $offset, data: $data, last: $last) ${fields} }`,
  cancel: `mutation ($id: ID!, $reason: String!) { result: cancelImport(id: $id, reason: $reason) ${fields} }`,
  run: `query ($id: ID!) { result: importRun(id: $id) ${fields} }`,
  rejects: `query ($id: ID!, $after: String) { result: importRun(id: $id) { rejects(first: 100, after: $after) {
    nodes { recordNumber offset kind reason bytes } pageInfo { hasNextPage endCursor } } } }`,
  records: `query ($library: ID!, $after: ID, $first: Int!) {
    result: recordsToExport(library: $library, after: $after, first: $first) { id marc } }`,
};

const callerCodes = new Set([
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'NOT_FOUND',
  'BAD_USER_INPUT',
  'CONFLICT',
  'RATE_LIMITED',
]);

/** The catalogue as one person may use it. */
export function catalogueFor(central: Transport, call: CallContext): Catalogue {
  const ask = async <Result>(query: string, variables: Record<string, unknown>): Promise<Result> => {
    const answer = await central({ query, variables }, call).catch(() => null);
    const [error] = answer?.errors ?? [];
    const code = String(error?.extensions?.['code']);
    if (error && callerCodes.has(code)) {
      throw new CallerError(code as 'NOT_FOUND', error.message, { ...error.extensions });
    }
    if (!answer?.data || error) {
      throw new TransferError(
        503,
        'SUBGRAPH_UNAVAILABLE',
        '书目服务暂时没有应答，请稍后从断点继续。The catalogue does not answer now: go on in a few seconds, from what GET /imports/ID says was received.',
      );
    }
    return answer.data['result'] as Result;
  };
  const run = async (id: string): Promise<RunState> => {
    const found = await ask<RunState | null>(operations.run, { id });
    if (!found) {
      throw new CallerError('NOT_FOUND', `没有导入“${id.slice(0, 40)}”。There is no import "${id.slice(0, 40)}".`);
    }
    return found;
  };
  return {
    begin: (input) => ask(operations.begin, { input }),
    unfinished: async (input) => ask(operations.unfinished, { input }),
    put: ({ part, ...rest }) => ask(operations.put, { ...rest, data: part.toString('base64') }),
    cancel: (id, reason) => ask(operations.cancel, { id, reason }),
    run,
    async rejects(id, after) {
      const found = await ask<{ rejects: Page<Reject> } | null>(operations.rejects, { id, after });
      return found?.rejects ?? { nodes: [], pageInfo: { hasNextPage: false, endCursor: null } };
    },
    records: (library, after, first) => ask(operations.records, { library, after, first }),
  };
}
