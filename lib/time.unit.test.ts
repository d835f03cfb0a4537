import { expect, test } from 'vitest';
import { TimeLimitError, within } from './time.ts';

test('what comes in time is passed on, a value or an error', async () => {
  expect(await within(1_000, Promise.resolve('book'))).toBe('book');
  await expect(within(1_000, Promise.reject(new Error('lost')))).rejects.toThrow('lost');
});

test('what does not come in time is told so, with the limit', async () => {
  const never = within(20, new Promise(() => {}));
  await expect(never).rejects.toBeInstanceOf(TimeLimitError);
  await expect(never).rejects.toThrow('no answer within 20 ms');
});

test('an error that comes after the limit disturbs nobody', async () => {
  const late = Promise.withResolvers<void>();
  await expect(within(1, late.promise)).rejects.toBeInstanceOf(TimeLimitError);
  late.reject(new Error('too late'));
  await expect(late.promise).rejects.toThrow('too late');
});
