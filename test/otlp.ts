// A collector of traces, for tests: takes what is sent by OTLP over HTTP in protobuf and gives the spans
// (opentelemetry-proto 1.7, trace/v1/trace.proto; the numbers are those of its fields).
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ReceivedSpan {
  service: string;
  traceId: string;
  spanId: string;
  /** Empty for the first of a trace. */
  parentId: string;
  name: string;
  kind: 'internal' | 'server' | 'client' | 'producer' | 'consumer';
  /** In ms. */
  ms: number;
  attributes: Record<string, unknown>;
  links: { traceId: string; spanId: string }[];
  isFailed: boolean;
}

export interface Collector extends AsyncDisposable {
  /** For OTEL_EXPORTER_OTLP_ENDPOINT. */
  endpoint: string;
  spans: ReceivedSpan[];
  /** Everything that was received, as text: what is not in it was not sent. */
  raw: () => string;
  /** Of the last request. */
  headers: () => IncomingHttpHeaders;
  /** From now on it answers so; 200 by itself, and nothing at all for `null`. */
  answer: (status: number | null) => void;
}

export async function openCollector(): Promise<Collector> {
  const spans: ReceivedSpan[] = [];
  const bodies: Buffer[] = [];
  let headers: IncomingHttpHeaders = {};
  let status: number | null = 200;
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    headers = request.headers;
    for await (const chunk of request) chunks.push(chunk as Buffer);
    if (status === null) return;
    if (status === 200) {
      const body = Buffer.concat(chunks);
      bodies.push(body);
      spans.push(...spansOf(body));
    }
    response.writeHead(status).end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    raw: () => Buffer.concat(bodies).toString('latin1'),
    headers: () => headers,
    answer(next) {
      status = next;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** A trace as an indented list of names, children in the order of their beginning: what an operator sees. */
export function outline(spans: readonly ReceivedSpan[], traceId: string): string[] {
  const own = spans.filter((span) => span.traceId === traceId);
  const children = (parentId: string, depth: number): string[] =>
    own
      .filter((span) => span.parentId === parentId)
      .flatMap((span) => [`${'  '.repeat(depth)}${span.name}`, ...children(span.spanId, depth + 1)]);
  return children('', 0);
}

type Fields = Map<number, (Buffer | bigint)[]>;

function spansOf(body: Buffer): ReceivedSpan[] {
  return messages(fieldsOf(body), 1).flatMap((resourceSpans) => {
    const [resource] = messages(resourceSpans, 1);
    const service = String(resource && attributesOf(resource, 1)['service.name']);
    return messages(resourceSpans, 2).flatMap((scope) => messages(scope, 2).map((span) => spanOf(span, service)));
  });
}

const kinds = ['internal', 'internal', 'server', 'client', 'producer', 'consumer'] as const;

function spanOf(span: Fields, service: string): ReceivedSpan {
  const [status] = messages(span, 15);
  return {
    service,
    traceId: hex(span, 1),
    spanId: hex(span, 2),
    parentId: hex(span, 4),
    name: text(span, 5),
    kind: kinds[number(span, 6)] ?? 'internal',
    ms: Number(big(span, 8) - big(span, 7)) / 1e6,
    attributes: attributesOf(span, 9),
    links: messages(span, 13).map((link) => ({ traceId: hex(link, 1), spanId: hex(link, 2) })),
    isFailed: status !== undefined && number(status, 3) === 2,
  };
}

function attributesOf(fields: Fields, field: number): Record<string, unknown> {
  return Object.fromEntries(
    messages(fields, field).map((pair) => [text(pair, 1), valueOf(messages(pair, 2)[0] ?? new Map())]),
  );
}

function valueOf(value: Fields): unknown {
  if (value.has(1)) return text(value, 1);
  if (value.has(2)) return number(value, 2) === 1;
  if (value.has(3)) return number(value, 3);
  if (value.has(4)) return ((value.get(4) ?? [])[0] as Buffer).readDoubleLE();
  return messages(value, 5).flatMap((list) => messages(list, 1).map(valueOf));
}

/** The fields of a message by number: https://protobuf.dev/programming-guides/encoding. */
function fieldsOf(buffer: Buffer): Fields {
  const fields: Fields = new Map();
  let at = 0;
  const varint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = buffer[at++] ?? 0;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  };
  const bytes = (length: number): Buffer => buffer.subarray(at, (at += length));
  while (at < buffer.length) {
    const key = Number(varint());
    const wire = key & 7;
    const value = wire === 0 ? varint() : bytes(wire === 1 ? 8 : wire === 5 ? 4 : Number(varint()));
    fields.set(key >> 3, [...(fields.get(key >> 3) ?? []), value]);
  }
  return fields;
}

const messages = (fields: Fields, field: number) => (fields.get(field) ?? []).map((value) => fieldsOf(value as Buffer));
const text = (fields: Fields, field: number) => String(fields.get(field)?.[0] ?? '');
const hex = (fields: Fields, field: number) => (fields.get(field)?.[0] as Buffer | undefined)?.toString('hex') ?? '';
const number = (fields: Fields, field: number) => Number(fields.get(field)?.[0] ?? 0);
const big = (fields: Fields, field: number) => ((fields.get(field) ?? [])[0] as Buffer).readBigUInt64LE();
