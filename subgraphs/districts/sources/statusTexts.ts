// What a library's system writes of a copy: by the library's own table first, then by the one of the network.
import { type StatusReading, statusOfText } from '../../../lib/items/statusTexts.ts';
import type { StatusText } from './entities.ts';

/** A function that tells what a text means to one library. */
export function readingBy(own: readonly StatusText[]): (text: string) => StatusReading {
  const statuses = new Map(own.map(({ text, status }) => [plain(text), status]));
  return (text) => {
    const reading = statusOfText(text);
    const status = statuses.get(plain(text));
    return status ? { ...reading, status, understood: true } : reading;
  };
}

/** Width, case and spaces around make no difference. */
export function plain(text: string): string {
  return text.normalize('NFKC').trim().toUpperCase();
}
