import { useEffect, useRef, useState } from 'preact/hooks';
import type { CheckSaleQuery, Goods, Shelfgraph, Till, Told } from '../../sdk/index.ts';
import { isOffline } from '../../sdk/index.ts';
import { useSay } from '../desk/language.tsx';
import { fenOf, hearScans, isScanned, kindOfScan, narrow } from '../desk/scan.ts';
import { Receipt } from './receipt.tsx';
import type { TillState } from './sync.ts';
import { Verdict } from './verdict.tsx';

interface SellProps {
  client: Shelfgraph;
  till: Till;
  store: { id: string; name: string };
  state: TillState;
  onSignOut: () => void;
}

/** What is typed or scanned: texts, as they stand in the fields. */
export interface Slip {
  isbn: string;
  card: string;
  price: string;
  barcode: string;
  /** Chosen, where several books carry the ISBN. */
  bookId?: string;
}

/** What is known of a book that the catalogue does not know. */
export interface NewBook {
  title: string;
  responsibility: string;
  publisher: string;
  year: string;
  classNumber: string;
}

export type Checked =
  | { kind: 'ASKING' }
  | { kind: 'OFFLINE' }
  | { kind: 'ANSWER'; answer: CheckSaleQuery }
  | { kind: 'NEW_BOOK' }
  | { kind: 'MISTAKE'; error: unknown };

const empty: Slip = { isbn: '', card: '', price: '', barcode: '' };
const order = ['isbn', 'card', 'price', 'barcode'] as const;
type Field = (typeof order)[number];

export function Sell({ client, till, store, state, onSignOut }: SellProps) {
  const say = useSay();
  const [slip, setSlip] = useState<Slip>(empty);
  const [line, setLine] = useState<NewBook | null>(null);
  const [checked, setChecked] = useState<Checked | null>(null);
  const [told, setTold] = useState<Told | null>(null);
  const [isSelling, setSelling] = useState(false);
  const fields = useRef<Partial<Record<Field, HTMLInputElement | null>>>({});
  const confirm = useRef<HTMLButtonElement>(null);
  /** When the keys of the field with the focus came, in ms. */
  const keys = useRef<number[]>([]);
  const latest = useRef(slip);
  latest.current = slip;

  useEffect(() => fields.current.isbn?.focus(), [told]);
  useEffect(() => hearScans((text) => take(text, null, true)), []);

  /**
   * Puts a text where it belongs, and the focus where the next one is awaited. What is known by its form goes to its field; what is not stays
   * where it was typed, and is a label where it was scanned.
   */
  function take(given: string, field: Field | null, wasScanned: boolean): void {
    const text = narrow(given);
    const kind = kindOfScan(text);
    const to = kind === 'barcode' && field !== null && !wasScanned ? field : kind;
    const next = { ...latest.current, ...(field && field !== to ? { [field]: '' } : {}), [to]: text };
    if (to === 'isbn') delete next.bookId;
    change(next);
    const awaited = order.find((name) => next[name] === '' && name !== 'barcode');
    if (awaited) fields.current[awaited]?.focus();
    else if (fenOf(next.price) === null) fields.current.price?.focus();
    else void check(next);
  }

  function change(next: Slip): void {
    latest.current = next;
    setSlip(next);
    setChecked(null);
  }

  async function check(next: Slip, newBook: NewBook | null = line): Promise<void> {
    setChecked({ kind: 'ASKING' });
    setTold(null);
    const result = await checkOf(client, goodsOf(next, newBook), { store: store.id, ...next });
    // Something else was put in meanwhile.
    if (latest.current !== next) return;
    setChecked(result);
    requestAnimationFrame(() => confirm.current?.focus());
  }

  async function sell(): Promise<void> {
    setSelling(true);
    const title = titleOf(checked, line) ?? slip.isbn;
    try {
      setTold(await till.sell(goodsOf(slip, line), title));
      setSlip(empty);
      setLine(null);
      setChecked(null);
    } catch (error) {
      setChecked(mistakeOf(error));
    } finally {
      setSelling(false);
      void state.look();
    }
  }

  const labels: Record<Field, string> = {
    isbn: say('图书 ISBN', 'ISBN of the book'),
    card: say('读者证号', 'Reader’s card'),
    price: say('定价（元）', 'Price on the book (CNY)'),
    barcode: say('馆藏条码（可空，自动给号）', 'Library barcode (or one is assigned)'),
  };
  const isComplete = slip.isbn !== '' && slip.card !== '' && fenOf(slip.price) !== null;
  return (
    <div class="columns">
      <form
        class="card"
        aria-label={say('售书', 'Sell')}
        onSubmit={(event) => {
          event.preventDefault();
          if (isComplete) void check(slip);
        }}
      >
        <p class="hint">
          {say('扫码或键入，回车到下一项；不必先点选输入框。', 'Scan or type; Enter goes on. Scans need no field.')}
        </p>
        {order.map((field) => (
          <label key={field}>
            {labels[field]}
            <input
              ref={(input) => {
                fields.current[field] = input;
              }}
              value={slip[field]}
              inputMode={field === 'price' ? 'decimal' : 'text'}
              autocomplete="off"
              aria-invalid={field === 'price' && slip.price !== '' && fenOf(slip.price) === null}
              onInput={(event) => change({ ...latest.current, [field]: event.currentTarget.value })}
              onKeyDown={(event) => {
                const { value } = event.currentTarget;
                if (event.key.length === 1) keys.current.push(event.timeStamp);
                if (event.key !== 'Enter' || value === '') return;
                event.preventDefault();
                take(value, field, isScanned(keys.current));
              }}
              onFocus={() => {
                keys.current = [];
              }}
            />
          </label>
        ))}
        {slip.price !== '' && fenOf(slip.price) === null && (
          <p class="bad" role="alert">
            {say('定价写作 45.50，从 0.01 元起。', 'A price is written 45.50, from CNY 0.01.')}
          </p>
        )}
        {checked?.kind === 'NEW_BOOK' && (
          <NewBookFields
            onReady={(newBook) => {
              setLine(newBook);
              void check(slip, newBook);
            }}
          />
        )}
        <div class="row">
          <button type="submit" disabled={!isComplete}>
            {say('查询', 'Check')}
          </button>
          <button
            type="button"
            class="quiet"
            onClick={() => {
              change(empty);
              setLine(null);
              setTold(null);
              fields.current.isbn?.focus();
            }}
          >
            {say('清空', 'Clear')}
          </button>
        </div>
      </form>
      <section aria-live="polite" class="card verdict">
        {told ? (
          <Receipt told={told} store={store.name} />
        ) : checked === null ? (
          <p class="hint">{say('结果在此显示。', 'The answer appears here.')}</p>
        ) : (
          <Verdict
            checked={checked}
            confirm={confirm}
            isSelling={isSelling}
            onChoose={(bookId) => {
              const next = { ...slip, bookId };
              change(next);
              void check(next);
            }}
            onConfirm={() => void sell()}
            onSignOut={onSignOut}
          />
        )}
      </section>
    </div>
  );
}

