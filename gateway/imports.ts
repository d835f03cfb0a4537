// Where files come in and go out: `POST /imports`, `PUT /imports/ID`, `GET /imports/ID`, `GET /imports/ID/rejects`, `GET /exports`. The
// gateway knows who asks and cuts a stream into parts; whether they may, and all that becomes of a file, is the catalogue's. No more than a
// few parts of each file are here at any moment, however large it is: the next bytes are read when the last ones are kept.
import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import { CallerError } from '../lib/errors.ts';
import { FormatError } from '../lib/imports/format.ts';
import { detectFormat } from '../lib/imports/head.ts';
import { importLimitBytes } from '../lib/imports/limits.ts';
import type { Transport } from '../lib/transport.ts';
import type { Identities } from './auth/identities.ts';
import { createCallerReader, headersOf } from './callers.ts';
import { type Catalogue, catalogueFor, type RunState } from './import-calls.ts';
import { refuseImport, TransferError } from './import-refusals.ts';
import { exportStream, rejectLines } from './import-streams.ts';

/** Of a part: what the catalogue keeps in one row. */
const partBytes = 1024 * 1024;
/** Uploads and downloads under way at once. */
const underWayAtMost = 32;
export interface ImportRoutesOptions {
  /** Reaches the subgraph `central`. */
  central: Transport;
  /** Without them nobody can be anybody, and nobody may import. */
  identities?: Identities;
  /** How long a sender may be silent, in ms (60 s). */
  silentAtMostMs?: number;
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** A body that may take as long as it comes: its route looks after the time itself. */
    isTransfer?: boolean;
  }
}

type Query = Readonly<Record<string, string | string[] | undefined>>;

/**
 * The routes for files, as a plugin of the gateway.
 * @example createGateway({ …, imports: importRoutes({ central: transports.central, identities }) })
 */
