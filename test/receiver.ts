// A store's own system, as far as it hears of orders: an HTTP server on this machine that notes what it is sent.
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface Message {
  id: string;
  headers: IncomingHttpHeaders;
  text: string;
  // Tests look into bodies as into answers.
  // oxlint-disable-next-line typescript/no-explicit-any
  body: any;
}

export interface Receiver extends AsyncDisposable {
  url: string;
  messages: Message[];
  /** What it answers from now on (204). */
  answer: (message: Message) => number | Promise<number>;
}

/** Starts a receiver, on a free port unless one is given. */
export async function startReceiver(port = 0): Promise<Receiver> {
  const server = createServer(async (request, response) => {
    const sent = await text(request);
    const id = String(request.headers['webhook-id']);
    const message: Message = { id, headers: request.headers, text: sent, body: JSON.parse(sent) };
    receiver.messages.push(message);
    response.writeHead(await receiver.answer(message), { location: receiver.url }).end('thank you');
  }).listen(port, '127.0.0.1');
  await once(server, 'listening');
  const receiver: Receiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    messages: [],
    answer: () => 204,
    async [Symbol.asyncDispose]() {
      if (!server.listening) return;
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
  return receiver;
}

/** Whether a message is signed with a secret, as a receiver checks it by the Standard Webhooks specification. */
export function isSigned({ headers, text: body }: Message, secret: string): boolean {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
  const signature = createHmac('sha256', key).update(signed).digest('base64');
  return String(headers['webhook-signature']).split(' ').includes(`v1,${signature}`);
}
