import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { createEnvelopeNonces, openEnvelope, sealEnvelope } from './envelope.ts';
import { type EnvelopeKeys, fixedKeys } from './envelope-keys.ts';
import type { Identity } from './identity.ts';

const keys = fixedKeys(randomBytes(32));
const now = new Date('2026-03-01T10:00:00Z');
const identity: Identity = { role: 'clerk', subject: 'mei', store: 'QINGCHUN' };
const request = { identity, target: 'central', body: '{"query":"{ books { id } }"}', requestId: 'r-1' };
/** How a subgraph that has just begun opens an envelope. */
const openingOf = (changed: Partial<Parameters<typeof openEnvelope>[1]> = {}) => ({
  target: 'central',
  body: request.body,
  keys,
  nonces: createEnvelopeNonces(),
  now,
  ...changed,
});

function inSeconds(seconds: number): Date {
  return new Date(now.getTime() + seconds * 1000);
}

describe('an envelope', () => {
  test('gives back the identity and the request id', () => {
    expect(openEnvelope(sealEnvelope(request, keys, now), openingOf())).toEqual({ identity, requestId: 'r-1' });
  });

  test('is good for 30 s, and for clocks that are 5 s apart', () => {
    const header = sealEnvelope(request, keys, now);
    expect(openEnvelope(header, openingOf({ now: inSeconds(30) })).identity).toEqual(identity);
    expect(openEnvelope(header, openingOf({ now: inSeconds(-5) })).identity).toEqual(identity);
  });

  test('covers names in any script', () => {
    const reader: Identity = { role: 'reader', subject: '读者', card: '卡-1' };
    const header = sealEnvelope({ ...request, identity: reader }, keys, now);
    expect(openEnvelope(header, openingOf()).identity).toEqual(reader);
  });

  const header = sealEnvelope(request, keys, now);
  const [id = '', payload = '', signature = ''] = header.split('.');
  const otherKeys = fixedKeys(randomBytes(32));
  const others = sealEnvelope(request, otherKeys, now);
  const asAdmin = Buffer.from(
    Buffer.from(payload, 'base64url').toString().replace('"role":"clerk"', '"role":"admin"'),
  ).toString('base64url');
  const refused: [string, string | undefined, Parameters<typeof openingOf>[0], RegExp][] = [
    ['that is missing', undefined, {}, /is missing/],
    ['that is empty', '', {}, /is missing/],
    ['that is no envelope', 'nonsense', {}, /not signed with the key/],
    ['without a signature', `${id}.${payload}.`, {}, /not signed with the key/],
    ['with changed claims', `${id}.${asAdmin}.${signature}`, {}, /not signed with the key/],
    ['with a changed signature', `${id}.${payload}.${'A'.repeat(signature.length)}`, {}, /not signed with the key/],
    ['with more after the signature', `${header}.more`, {}, /not signed with the key/],
    ['sealed with another key', others, {}, /not signed with the key/],
    ['sealed with another key under the id of this one', others.replace(/^[^.]+/, id), {}, /not signed with the key/],
    [
      'under the id of another key that is known',
      header.replace(/^[^.]+/, otherKeys.signing().id),
      { keys: twoKeys(otherKeys) },
      /or was changed/,
    ],
    ['under no id', header.replace(/^[^.]+/, ''), {}, /its key is not known/],
    ['under an id that is a word of the language', header.replace(/^[^.]+/, '__proto__'), {}, /its key is not known/],
    ['of the time before keys had ids', header.replace(/^[^.]+\./, ''), {}, /its key is not known/],
    ['for another target', header, { target: 'lending' }, /is for central; this is lending/],
    ['for another body', header, { body: '{"query":"mutation { drop }"}' }, /another request body/],
    ['that is 31 s old', header, { now: inSeconds(31) }, /31 s old/],
    ['that is 6 s ahead', header, { now: inSeconds(-6) }, /6 s ahead/],
  ];
  test.each(refused)('%s is refused', (_, given, changed, message) => {
    expect(() => openEnvelope(given, openingOf(changed))).toThrow(
      expect.objectContaining({
        message: expect.stringMatching(message),
        extensions: expect.objectContaining({ code: 'UNAUTHENTICATED' }),
      }),
    );
  });

  test('is opened once, however its signature is written, and as often as it is sealed', () => {
    const opening = openingOf();
    const first = sealEnvelope(request, keys, now);
    openEnvelope(first, opening);
    for (const again of [first, `${first}=`, `${first}==`]) {
      expect(() => openEnvelope(again, opening)).toThrow('was opened before');
      expect(() => openEnvelope(again, { ...opening, now: inSeconds(30) })).toThrow('was opened before');
    }
    expect(openEnvelope(sealEnvelope(request, keys, now), opening).identity).toEqual(identity);
  });

  test('that is refused is not remembered, so nobody can use up what another one has sealed', () => {
    const opening = openingOf();
    const sealed = sealEnvelope(request, keys, now);
    expect(() => openEnvelope(sealed, { ...opening, target: 'lending' })).toThrow();
    expect(() => openEnvelope(`${sealed.slice(0, -4)}AAAA`, opening)).toThrow();
    expect(opening.nonces.size()).toBe(0);
    expect(openEnvelope(sealed, opening).identity).toEqual(identity);
  });

  test('is refused while so many are remembered that there is no room, until the oldest are forgotten', () => {
    const opening = openingOf({ nonces: createEnvelopeNonces({ limit: 2 }) });
    for (let count = 0; count < 2; count += 1) openEnvelope(sealEnvelope(request, keys, now), opening);
    const third = sealEnvelope(request, keys, now);
    expect(() => openEnvelope(third, opening)).toThrow('no other one can be remembered');
    const later = inSeconds(32);
    expect(openEnvelope(sealEnvelope(request, keys, later), { ...opening, now: later }).identity).toEqual(identity);
    expect(opening.nonces.size()).toBe(1);
  });

  test('is not good again when the clock is set back', () => {
    const opening = openingOf();
    const sealed = sealEnvelope(request, keys, now);
    openEnvelope(sealed, opening);
    const later = inSeconds(100);
    openEnvelope(sealEnvelope(request, keys, later), { ...opening, now: later });
    expect(() => openEnvelope(sealed, opening)).toThrow('was opened before');
  });

  test('of the key before or the key to come is opened too', () => {
    const [before, after] = [randomBytes(32), randomBytes(32)];
    const known = fixedKeys(before, after);
    expect(openEnvelope(sealEnvelope(request, fixedKeys(after), now), openingOf({ keys: known })).identity).toEqual(
      identity,
    );
    expect(
      openEnvelope(sealEnvelope(request, known, now), openingOf({ keys: fixedKeys(after, before) })).identity,
    ).toEqual(identity);
  });
});

/** These keys, and those of the file here, are known. */
function twoKeys(others: EnvelopeKeys): EnvelopeKeys {
  return { signing: keys.signing, byId: (id) => keys.byId(id) ?? others.byId(id) };
}