export function importRoutes({
  central,
  identities,
  silentAtMostMs = 60_000,
}: ImportRoutesOptions): FastifyPluginAsync {
  const readCaller = createCallerReader({ identities, forwardedHeaders: [] });
  let underWay = 0;

  const callerOf = async (request: FastifyRequest): Promise<Catalogue> => {
    const { identity } = await readCaller(headersOf(request), request.ip);
    return catalogueFor(central, { identity, requestId: request.id });
  };
  const transfer = async (_request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    if (underWay >= underWayAtMost) {
      reply.header('retry-after', '10');
      throw new TransferError(
        429,
        'RATE_LIMITED',
        '同时传输的文件太多，请稍后再试。Too many files at once: try again in a few seconds.',
      );
    }
    underWay += 1;
    reply.raw.once('close', () => {
      underWay -= 1;
    });
  };

  return async (app: FastifyInstance) => {
    app.removeAllContentTypeParsers();
    // The handler reads the stream itself.
    app.addContentTypeParser('*', (_request, body, done) => done(null, body));
    app.setErrorHandler((error, request, reply) => refuseImport(error, request, reply));
    const config = { isTransfer: true };

    app.post<{ Querystring: Query }>('/imports', { config, onRequest: transfer }, async (request, reply) => {
      const catalogue = await callerOf(request);
      const asked = askedOf(request.query);
      const body = bodyOf(request);
      const known = await catalogue.unfinished(asked);
      if (known) {
        if (!body) return tell(reply, 200, known);
        throw new TransferError(
          409,
          'CONFLICT',
          `这个文件正在导入。The same file is being imported: go on by PUT /imports/${known.id}?offset=${known.received}.`,
          { id: known.id, received: known.received, state: known.state },
        );
      }
      if (!body) {
        if (!asked.size)
          throw new FormatError('没有文件内容。There are no bytes in the body: send the file, curl -T FILE.');
        return tell(reply, 201, await catalogue.begin(asked));
      }
      const parts = partsOf(request, body, { silentAtMostMs, keepsRest: false });
      const first = await parts.next();
      const head = first.done ? Buffer.alloc(0) : first.value;
      if (asked.format === 'auto') detectFormat(head);
      const run = await catalogue.begin(asked);
      return tell(reply, 202, await receive(catalogue, { run, head, parts }));
    });

    app.put<{ Params: { id: string }; Querystring: Query }>(
      '/imports/:id',
      { config, onRequest: transfer },
      async (request, reply) => {
        const catalogue = await callerOf(request);
        const run = await catalogue.run(request.params.id);
        const offset = Number(textOf(request.query, 'offset') ?? Number.NaN);
        if (!Number.isSafeInteger(offset) || offset < 0) {
          throw new CallerError(
            'BAD_USER_INPUT',
            '“offset”是本次内容的起始字节。"offset" is the byte from which the body goes on, ?offset=0.',
            {
              argument: 'offset',
            },
          );
        }
        if (run.state !== 'RECEIVING' || run.received !== offset) {
          const message =
            run.state === 'RECEIVING'
              ? `应从第 ${run.received} 字节继续。Go on from byte ${run.received}: PUT /imports/${run.id}?offset=${run.received}.`
              : `该导入已不再接收（${run.state}）。The import is ${run.state}: it takes no more bytes.`;
          throw new TransferError(409, 'CONFLICT', message, { received: run.received, state: run.state });
        }
        const body = bodyOf(request);
        const parts = partsOf(request, body ?? Readable.from([]), { silentAtMostMs, keepsRest: true });
        const first = await parts.next();
        const head = first.done ? Buffer.alloc(0) : first.value;
        if (offset === 0 && run.askedFormat === null) await orCancel(catalogue, run, () => detectFormat(head));
        return tell(reply, 202, await receive(catalogue, { run, head, parts }));
      },
    );

    app.get<{ Params: { id: string } }>('/imports/:id', async (request, reply) => {
      const catalogue = await callerOf(request);
      return tell(reply, 200, await catalogue.run(request.params.id));
    });

    app.get<{ Params: { id: string } }>(
      '/imports/:id/rejects',
      { config, onRequest: transfer },
      async (request, reply) => {
        const catalogue = await callerOf(request);
        const run = await catalogue.run(request.params.id);
        return reply
          .header('cache-control', 'no-store')
          .type('application/x-ndjson; charset=utf-8')
          .send(Readable.from(rejectLines(catalogue, run)));
      },
    );

    app.get<{ Querystring: Query }>('/exports', { config, onRequest: transfer }, async (request, reply) => {
      const catalogue = await callerOf(request);
      const library = textOf(request.query, 'library');
      if (!library) {
        throw new CallerError(
          'BAD_USER_INPUT',
          '“library”说明导出哪个馆的记录。"library" says whose records, ?library=NJ-JN.',
          {
            argument: 'library',
          },
        );
      }
      return exportStream(reply, catalogue, { library, format: textOf(request.query, 'format') ?? 'iso2709' });
    });
  };
}

/** Hands the parts on, one after the other, and the last one as such. */
async function receive(
  catalogue: Catalogue,
  { run, head, parts }: { run: RunState; head: Buffer; parts: AsyncGenerator<Buffer, void> },
): Promise<RunState> {
  let offset = run.received;
  let part = head;
  for (;;) {
    const [next] = await Promise.allSettled([parts.next()]);
    const isEnd = next.status === 'fulfilled' && next.value.done === true;
    // Of a file whose size was told, the end of one body need not be its end.
    const last = isEnd && (run.size === null || offset + part.length >= run.size);
    const put = { id: run.id, offset, part, last };
    const state = await orCancel(catalogue, run, () => catalogue.put(put));
    // What has come is kept: over a line that breaks again and again a file comes nonetheless.
    if (next.status === 'rejected') throw next.reason;
    if (next.value.done) return state;
    offset += part.length;
    part = next.value.value;
  }
}

/** What the file can never become is not waited for. */
async function orCancel<Result>(
  catalogue: Catalogue,
  run: RunState,
  work: () => Result | Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    const isForGood = error instanceof CallerError && error.extensions['code'] === 'BAD_USER_INPUT';
    // Kept with the import: a sender that is still sending may not get to read the answer.
    if (isForGood) await catalogue.cancel(run.id, error.message.slice(0, 500)).catch(() => {});
    throw error;
  }
}

interface PartsOptions {
  /** How long nothing may come, in ms. */
  silentAtMostMs: number;
  /** Of a body that is broken off, what is less than a part is given too. */
  keepsRest: boolean;
}

