import type { ComponentChildren } from 'preact';
import { useCallback, useEffect, useState } from 'preact/hooks';
import type { CityHoldingsQuery, Shelfgraph } from '../../sdk/index.ts';
import { useLanguage, useMoney, useSay, useTime } from '../desk/language.tsx';
import { tellOf } from '../desk/messages.ts';
import { Problem } from '../desk/problem.tsx';
import { statusNames } from './statuses.ts';

type Book = NonNullable<CityHoldingsQuery['book']>;
type Holdings = NonNullable<NonNullable<Book['holdings']>[number]>;
type Now = NonNullable<Extract<Holdings, { now: unknown }>['now']>;
type Copy = Now['items']['nodes'][number];

interface TableProps {
  client: Shelfgraph;
  bookId: string;
  ownLibrary: string | null;
  /** Called with what the city has of the book, as often as that is heard. */
  onCounts: (bookId: string, lastKnown: Book['lastKnown']) => void;
  children?: ComponentChildren;
}

/** One book in all libraries on one screen: what each owner says now and when it said so, why one is silent, call numbers and shelves. */
export function HoldingsTable({ client, bookId, ownLibrary, onCounts, children }: TableProps) {
  const say = useSay();
  const [book, setBook] = useState<Book | null>(null);
  const [problem, setProblem] = useState<unknown>(null);
  const money = useMoney();
  const load = useCallback(async () => {
    try {
      const { data, errors } = await client.cityHoldings({ id: bookId });
      setBook(data.book);
      if (data.book) onCounts(bookId, data.book.lastKnown);
      const silent = [...new Set(errors.map(({ extensions }) => extensions?.subgraph).filter(Boolean))];
      setProblem(
        silent.length > 0 ? `${silent.join('、')} 此刻无应答。No answer now from ${silent.join(', ')}.` : null,
      );
    } catch (error) {
      setProblem(error);
    }
  }, [client, bookId]);
  useEffect(() => {
    const leave = new AbortController();
    void load();
    void (async () => {
      const changes = client.watchAvailability({ bookIds: [bookId] }, { signal: leave.signal });
      while (!(await changes.next()).done) await load();
    })().catch(() => {}); // seen live is more than was asked for: the table stands without it
    return () => leave.abort();
  }, [client, bookId, load]);
  if (!book) return problem == null ? <p role="status">{say('查询中…', 'Asking …')}</p> : <Problem of={problem} />;
  const rows = (book.holdings ?? []).flatMap((holdings) => holdings ?? []).toSorted(byUse(ownLibrary));
  return (
    <>
      <h2>{book.title}</h2>
      <p class="hint">
        {[book.responsibility, book.publisher, book.year, book.isbn, book.classNumber].filter(Boolean).join(' · ')}
      </p>
      {problem != null && <Problem of={problem} />}
      {children}
      <table>
        <caption>
          {book.lastKnown &&
            say(
              `全市最近已知：可借 ${book.lastKnown.available} / ${book.lastKnown.total}`,
              `Last known in the city: ${book.lastKnown.available} of ${book.lastKnown.total} free`,
            )}
        </caption>
        <thead>
          <tr>
            <th scope="col">{say('成员馆', 'Library')}</th>
            <th scope="col">{say('此刻', 'Now')}</th>
            <th scope="col">{say('索书号 · 架位 · 状态', 'Call number · shelf · status')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((holdings) => (
            <Row key={holdings.id} holdings={holdings} isOwn={holdings.library.id === ownLibrary} />
          ))}
        </tbody>
      </table>
      {(book.offers?.length ?? 0) > 0 && (
        <p>
          {say('书店在售：', 'On sale: ')}
          {book.offers
            ?.map(
              ({ store, listPrice, stock }) =>
                `${store?.name ?? ''} ${money(listPrice.fen)}${say(`（${stock} 册）`, ` (${stock})`)}`,
            )
            .join(say('；', '; '))}
        </p>
      )}
    </>
  );
}

