// What the examples share: lines that are typed, and what is said about those that are wrong.
import { createInterface } from 'node:readline';
import { ShelfgraphError } from '../sdk/index.ts';

/** A line that cannot be carried out; its message says in Chinese and English what is wrong, and what would be right. */
export class LineMistake extends Error {
  override name = 'LineMistake';
}

/** By their first word, what the others are for. */
export type Commands = Record<string, (words: string[]) => Promise<void> | void>;

/**
 * Carries out the lines that are typed until `quit` or their end. Of a wrong one the mistake is said and the usage of its command, and the
 * program's exit code is 2 in the end.
 * @param help a line for each command, which begins with its word
 */
export async function readLines(help: string, commands: Commands, beforeEach = () => {}): Promise<void> {
  const all: Commands = { ...commands, help: () => console.log(help) };
  for await (const line of createInterface({ input: process.stdin })) {
    beforeEach();
    const [word = '', ...words] = line.trim().split(/\s+/);
    if (word === 'quit') break;
    if (word === '') continue;
    try {
      if (!Object.hasOwn(all, word)) {
        throw new LineMistake(`没有命令“${word}”。There is no "${word}"; there is ${Object.keys(all).join(', ')}.`);
      }
      await all[word]?.(words);
    } catch (error) {
      console.log(said(error));
      if (!(error instanceof LineMistake)) continue;
      process.exitCode = 2;
      const usage = help.split('\n').find((each) => each.startsWith(word));
      if (usage) console.log(`  ${usage}`);
    }
  }
}

/** What an error says to who types; where nobody answers, also how to say where the network is. */
export function said(error: unknown): string {
  if (error instanceof LineMistake) return error.message;
  if (!(error instanceof ShelfgraphError)) return String(error);
  const more = error.code === 'UNREACHABLE' ? '\n  --url URL 指定网络地址 says where the network is.' : '';
  return `${error.code}: ${error.message}${more}`;
}