/**
 * The body in parts, each as full as it can be; the next bytes are read when the part before is done with.
 * @throws TransferError when it is broken off, after the parts before that
 */
async function* partsOf(
  request: FastifyRequest,
  body: AsyncIterable<Uint8Array>,
  { silentAtMostMs, keepsRest }: PartsOptions,
): AsyncGenerator<Buffer, void> {
  const { socket } = request.raw;
  const late = () => socket.destroy(new Error('nothing has come for a while'));
  socket.setTimeout(silentAtMostMs, late);
  let held: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of untilBroken(body)) {
      held.push(chunk);
      length += chunk.length;
      if (length >= partBytes) {
        const whole = Buffer.concat(held, length);
        const full = length - (length % partBytes);
        for (let at = 0; at < full; at += partBytes) yield whole.subarray(at, at + partBytes);
        held = full < length ? [whole.subarray(full)] : [];
        length -= full;
      }
    }
    const isBroken = !request.raw.complete;
    if (length > 0 && (keepsRest || !isBroken)) yield Buffer.concat(held, length);
    if (isBroken) throw new TransferError(400, 'BAD_REQUEST', '传输中断。The body was broken off.');
  } finally {
    socket.setTimeout(0);
    socket.off('timeout', late);
  }
}

/** What of a body comes; its request tells whether that is all. */
async function* untilBroken(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
  const chunks = body[Symbol.asyncIterator]();
  for (;;) {
    const next = await chunks.next().catch(() => null);
    if (!next || next.done) return;
    yield next.value;
  }
}

function bodyOf(request: FastifyRequest): Readable | null {
  const length = request.headers['content-length'];
  if (Number(length) > importLimitBytes()) {
    const megabytes = importLimitBytes() / 1024 / 1024;
    throw new TransferError(
      413,
      'PAYLOAD_TOO_LARGE',
      `文件超过 ${megabytes} MB 的上限。The file is larger than ${megabytes} MB, which is the limit: cut it into several.`,
    );
  }
  if (request.headers['content-type']?.startsWith('multipart/')) {
    throw new TransferError(
      415,
      'BAD_REQUEST',
      '请直接发送文件内容，不要用表单。Send the file itself as the body, not a form: curl -T FILE, not curl -F.',
    );
  }
  const encoding = request.headers['content-encoding'];
  if (encoding !== undefined && encoding !== 'identity' && encoding !== 'gzip') {
    throw new TransferError(
      415,
      'BAD_REQUEST',
      `不支持该压缩方式。A body in "${encoding.slice(0, 40)}" is not read: send it as it is, or as gzip.`,
    );
  }
  return request.body instanceof Readable ? request.body : null;
}

function askedOf(query: Query) {
  const format = textOf(query, 'format') ?? 'auto';
  const size = textOf(query, 'size');
  if (size !== undefined && !/^\d{1,15}$/.test(size)) {
    throw new CallerError(
      'BAD_USER_INPUT',
      `“size”是文件的字节数。"size" is the number of bytes of the file, not "${size.slice(0, 40)}".`,
      { argument: 'size' },
    );
  }
  const dryRun = textOf(query, 'dryRun') ?? 'false';
  if (!/^(true|false)$/.test(dryRun)) {
    throw new CallerError(
      'BAD_USER_INPUT',
      `“dryRun”应为 true 或 false。"dryRun" is true or false, not "${dryRun.slice(0, 40)}".`,
      {
        argument: 'dryRun',
      },
    );
  }
  return {
    library: textOf(query, 'library') ?? null,
    store: textOf(query, 'store') ?? null,
    fileName: textOf(query, 'name') ?? 'upload',
    format,
    dryRun: dryRun === 'true',
    hash: textOf(query, 'hash') ?? null,
    size: size === undefined ? null : Number(size),
  };
}

function textOf(query: Query, name: string): string | undefined {
  const value = query[name];
  const text = Array.isArray(value) ? value[0] : value;
  return text === '' ? undefined : text;
}

function tell(reply: FastifyReply, status: number, run: RunState): FastifyReply {
  return reply
    .code(status)
    .header('cache-control', 'no-store')
    .header('location', `/imports/${run.id}`)
    .send({ import: run });
}