function Row({ holdings, isOwn }: { holdings: Holdings; isOwn: boolean }) {
  const say = useSay();
  const language = useLanguage();
  const { library, lastKnown } = holdings;
  const now = nowOf(holdings);
  return (
    <tr class={isOwn ? 'own' : undefined}>
      <th scope="row">{library.name}</th>
      <td>
        {now?.state === 'LIVE' ? (
          <>
            <strong class={now.available ? 'good' : undefined}>
              {say(`可借 ${now.available} / ${now.total}`, `${now.available} of ${now.total} free`)}
            </strong>{' '}
            <small>
              <Moment at={now.asOf} />
            </small>
          </>
        ) : (
          <>
            <strong class="warn">{say('未知', 'Unknown')}</strong>{' '}
            <small>{tellOf(now?.message ?? '暂无应答。no answer', language).text}</small>
            <br />
            <small>
              {lastKnown ? (
                <>
                  {say(
                    `曾知可借 ${lastKnown.available} / ${lastKnown.total}，`,
                    `${lastKnown.available} of ${lastKnown.total} free, `,
                  )}
                  <Moment at={lastKnown.asOf} />
                </>
              ) : (
                say('从未报告', 'never reported')
              )}
            </small>
          </>
        )}
      </td>
      <td>
        {now && <Copies copies={now.items.nodes} />}
        {now && now.items.totalCount > now.items.nodes.length && (
          <small>
            {say(
              `该馆共 ${now.items.totalCount} 册，此处只列 ${now.items.nodes.length} 册`,
              `${now.items.nodes.length} of the library’s ${now.items.totalCount} copies are listed here`,
            )}
          </small>
        )}
      </td>
    </tr>
  );
}

/** More copies than these are a click away: fourteen libraries stand on one screen. */
const shownAtOnce = 4;

function Copies({ copies }: { copies: readonly Copy[] }) {
  const say = useSay();
  const lines = copies.map((copy) => <CopyLine key={copy.id} copy={copy} />);
  const rest = lines.slice(shownAtOnce);
  return (
    <>
      <ul class="copies">{lines.slice(0, shownAtOnce)}</ul>
      {rest.length > 0 && (
        <details>
          <summary>{say(`展开另外 ${rest.length} 册的条码与架位`, `Show ${rest.length} more copies`)}</summary>
          <ul class="copies">{rest}</ul>
        </details>
      )}
    </>
  );
}

function CopyLine({ copy }: { copy: Copy }) {
  const say = useSay();
  const { callNumber, barcode, branch, location, status, statusText, dueDate } = copy;
  const [zh, en] = statusNames[status];
  return (
    <li>
      <strong>{callNumber}</strong> {[...new Set([branch?.name, location])].filter(Boolean).join(' ')} ·{' '}
      <span class={status === 'AVAILABLE' ? 'good' : undefined}>{statusText ?? say(zh, en)}</span>
      {dueDate && ` ${say('应还', 'due')} ${dueDate}`} <small>{barcode}</small>
    </li>
  );
}

/** When something was true: the time of today, or the day before. */
function Moment({ at }: { at: string }) {
  const time = useTime();
  const isToday = Date.now() - Date.parse(at) < 12 * 3_600_000;
  const form: Intl.DateTimeFormatOptions = isToday
    ? { timeStyle: 'medium' }
    : { dateStyle: 'medium', timeStyle: 'short' };
  return <time dateTime={at}>{time(at, form)}</time>;
}

function nowOf(holdings: Holdings): Now | null {
  return 'now' in holdings ? (holdings.now ?? null) : null;
}

/** The own library first, then those that have copies to give, then by what they hold. */
function byUse(ownLibrary: string | null) {
  const rank = (holdings: Holdings) => {
    if (holdings.library.id === ownLibrary) return Number.MAX_SAFE_INTEGER;
    const now = nowOf(holdings);
    return (now?.available ?? 0) * 1_000 + (now?.total ?? holdings.lastKnown?.total ?? 0);
  };
  return (one: Holdings, other: Holdings) => rank(other) - rank(one);
}
