import { useCallback, useEffect, useMemo, useState } from 'preact/hooks';
import { type BranchDeskQuery, isOffline, type SearchQuery } from '../../sdk/index.ts';
import { LanguageSwitch, useSay } from '../desk/language.tsx';
import { Problem } from '../desk/problem.tsx';
import { forgetToken, keptToken, openClient, readConfig } from '../desk/session.ts';
import { SignIn } from '../desk/sign-in.tsx';
import { HoldingsTable } from './holdings.tsx';
import { SearchBox } from './search-box.tsx';
import { Transfer } from './transfer.tsx';

const config = readConfig();
type Edge = NonNullable<SearchQuery['searchBooks']>['edges'][number];
type Found = NonNullable<SearchQuery['searchBooks']>;

/** The search is for everybody; asking for a copy is for librarians. The address bar has what was looked for. */
export function Find() {
  const say = useSay();
  const [token, setToken] = useState(keptToken);
  const [isSigningIn, setSigningIn] = useState(false);
  const client = useMemo(() => openClient(config, token), [token]);
  const [desk, setDesk] = useState<BranchDeskQuery | null>(null);
  const [found, setFound] = useState<Found | null>(null);
  const [isAvailable, setAvailable] = useState(false);
  const [query, setQuery] = useState(() => new URLSearchParams(location.search).get('q') ?? '');
  const [bookId, setBookId] = useState(() => new URLSearchParams(location.search).get('book'));
  const [problem, setProblem] = useState<unknown>(null);
  /** Why whoever signed in was not taken. */
  const [refusal, setRefusal] = useState<unknown>(null);

  useEffect(() => {
    setDesk(null);
    if (token === null) return;
    const refuse = (why: unknown) => {
      // Who cannot be asked about is not known to be wrong.
      if (isOffline(why)) return setProblem(why);
      setRefusal(why);
      setSigningIn(true);
      forgetToken();
      setToken(null);
    };
    client.branchDesk().then(({ data, errors }) => {
      if (data.me?.library) setDesk(data);
      else refuse(errors.find(isOffline) ?? '此令牌不是馆员的。This token is not a librarian’s.');
    }, refuse);
  }, [client, token]);
  useEffect(() => void search(query), [client, isAvailable]);
  useEffect(() => {
    const parameters = new URLSearchParams({ ...(query ? { q: query } : {}), ...(bookId ? { book: bookId } : {}) });
    history.replaceState(null, '', parameters.size > 0 ? `?${parameters}` : location.pathname);
  }, [query, bookId]);

  async function search(words: string, after: string | null = null): Promise<void> {
    setQuery(words);
    if (words.trim() === '') return;
    try {
      const filter = isAvailable ? { availableNow: true } : null;
      const { data, errors } = await client.search({ query: words, filter, after });
      setProblem(errors[0] ?? null);
      const page = data.searchBooks;
      if (page) setFound((known) => (after && known ? { ...page, edges: [...known.edges, ...page.edges] } : page));
    } catch (error) {
      setProblem(error);
    }
  }

  /** The list says what the table says: copies go and come while both are looked at. */
  const countAgain = useCallback((id: string, lastKnown: Edge['node']['lastKnown']) => {
    const renewed = (edge: Edge) => (edge.node.id === id ? { ...edge, node: { ...edge.node, lastKnown } } : edge);
    setFound((known) => known && { ...known, edges: known.edges.map(renewed) });
  }, []);

  const library = desk?.me?.library ?? null;
  return (
    <>
      <header>
        <h1>{say('全市馆藏', 'What the city holds')}</h1>
        {library && <p class="badge good">{library.name}</p>}
        <LanguageSwitch />
        <button
          type="button"
          class="quiet"
          onClick={() => {
            if (token === null) return setSigningIn(!isSigningIn);
            forgetToken();
            setToken(null);
          }}
        >
          {token === null ? say('馆员登录', 'Librarians: sign in') : say('退出', 'Sign out')}
        </button>
      </header>
      <main>
        {isSigningIn && token === null && (
          <SignIn
            config={config}
            role="librarian"
            why={refusal}
            onToken={(next) => {
              setSigningIn(false);
              setRefusal(null);
              setToken(next);
            }}
          />
        )}
        <SearchBox client={client} words={query} onSearch={(words) => void search(words)} />
        <label class="check">
          <input
            type="checkbox"
            checked={isAvailable}
            onChange={(event) => setAvailable(event.currentTarget.checked)}
          />
          {say('只看可借', 'Only what can be borrowed now')}
        </label>
        {problem != null && <Problem of={problem} />}
        <div class="columns results">
          {found && (
            <section class="card" aria-label={say('检索结果', 'Results')} aria-live="polite">
              <p class="hint">
                {say(`共 ${found.totalCount} 种`, `${found.totalCount} titles`)}
                {found.matched !== 'EXACT' && ` · ${say('按读音或近似匹配', 'by sound, or nearly')}`}
              </p>
              <ul class="choices">
                {found.edges.map((edge) => (
                  <Result key={edge.node.id} edge={edge} isChosen={edge.node.id === bookId} onChoose={setBookId} />
                ))}
              </ul>
              {found.pageInfo.hasNextPage && (
                <button type="button" onClick={() => void search(query, found.pageInfo.endCursor)}>
                  {say('更多', 'More')}
                </button>
              )}
            </section>
          )}
          {bookId && (
            <section class="card holdings" aria-label={say('各馆馆藏', 'Holdings')}>
              <HoldingsTable client={client} bookId={bookId} ownLibrary={library?.id ?? null} onCounts={countAgain}>
                {library && desk && (
                  <Transfer client={client} bookId={bookId} library={library.id} branches={desk.branches ?? []} />
                )}
              </HoldingsTable>
            </section>
          )}
        </div>
      </main>
    </>
  );
}

function Result({ edge, isChosen, onChoose }: { edge: Edge; isChosen: boolean; onChoose: (id: string) => void }) {
  const say = useSay();
  const { node, highlights } = edge;
  const { id, title, responsibility, year, lastKnown } = node;
  const ranges = highlights.find(({ field }) => field === 'TITLE')?.ranges ?? [];
  return (
    <li>
      <button type="button" class="quiet result" aria-pressed={isChosen} onClick={() => onChoose(id)}>
        <strong>{marked(title, ranges)}</strong>
        <small>{[responsibility, year].filter(Boolean).join(' · ')}</small>
        <span class={lastKnown?.available ? 'good' : 'hint'}>
          {lastKnown
            ? say(
                `可借 ${lastKnown.available} / ${lastKnown.total}`,
                `${lastKnown.available} of ${lastKnown.total} free`,
              )
            : say('全市无藏', 'none in the city')}
        </span>
      </button>
    </li>
  );
}

function marked(text: string, ranges: readonly { from: number; to: number }[]) {
  const pieces = [];
  let end = 0;
  for (const { from, to } of ranges) {
    pieces.push(text.slice(end, from), <mark key={from}>{text.slice(from, to)}</mark>);
    end = to;
  }
  return [...pieces, text.slice(end)];
}
