import { describe, expect, test } from 'vitest';
import { checkSecret, createSecret, isSigned, type SignedMessage, signedHeaders } from './webhook-signature.ts';

test('a message is signed as in the example of the Standard Webhooks libraries', () => {
  const headers = signedHeaders('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', {
    id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    at: new Date(1_614_265_330_999),
    body: '{"test": 2432232314}',
  });
  expect(headers).toEqual({
    'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    'webhook-timestamp': '1614265330',
    'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  });
});

test('a secret that is made is one that would be taken, and each is another', () => {
  const secret = createSecret();
  expect(checkSecret('secret', secret)).toBe(secret);
  expect(createSecret()).not.toBe(secret);
});

test.each([
  '',
  'whsec_',
  'MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
  `whsec_${Buffer.alloc(23).toString('base64')}`,
  `whsec_${Buffer.alloc(65).toString('base64')}`,
  `whsec_${'!'.repeat(40)}`,
  'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n',
])('%j is no secret', (secret) => {
  expect(() => checkSecret('secret', secret)).toThrow('24 to 64 random bytes');
});

describe('a message that comes in', () => {
  const secret = createSecret();
  const at = new Date('2026-11-23T02:00:00Z');
  const body = '{"event":"DELIVERED"}';
  const received = (changes: Partial<SignedMessage> = {}): SignedMessage => {
    const headers = signedHeaders(secret, { id: 'm1', at, body });
    const [id, timestamp, signature] = [
      headers['webhook-id'],
      headers['webhook-timestamp'],
      headers['webhook-signature'],
    ];
    return { id, timestamp, signature, body, ...changes };
  };
  const after = (seconds: number) => new Date(at.getTime() + seconds * 1_000);

  test('is genuine within five minutes of its making, by either clock', () => {
    for (const seconds of [-300, 0, 300]) expect(isSigned(secret, received(), after(seconds)), `${seconds}`).toBe(true);
    for (const seconds of [-301, 301]) expect(isSigned(secret, received(), after(seconds)), `${seconds}`).toBe(false);
  });

  test('is genuine with one good signature among several', () => {
    const { signature } = received();
    expect(isSigned(secret, received({ signature: `v1,AAAA v2,${signature.slice(3)} ${signature}` }), at)).toBe(true);
    const hidden = `${'v1,AAAA '.repeat(5)}${signature}`;
    expect(isSigned(secret, received({ signature: hidden }), at)).toBe(false);
  });

  test.each<[string, Partial<SignedMessage>]>([
    ['another body', { body: '{"event":"LOST"}' }],
    ['another id', { id: 'm2' }],
    ['another time', { timestamp: '1795140001' }],
    ['a time that is none', { timestamp: '' }],
    ['a time in words', { timestamp: 'NaN' }],
    ['no signature', { signature: '' }],
    ['an empty signature', { signature: 'v1,' }],
    ['another version', { signature: 'v2,AAAA' }],
  ])('with %s is not', (_title, changes) => {
    expect(isSigned(secret, received(changes), at)).toBe(false);
  });

  test('signed with another secret is not, nor one without an id', () => {
    expect(isSigned(createSecret(), received(), at)).toBe(false);
    const headers = signedHeaders(secret, { id: '', at, body });
    const nameless = { id: '', timestamp: headers['webhook-timestamp'], signature: headers['webhook-signature'], body };
    expect(isSigned(secret, nameless, at)).toBe(false);
  });
});
