// `npm run keys`: the keys that sign the calls between gateway and subgraphs, changed while all processes run.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { envelopeFileName } from '../gateway/keys.ts';
import {
  changeKeys,
  type KeyChange,
  keyChanges,
  keyIdOf,
  keyStates,
  parseKeys,
  type WrittenKeys,
} from '../lib/envelope-keys.ts';
import { command, configured } from './command.ts';

const usage = `Usage: npm run keys -- [prepare | rotate | retire] [options]

Shows the keys that sign the calls between the gateway and the subgraphs, by their ids, or changes them. All processes see a change
within a second, and none has to be started again.

  rotate       a new key signs from now on; the one before is known until the next change
  retire       the previous key is known no more: at once after a rotation when it may have been stolen
  prepare      adds a key that is known, and signs after the next "rotate": where the file is copied to several machines, copy it
               after each step
  --data DIR   data folder with the keys (.data, or SHELFGRAPH_DATA; SHELFGRAPH_KEYS wins)
  --help       this text

Between two changes lies a minute.`;

await command(
  usage,
  { data: { type: 'string' } },
  async (values) => {
    const { keysDir } = configured(values);
    const file = join(keysDir, 'keys', envelopeFileName);
    const keys = values['choice'] ? changeKeys(file, values['choice'] as KeyChange) : parseKeys(read(file), file);
    console.log(shownKeys(keys));
  },
  keyChanges,
);

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw new Error(
      `There are no keys at ${file}. Start the network first (npm start), or give its data folder: --data DIR`,
    );
  }
}

function shownKeys(keys: WrittenKeys): string {
  return keyStates.flatMap((state) => (keys[state] ? `${state.padEnd(9)} ${keyIdOf(keys[state])}` : [])).join('\n');
}