function NewBookFields({ onReady }: { onReady: (line: NewBook) => void }) {
  const say = useSay();
  const fields: [keyof NewBook, string, boolean][] = [
    ['title', say('题名', 'Title'), true],
    ['responsibility', say('责任者', 'Author'), false],
    ['publisher', say('出版社', 'Publisher'), false],
    ['year', say('出版年', 'Year'), true],
    ['classNumber', say('中图法分类号（版权页，如 I247.5）', 'CLC class, as on the imprint page'), true],
  ];
  const ready = (event: MouseEvent) => {
    const box = (event.currentTarget as HTMLElement).closest('fieldset')!;
    const inputs = [...box.querySelectorAll('input')];
    if (inputs.every((input) => input.reportValidity())) {
      onReady(Object.fromEntries(inputs.map(({ name, value }) => [name, value.trim()])) as unknown as NewBook);
    }
  };
  return (
    <fieldset>
      <legend>{say('全市未有此书，请照版权页填写', 'New to the city: fill in what the imprint page says')}</legend>
      {fields.map(([name, label, required]) => (
        <label key={name}>
          {label}
          <input name={name} required={required} pattern={name === 'year' ? '\\d{4}' : undefined} autocomplete="off" />
        </label>
      ))}
      <button type="button" onClick={ready}>
        {say('以此查询', 'Check with this')}
      </button>
    </fieldset>
  );
}

function goodsOf({ isbn, card, price, barcode, bookId }: Slip, line: NewBook | null): Goods {
  return {
    card,
    ...(bookId ? { bookId } : { isbn: isbn.replace(/[\s-]/g, '') }),
    listPrice: { fen: fenOf(price) ?? 0 },
    ...(barcode ? { itemBarcode: barcode } : {}),
    ...(line ? { line: { ...line, year: Number(line.year) } } : {}),
  };
}

async function checkOf(
  client: Shelfgraph,
  goods: Goods,
  { store, isbn, card }: Slip & { store: string },
): Promise<Checked> {
  const { itemBarcode: _, ...input } = goods;
  try {
    const signal = AbortSignal.timeout(5_000);
    const { data, errors } = await client.checkSale({ input: { ...input, store }, isbn, card }, { signal });
    const mistake = errors.find(({ path }) => path?.[0] === 'purchaseEligibility') ?? errors[0];
    if (mistake?.extensions?.['needs'] === 'line') return { kind: 'NEW_BOOK' };
    if (data.purchaseEligibility) return { kind: 'ANSWER', answer: data };
    return mistakeOf(mistake);
  } catch (error) {
    return mistakeOf(error);
  }
}

function mistakeOf(error: unknown): Checked {
  return isOffline(error) ? { kind: 'OFFLINE' } : { kind: 'MISTAKE', error };
}

function titleOf(checked: Checked | null, line: NewBook | null): string | undefined {
  return (checked?.kind === 'ANSWER' ? checked.answer.booksByIsbn?.[0]?.title : undefined) ?? line?.title;
}
