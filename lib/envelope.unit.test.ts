import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { openEnvelope, sealEnvelope } from './envelope.ts';
import type { Identity } from './identity.ts';

const key = randomBytes(32);
const now = new Date('2026-03-01T10:00:00Z');
const identity: Identity = { role: 'clerk', subject: 'mei', store: 'QINGCHUN' };
const request = { identity, target: 'central', body: '{"query":"{ books { id } }"}', requestId: 'r-1' };
const opening = { target: 'central', body: request.body, key, now };

function inSeconds(seconds: number): Date {
  return new Date(now.getTime() + seconds * 1000);
}

describe('an envelope', () => {
  test('gives back the identity and the request id', () => {
    expect(openEnvelope(sealEnvelope(request, key, now), opening)).toEqual({ identity, requestId: 'r-1' });
  });

  test('is good for 30 s, and for clocks that are 5 s apart', () => {
    const header = sealEnvelope(request, key, now);
    expect(openEnvelope(header, { ...opening, now: inSeconds(30) }).identity).toEqual(identity);
    expect(openEnvelope(header, { ...opening, now: inSeconds(-5) }).identity).toEqual(identity);
  });

  test('covers names in any script', () => {
    const reader: Identity = { role: 'reader', subject: '读者', card: '卡-1' };
    const header = sealEnvelope({ ...request, identity: reader }, key, now);
    expect(openEnvelope(header, opening).identity).toEqual(reader);
  });

  const header = sealEnvelope(request, key, now);
  const [payload = '', signature = ''] = header.split('.');
  const asAdmin = Buffer.from(
    Buffer.from(payload, 'base64url').toString().replace('"role":"clerk"', '"role":"admin"'),
  ).toString('base64url');
  const refused: [string, string | undefined, Partial<typeof opening>, RegExp][] = [
    ['that is missing', undefined, {}, /is missing/],
    ['that is empty', '', {}, /is missing/],
    ['that is no envelope', 'nonsense', {}, /not signed with the key/],
    ['without a signature', `${payload}.`, {}, /not signed with the key/],
    ['with changed claims', `${asAdmin}.${signature}`, {}, /not signed with the key/],
    ['with a changed signature', `${payload}.${'A'.repeat(signature.length)}`, {}, /not signed with the key/],
    ['with more after the signature', `${header}.more`, {}, /not signed with the key/],
    ['sealed with another key', sealEnvelope(request, randomBytes(32), now), {}, /not signed with the key/],
    ['for another target', header, { target: 'lending' }, /is for central; this is lending/],
    ['for another body', header, { body: '{"query":"mutation { drop }"}' }, /another request body/],
    ['that is 31 s old', header, { now: inSeconds(31) }, /31 s old/],
    ['that is 6 s ahead', header, { now: inSeconds(-6) }, /6 s ahead/],
  ];
  test.each(refused)('%s is refused', (_, given, changed, message) => {
    expect(() => openEnvelope(given, { ...opening, ...changed })).toThrow(
      expect.objectContaining({
        message: expect.stringMatching(message),
        extensions: expect.objectContaining({ code: 'UNAUTHENTICATED' }),
      }),
    );
  });
});
