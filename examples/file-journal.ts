// What a till must not forget, as lines of JSON: the last line of a key holds. Each is on the disk before anything is sent.
import { open, readFile } from 'node:fs/promises';
import type { Allowance, Journal, Sale } from '../sdk/index.ts';

interface Entry {
  sale?: Sale;
  replaces?: string;
  forgotten?: string;
  /** What a store may sell off line. */
  allowance?: { store: string; is: Allowance | null };
  store?: string;
}

export interface FileJournal extends Journal {
  /** Whose till it is, once it was told. */
  readonly store: string | undefined;
  keepStore: (store: string) => Promise<void>;
}

/** Opens or begins a journal. A last line that was cut off by a power failure is passed over: it was never acted on. */
export async function fileJournal(file: string): Promise<FileJournal> {
  const sales = new Map<string, Sale>();
  const allowances = new Map<string, Allowance | null>();
  let store: string | undefined;
  const take = (entry: Entry) => {
    if (entry.replaces !== undefined) sales.delete(entry.replaces);
    if (entry.forgotten !== undefined) sales.delete(entry.forgotten);
    if (entry.sale) sales.set(entry.sale.key, entry.sale);
    if (entry.allowance) allowances.set(entry.allowance.store, entry.allowance.is);
    store = entry.store ?? store;
  };
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    return '';
  });
  for (const line of text.split('\n').slice(0, -1)) take(JSON.parse(line) as Entry);
  const handle = await open(file, 'a');
  // What was cut off ends here, so that the next line is whole.
  if (!text.endsWith('\n') && text !== '')
    await handle.truncate(Buffer.byteLength(text.slice(0, text.lastIndexOf('\n') + 1)));
  const append = async (entry: Entry) => {
    await handle.appendFile(`${JSON.stringify(entry)}\n`);
    await handle.datasync();
    take(entry);
  };
  return {
    get store() {
      return store;
    },
    keepStore: (next) => (next === store ? Promise.resolve() : append({ store: next })),
    sales: async () => [...sales.values()],
    write: (sale, replaces) => append({ sale, ...(replaces === undefined ? {} : { replaces }) }),
    forget: (key) => append({ forgotten: key }),
    allowance: async (of) => allowances.get(of) ?? null,
    writeAllowance: (of, is) => append({ allowance: { store: of, is } }),
  };
}
