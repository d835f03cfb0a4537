import { expect, test } from 'vitest';
import { checkSecret, createSecret, signedHeaders } from './webhook-signature.ts';

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
