// Calls to addresses that users give: which may be called, and what is read of an answer. Real servers, on this machine.
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { isReachable, readAllowance } from './allowance.ts';
import { checkUrl, post } from './outbound.ts';

const none = readAllowance('');
const loopback = readAllowance('127.0.0.1');
const servers: Server[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function serve(listener: RequestListener): Promise<number> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

test.each([
  ['8.8.8.8', true],
  ['202.102.24.35', true],
  ['172.15.255.255', true],
  ['172.32.0.0', true],
  ['100.63.255.255', true],
  ['2400:3200::1', true],
  ['2606:4700::1111', true],
  ['127.0.0.1', false],
  ['127.255.255.254', false],
  ['0.0.0.0', false],
  ['10.0.0.1', false],
  ['172.16.0.1', false],
  ['172.31.255.255', false],
  ['192.168.1.1', false],
  ['169.254.169.254', false],
  ['100.64.0.1', false],
  ['100.127.255.255', false],
  ['192.0.0.1', false],
  ['192.0.2.1', false],
  ['198.18.0.1', false],
  ['198.51.100.1', false],
  ['203.0.113.1', false],
  ['224.0.0.1', false],
  ['240.0.0.1', false],
  ['255.255.255.255', false],
  ['::', false],
  ['::1', false],
  ['::ffff:127.0.0.1', false],
  ['::ffff:8.8.8.8', false],
  ['::ffff:a9fe:a9fe', false],
  ['64:ff9b::7f00:1', false],
  ['100::1', false],
  ['fc00::1', false],
  ['fd12:3456::1', false],
  ['fe80::1', false],
  ['fe80::1%eth0', false],
  ['fec0::1', false],
  ['ff02::1', false],
  ['2001::1', false],
  ['2001:db8::1', false],
  ['2002:7f00:1::', false],
  ['3fff::1', false],
  ['localhost', false],
  ['', false],
])('%s is an address that everybody can reach: %s', (address, isPublic) => {
  expect(isReachable(address, none)).toBe(isPublic);
});

test('what the operators allow can be reached too, and nothing beside it', () => {
  const allowance = readAllowance(' 10.1.0.0/16, pos.example.org ,::1,192.168.1.7, ');
  expect(['10.1.2.3', '::1', '192.168.1.7'].map((address) => isReachable(address, allowance))).toEqual([
    true,
    true,
    true,
  ]);
  expect(['10.2.0.1', '127.0.0.1', '192.168.1.8'].map((address) => isReachable(address, allowance))).toEqual([
    false,
    false,
    false,
  ]);
  expect([...allowance.hosts]).toEqual(['pos.example.org']);
  for (const wrong of ['10.0.0.0/33', '10.0.0', 'http://x', 'a b', '::1/129', '10.0.0.0/8/8', '*.example.org']) {
    expect(() => readAllowance(`10.0.0.0/8,${wrong}`), wrong).toThrow(`"${wrong}"`);
  }
});

describe('a URL', () => {
  test.each([
    ['not a url', 'is a URL'],
    [`https://8.8.8.8/${'字'.repeat(1_000)}`, 'has 9016 characters once it is written as a URL'],
    ['ftp://8.8.8.8/', 'begins with https://'],
    ['file:///etc/passwd', 'begins with https://'],
    ['http://8.8.8.8/hook', 'begins with https://'],
    ['https://user:secret@8.8.8.8/', 'no user name'],
    ['https://8.8.8.8/#part', 'no "#"'],
    ['https://127.0.0.1/', 'not public'],
    ['https://127.1/', 'not public'],
    ['https://2130706433/', 'not public'],
    ['https://0x7f000001/', 'not public'],
    ['https://0177.0.0.1/', 'not public'],
    ['https://[::1]/', 'not public'],
    ['https://[::ffff:127.0.0.1]/', 'not public'],
    ['https://[fe80::1]/', 'not public'],
    ['https://10.0.0.1:8443/hook', 'not public'],
    ['https://169.254.169.254/latest/meta-data', 'not public'],
    ['https://localhost/', 'not public'],
    ['https://LOCALHOST:9/', 'not public'],
    ['https://nowhere.invalid/', 'is not found'],
  ])('%s is refused: %s', async (url, why) => {
    await expect(checkUrl('url', url, none)).rejects.toMatchObject({
      message: expect.stringContaining(why),
      extensions: { code: 'BAD_USER_INPUT', argument: 'url' },
    });
  });

  test('on the public Internet is taken, with https', async () => {
    expect((await checkUrl('url', 'https://8.8.8.8/hook?store=QINGCHUN', none)).href).toBe(
      'https://8.8.8.8/hook?store=QINGCHUN',
    );
  });

  test('that the operators allow is taken, with http too; one that only resolves to an allowed address, with https', async () => {
    const allowance = readAllowance('127.0.0.0/8, ::1, pos.internal');
    for (const url of ['http://127.0.0.1:8080/', 'http://pos.internal/', 'https://localhost/']) {
      expect((await checkUrl('url', url, allowance)).href).toBe(url);
    }
    await expect(checkUrl('url', 'http://localhost/', allowance)).rejects.toThrow('begins with https://');
  });
});

const call = (url: string, allowance = loopback) =>
  post(url, { headers: { 'content-type': 'text/plain' }, body: 'hello', allowance });

describe('a call', () => {
  test('gives the status; redirects are not followed', async () => {
    const seen: string[] = [];
    const port = await serve((request, response) => {
      seen.push(String(request.url));
      response.writeHead(request.url === '/moved' ? 302 : 204, { location: '/elsewhere' }).end();
    });
    expect(await call(`http://127.0.0.1:${port}/ok`)).toEqual({ status: 204 });
    expect(await call(`http://127.0.0.1:${port}/moved`)).toEqual({ status: 302 });
    expect(seen).toEqual(['/ok', '/moved']);
  });

  test('does not reach a name that resolves to this machine: the connection itself is refused', async () => {
    let requests = 0;
    const port = await serve((_request, response) => {
      requests += 1;
      response.end();
    });
    expect(await call(`http://localhost:${port}/`, none)).toEqual({
      error: 'the host has an address that is not public',
    });
    expect(await call(`http://127.0.0.1:${port}/`, none)).toEqual({
      error: 'the host has an address that is not public',
    });
    expect(requests).toBe(0);
    expect(await call(`http://localhost:${port}/`, readAllowance('localhost'))).toEqual({ status: 200 });
    expect(await call(`http://localhost:${port}/`, readAllowance('127.0.0.0/8, ::1'))).toEqual({ status: 200 });
    expect(requests).toBe(2);
  });

  test('reads no more than a little of an answer that never ends', async () => {
    let sent = 0;
    const closed = Promise.withResolvers<void>();
    const port = await serve((_request, response) => {
      response.on('close', closed.resolve);
      const write = () => {
        while (!response.destroyed && response.write(Buffer.alloc(64 * 1024))) sent += 64 * 1024;
        if (!response.destroyed) response.once('drain', write);
      };
      write();
    });
    expect(await call(`http://127.0.0.1:${port}/`)).toEqual({ status: 200 });
    await closed.promise;
    expect(sent).toBeLessThan(16 * 1024 * 1024);
  });

  test('that gets no answer says why', async () => {
    const port = await serve((request) => request.socket.destroy());
    expect(await call(`http://127.0.0.1:${port}/`)).toEqual({ error: expect.stringContaining('no answer') });
    servers[0]?.close();
    await once(servers[0] as Server, 'close');
    expect(await call(`http://127.0.0.1:${port}/`)).toEqual({ error: 'no answer: ECONNREFUSED' });
    expect(await call('https://nowhere.invalid/')).toEqual({ error: expect.stringContaining('no answer') });
  });
});
