import { expect, test } from 'vitest';
import { createEventParser } from './event-parser.ts';

function parse(chunks: readonly (string | Buffer)[], limitBytes = 1_000) {
  const events: [name: string, data: string][] = [];
  const read = createEventParser((name, data) => events.push([name, data]), limitBytes);
  for (const chunk of chunks) read(Buffer.from(chunk));
  return events;
}

const stream =
  ':\n\nevent: next\ndata: {"title":"白鹿原"}\n\n: alive\n\nevent:next\r\ndata:a\r\ndata: b\r\nid: 7\r\n\r\nevent: complete\n\n';
const events = [
  ['next', '{"title":"白鹿原"}'],
  ['next', 'a\nb'],
  ['complete', ''],
];

test('events are read whatever their line ends, comments and other fields are', () => {
  expect(parse([stream])).toEqual(events);
});

test('wherever the stream is cut, also inside of characters', () => {
  const bytes = Buffer.from(stream);
  for (let cut = 1; cut < bytes.length; cut++) {
    expect(parse([bytes.subarray(0, cut), bytes.subarray(cut)])).toEqual(events);
  }
  expect(parse(Array.from(bytes, (byte) => Buffer.of(byte)))).toEqual(events);
});

test('an event without a name is a message; one that has not ended is none', () => {
  expect(parse(['data: a\n\n', 'event: next\ndata: b\n'])).toEqual([['message', 'a']]);
});

test('the limit is of one event, in bytes, and holds before its end has come', () => {
  const event = `data: ${'x'.repeat(90)}\n\n`;
  expect(parse([event, event, event], 100)).toHaveLength(3);
  expect(() => parse(['data: ', 'x'.repeat(50), 'x'.repeat(50)], 100)).toThrow('the event is larger than 100 bytes');
});
