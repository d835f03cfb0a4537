// Requests over HTTP, and messages over WebSocket, that nobody should send.
import { Buffer } from 'node:buffer';
import fc, { type Arbitrary } from 'fast-check';
import { operation, request } from './operations.ts';

export interface HttpRequest {
  method: string;
  path: string;
  headers: Record<string, string>;
  body: Buffer | undefined;
}

const headerText = fc
  .string({ unit: fc.constantFrom(...'abcXYZ019 ;,=/*+"\'.()<>@-_'), maxLength: 30 })
  .map((text) => text.trim());

const contentType = fc.oneof(
  { arbitrary: fc.constant('application/json'), weight: 8 },
  {
    arbitrary: fc.constantFrom(
      'application/json; charset=utf-8',
      'application/json; charset=latin1',
      'application/graphql',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      'text/plain',
      'application/jsonp',
      'application/graphql-response+json',
      '',
    ),
    weight: 3,
  },
  { arbitrary: headerText, weight: 1 },
);
const accept = fc.oneof(
  fc.constantFrom(
    '*/*',
    'application/json',
    'application/graphql-response+json',
    'text/event-stream',
    'text/event-stream, application/json',
    'multipart/mixed; deferSpec=20220824',
    'text/html',
    'image/png',
    ';;;,,,q=2',
  ),
  headerText,
);
const headers = fc.record(
  {
    'content-type': contentType,
    accept,
    authorization: fc.oneof(fc.constantFrom('Bearer x.y.z', 'Basic abc', 'Bearer', ''), headerText),
    'x-request-id': headerText,
    'x-shelfgraph-trace': fc.constantFrom('1', '0', 'yes'),
    'apollo-require-preflight': fc.constant('1'),
    'content-encoding': fc.constantFrom('gzip', 'identity', 'br'),
    'x-apollo-operation-name': headerText,
  },
  { requiredKeys: ['content-type'] },
);

const json = request.map((value) => Buffer.from(JSON.stringify(value)));
const body = fc.oneof(
  { arbitrary: json, weight: 12 },
  { arbitrary: fc.tuple(json, fc.nat()).map(([bytes, at]) => bytes.subarray(0, at % (bytes.length + 1))), weight: 2 },
  { arbitrary: fc.array(request, { maxLength: 3 }).map((batch) => Buffer.from(JSON.stringify(batch))), weight: 1 },
  { arbitrary: fc.jsonValue().map((value) => Buffer.from(JSON.stringify(value))), weight: 1 },
  { arbitrary: fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)), weight: 1 },
  { arbitrary: operation.map((text) => Buffer.from(text)), weight: 1 },
  {
    arbitrary: fc
      .constantFrom(
        '{"__proto__": {"query": "{ visitor }"}}',
        '{"query": "{ visitor }", "query": 1}',
        `{"query": "{ visitor }", "variables": ${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}}`,
        `{"query": "query ($v: JSON) { echo(value: $v) }", "variables": {"v":${'[{"a":'.repeat(9_000)}1${'}]'.repeat(9_000)}}}`,
        `{"query": "{ visitor }", "extensions": ${'['.repeat(50_000)}${']'.repeat(50_000)}}`,
        `{"query": "${' '.repeat(1_100_000)}"}`,
        '\uFEFF{"query": "{ visitor }"}',
      )
      .map((text) => Buffer.from(text)),
    weight: 1,
  },
);

const query = fc.oneof(
  fc
    .tuple(operation, fc.oneof(fc.constantFrom('', '{}', '{"id":"1"}', '{', '[]', 'null'), fc.json()))
    .map(
      ([text, variables]) =>
        `?${new URLSearchParams({ query: text.toWellFormed(), variables: variables.toWellFormed() })}`,
    ),
  fc.constantFrom(
    '',
    '?',
    '?query',
    '?query=%',
    '?query=%ff',
    '?query=a&query=b',
    '?operationName=1',
    '?variables=%7B',
  ),
);

const post: Arbitrary<HttpRequest> = fc.record({
  method: fc.constant('POST'),
  path: fc.constant('/graphql'),
  headers,
  body,
});
const get: Arbitrary<HttpRequest> = fc.record({
  method: fc.constant('GET'),
  path: query.map((text) => `/graphql${text}`),
  headers,
  body: fc.constant(undefined),
});
const other: Arbitrary<HttpRequest> = fc.record({
  method: fc.constantFrom('PUT', 'PATCH', 'DELETE', 'OPTIONS', 'HEAD', 'POST', 'GET', 'TRACE', 'PROPFIND'),
  path: fc.constantFrom(
    '/graphql',
    '/graphql/',
    '/graphql/stream',
    '/',
    '/health',
    '/ready',
    '/%zz',
    '//',
    '/graphql?query={visitor}',
  ),
  headers,
  body: fc.option(json, { nil: undefined }),
});

export const httpRequest: Arbitrary<HttpRequest> = fc.oneof(
  { arbitrary: post, weight: 8 },
  { arbitrary: get, weight: 2 },
  { arbitrary: other, weight: 1 },
);

const id = fc.constantFrom('a', 'b', '', '__proto__', 'x'.repeat(200));
const message = fc.oneof(
  fc.record({ type: fc.constant('subscribe'), id, payload: request }),
  fc.record(
    { type: fc.constantFrom('connection_init', 'ping', 'pong'), payload: fc.jsonValue() },
    { requiredKeys: ['type'] },
  ),
  fc.record({
    type: fc.constantFrom('complete', 'next', 'error', 'connection_ack', 'dance'),
    id,
    payload: fc.jsonValue(),
  }),
);

/** Messages of one connection, in order; the first one is right in most of them. */
export const conversation: Arbitrary<(string | Buffer)[]> = fc
  .tuple(
    fc.oneof(
      { arbitrary: fc.constant(['{"type":"connection_init"}']), weight: 4 },
      { arbitrary: fc.constant([]), weight: 1 },
    ),
    fc.array(
      fc.oneof(
        { arbitrary: message.map((value) => JSON.stringify(value)), weight: 6 },
        { arbitrary: fc.string({ unit: 'binary' }), weight: 1 },
        { arbitrary: fc.uint8Array({ maxLength: 100 }).map((bytes) => Buffer.from(bytes)), weight: 1 },
      ),
      { maxLength: 6 },
    ),
  )
  .map(([first, rest]) => [...first, ...rest]);

/** What is no HTTP at all. */
export const noise: Arbitrary<Buffer> = fc.oneof(
  fc.uint8Array({ minLength: 1, maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
  fc
    .constantFrom(
      'GET /graphql HTTP/9.9\r\n\r\n',
      'POST /graphql HTTP/1.1\r\nhost: a\r\ncontent-length: -1\r\n\r\n',
      'POST /graphql HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{"query"',
      'POST /graphql HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n',
      `GET /${'x'.repeat(100_000)} HTTP/1.1\r\n\r\n`,
      'GET /graphql HTTP/1.1\r\nhost: a\r\nconnection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 1\r\n\r\n',
      'GET /graphql HTTP/1.1\r\nhost: a\r\nconnection: upgrade\r\nupgrade: h2c\r\n\r\n',
    )
    .map((text) => Buffer.from(text)),
);
