// One keep-alive HTTP/1.1 connection that reads nothing it does not need: the load must cost far less than what it measures.
import { connect, type Socket } from 'node:net';

export interface Connection {
  /**
   * Sends a request as it is and resolves with the status and the body's length in bytes; with `has`, whether the body has this text in
   * one of the pieces in which it comes. One at a time.
   */
  send(request: Buffer, has?: string): Promise<Received>;
  close(): void;
  /** False when the other side has closed it meanwhile. */
  readonly isOpen: boolean;
}

export interface Received {
  status: number;
  length: number;
  has: boolean;
}

const endOfHead = Buffer.from('\r\n\r\n');
const endOfChunks = Buffer.from('0\r\n\r\n');

/** Opens a connection; a request that fails rejects and the connection is of no use any more. */
export async function openConnection(port: number): Promise<Connection> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  await new Promise<void>((open, failed) => {
    socket.once('connect', open);
    socket.once('error', failed);
  });
  return connectionOver(socket);
}

function connectionOver(socket: Socket): Connection {
  let waiting: PromiseWithResolvers<Received> | null = null;
  let head: { status: number; length: number | null } | null = null;
  let received = 0;
  let text: string | undefined;
  let hasText = false;
  let tail: Buffer = Buffer.alloc(0);

  const done = (status: number, length: number) => {
    const resolved = waiting;
    waiting = null;
    head = null;
    received = 0;
    tail = Buffer.alloc(0);
    resolved?.resolve({ status, length, has: hasText });
  };
  socket.on('data', (chunk: Buffer) => {
    let body = chunk;
    if (!head) {
      const all = tail.length > 0 ? Buffer.concat([tail, chunk]) : chunk;
      const end = all.indexOf(endOfHead);
      if (end < 0) {
        tail = all;
        return;
      }
      head = headOf(all.toString('latin1', 0, end));
      tail = Buffer.alloc(0);
      body = all.subarray(end + endOfHead.length);
    }
    received += body.length;
    if (text !== undefined && body.includes(text)) hasText = true;
    if (head.length !== null) {
      if (received >= head.length) done(head.status, received);
      return;
    }
    // JSON has no bare line ends, so this is the last chunk and nothing else.
    tail = Buffer.concat([tail.subarray(-endOfChunks.length), body.subarray(-endOfChunks.length)]);
    if (tail.subarray(-endOfChunks.length).equals(endOfChunks)) done(head.status, received);
  });
  const fail = (error = new Error('The gateway closed the connection.')) => waiting?.reject(error);
  socket.on('error', fail);
  socket.on('close', () => fail());

  return {
    get isOpen() {
      return socket.writable;
    },
    send(request, has) {
      if (!socket.writable) return Promise.reject(new Error('The gateway closed the connection.'));
      waiting = Promise.withResolvers();
      text = has;
      hasText = false;
      socket.write(request);
      return waiting.promise;
    },
    close: () => socket.destroy(),
  };
}

function headOf(text: string): { status: number; length: number | null } {
  const length = /\r\ncontent-length: *(\d+)/i.exec(text)?.[1];
  return { status: Number(text.slice(9, 12)), length: length === undefined ? null : Number(length) };
}

/** A POST of this JSON text, as it goes over the wire, of nobody or with a token. */
export function postOf(path: string, body: string, token?: string): Buffer {
  const bytes = Buffer.byteLength(body);
  const authorization = token ? `authorization: Bearer ${token}\r\n` : '';
  return Buffer.from(
    `POST ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\n${authorization}content-type: application/json\r\naccept: application/json\r\ncontent-length: ${bytes}\r\n\r\n${body}`,
  );
}
