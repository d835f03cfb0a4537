// The till's journal in the browser: IndexedDB, on the disk when `write` has ended.
import type { Allowance, Journal, Sale } from '../../sdk/index.ts';

const sales = 'sales';
const facts = 'facts';

/** Opens the journal of this browser. @throws Error where the browser keeps nothing, as in some private windows */
export async function openJournal(): Promise<Journal> {
  const database = await new Promise<IDBDatabase>((done, failed) => {
    const opening = indexedDB.open('shelfgraph-counter', 1);
    opening.addEventListener('upgradeneeded', () => {
      opening.result.createObjectStore(sales, { keyPath: 'key' });
      opening.result.createObjectStore(facts);
    });
    opening.addEventListener('success', () => done(opening.result));
    opening.addEventListener('error', () => failed(opening.error));
  });
  // Otherwise the browser may throw it away when the disk is full.
  await navigator.storage?.persist?.();
  const write = (store: string, work: (store: IDBObjectStore) => void) =>
    new Promise<void>((done, failed) => {
      const transaction = database.transaction(store, 'readwrite', { durability: 'strict' });
      transaction.addEventListener('complete', () => done());
      transaction.addEventListener('abort', () => failed(transaction.error));
      work(transaction.objectStore(store));
    });
  const read = <Value>(store: string, ask: (store: IDBObjectStore) => IDBRequest) =>
    new Promise<Value>((done, failed) => {
      const asking = ask(database.transaction(store).objectStore(store));
      asking.addEventListener('success', () => done(asking.result as Value));
      asking.addEventListener('error', () => failed(asking.error));
    });
  return {
    async sales() {
      const all = await read<Sale[]>(sales, (store) => store.getAll());
      return all.toSorted((one, other) => one.occurredAt.localeCompare(other.occurredAt));
    },
    write: (sale, replaces) =>
      write(sales, (store) => {
        if (replaces !== undefined) store.delete(replaces);
        store.put(sale);
      }),
    forget: (key) => write(sales, (store) => store.delete(key)),
    allowance: async (of) =>
      (await read<Allowance | null | undefined>(facts, (store) => store.get(['allowance', of]))) ?? null,
    writeAllowance: (of, allowance) => write(facts, (store) => store.put(allowance, ['allowance', of])),
  };
}
