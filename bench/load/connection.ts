// One keep-alive HTTP/1.1 connection that reads nothing it does not need: the load must cost far less than what it measures.
import { connect, type Socket } from 'node:net';

export interface Connection {
  /** Sends a request as it is and resolves with the status and the body's length in bytes. One at a time. */
  send(request: Buffer): Promise<{ status: number; length: number }>;
  close(): void;
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
  let waiting: PromiseWithResolvers<{ status: number; length: number }> | null = null;
  let head: { status: number; length: number | null } | null = null;
  let received = 0;
  let tail: Buffer = Buffer.alloc(0);

  const done = (status: number, length: number) => {
    const resolved = waiting;
    waiting = null;
    head = null;
    received = 0;
    tail = Buffer.alloc(0);
    resolved?.resolve({ status, length });
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
    send(request) {
      waiting = Promise.withResolvers();
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

/** A POST of this JSON text, as it goes over the wire. */
export function postOf(path: string, body: string): Buffer {
  const bytes = Buffer.byteLength(body);
  return Buffer.from(
    `POST ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\naccept: application/json\r\ncontent-length: ${bytes}\r\n\r\n${body}`,
  );
}
