// A district library's own system, as docs/sources.md describes it: an HTTP server on this machine that behaves well until it is told
// otherwise.
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface SystemCopy {
  barcode: string;
  callNumber: string;
  location: string;
  status: string;
  dueDate?: string | null;
  branch?: string;
  record?: string;
}

export interface SystemQuestion {
  version: number;
  library: string;
  books?: { ref: string; isbns: string[]; records: string[] }[];
  barcodes?: string[];
}

/** What it does with a question; `answer` is what it would say if it behaved. */
export type Manner = (
  response: ServerResponse,
  answer: Record<string, unknown>,
  question: SystemQuestion,
) => void | Promise<void>;

export interface DistrictSystem extends AsyncDisposable {
  url: string;
  /** Its copies, by ISBN or by the number of its record. */
  copies: Map<string, SystemCopy[]>;
  /** What it was asked, with the headers. */
  questions: { body: SystemQuestion; authorization: string | undefined }[];
  /** How it behaves from now on. */
  manner: Manner;
  connections: () => Promise<number>;
  /** Closes its port, or opens it again. */
  stop: () => Promise<void>;
  start: () => Promise<void>;
}

const json = { 'content-type': 'application/json' };

/** Answers a response with whatever it is given. */
export const say = (response: ServerResponse, value: unknown): void => {
  if (!response.destroyed) response.writeHead(200, json).end(typeof value === 'string' ? value : JSON.stringify(value));
};

export const manners = {
  well: (response, answer) => say(response, answer),
  dead: (response) => void response.destroy(),
  silent: () => {},
  page: (response) => void response.writeHead(200, { 'content-type': 'text/html' }).end('<html>维护中</html>'),
  broken: (response) => void response.writeHead(500, json).end('{}'),
} satisfies Record<string, Manner>;

/** Well, but after so many ms. */
export const slow =
  (milliseconds: number): Manner =>
  (response, answer) =>
    void setTimeout(() => say(response, answer), milliseconds);

/** Starts one, on a free port. */
export async function startDistrictSystem(): Promise<DistrictSystem> {
  const server = createServer((request, response) => void take(request, response).catch(() => response.destroy()));
  async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = JSON.parse(await text(request)) as SystemQuestion;
    system.questions.push({ body, authorization: request.headers.authorization });
    await system.manner(response, answerTo(system.copies, body), body);
  }
  const listen = async (port: number) => {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  };
  const port = await listen(0);
  const system: DistrictSystem = {
    url: `http://127.0.0.1:${port}/availability`,
    copies: new Map(),
    questions: [],
    manner: manners.well,
    connections: () =>
      new Promise((resolve, reject) =>
        server.getConnections((error, count) => (error ? reject(error) : resolve(count))),
      ),
    async stop() {
      if (!server.listening) return;
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
    async start() {
      await listen(port);
    },
    async [Symbol.asyncDispose]() {
      await system.stop();
    },
  };
  return system;
}

function answerTo(copies: Map<string, SystemCopy[]>, { library, books, barcodes }: SystemQuestion) {
  const asOf = new Date().toISOString();
  if (barcodes) {
    const all = [...copies.values()].flat();
    return { library, asOf, copies: all.filter(({ barcode }) => barcodes.includes(barcode)) };
  }
  return {
    library,
    books: (books ?? []).map(({ ref, isbns, records }) => {
      const found = [...new Set([...isbns, ...records].flatMap((number) => copies.get(number) ?? []))];
      return { ref, asOf, total: found.length, copies: found };
    }),
  };
}
