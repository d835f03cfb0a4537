import { useEffect, useMemo, useState } from 'preact/hooks';
import { isOffline, ShelfgraphError, Till } from '../../sdk/index.ts';
import { LanguageSwitch, useSay } from '../desk/language.tsx';
import { isSignedOut } from '../desk/messages.ts';
import { Problem } from '../desk/problem.tsx';
import { forgetToken, keptToken, openClient, readConfig } from '../desk/session.ts';
import { SignIn } from '../desk/sign-in.tsx';
import { Inbox } from './inbox.tsx';
import { openJournal } from './journal.ts';
import { Sales } from './sales.tsx';
import { Sell } from './sell.tsx';
import { type TillState, useSync } from './sync.ts';

const config = readConfig();
const keptStore = 'shelfgraph.store';

interface Store {
  id: string;
  name: string;
}

type Opened = { till: Till; store: Store } | { problem: unknown; isSignIn: boolean };

export function Counter() {
  const say = useSay();
  const [token, setToken] = useState(keptToken);
  const client = useMemo(() => openClient(config, token, { attempts: 2 }), [token]);
  const [opened, setOpened] = useState<Opened | null>(null);
  const [tab, setTab] = useState<'sell' | 'inbox' | 'sales'>('sell');
  useEffect(() => {
    if (token === null) return;
    setOpened(null);
    void open().then(setOpened);

    async function open(): Promise<Opened> {
      if (!(await isOnlyWindow())) {
        return {
          problem: '本机的柜台已在另一个窗口打开。The counter is open in another window of this machine.',
          isSignIn: false,
        };
      }
      try {
        const journal = await openJournal();
        const known = JSON.parse(localStorage.getItem(keptStore) ?? 'null') as Store | null;
        const store = await storeOf(client, known);
        if (!store) {
          return {
            problem: '此令牌不是书店店员的。This token is not one of a bookstore’s clerk.',
            isSignIn: true,
          };
        }
        localStorage.setItem(keptStore, JSON.stringify(store));
        return { till: await Till.open({ client, store: store.id, journal }), store };
      } catch (error) {
        return { problem: error, isSignIn: !isOffline(error) };
      }
    }
  }, [client, token]);
  const signOut = () => {
    forgetToken();
    setOpened(null);
    setToken(null);
  };
  if (token === null || (opened && 'problem' in opened && opened.isSignIn)) {
    return (
      <Frame title={say('购借柜台', 'Purchase-lend counter')}>
        <SignIn
          config={config}
          role="clerk"
          onToken={setToken}
          why={opened && 'problem' in opened ? opened.problem : null}
        />
      </Frame>
    );
  }
  if (opened === null) return <Frame title={say('购借柜台', 'Purchase-lend counter')} />;
  if ('problem' in opened) {
    return (
      <Frame title={say('购借柜台', 'Purchase-lend counter')}>
        <section class="card">
          <Problem of={opened.problem}>
            <button type="button" onClick={() => location.reload()}>
              {say('重试', 'Try again')}
            </button>
          </Problem>
        </section>
      </Frame>
    );
  }
  const tabs = [
    ['sell', say('售书', 'Sell')],
    ['inbox', say('线上订单', 'Online orders')],
    ['sales', say('本机记录', 'This till')],
  ] as const;
  return (
    <Opening till={opened.till}>
      {(state) => (
        <Frame title={opened.store.name} state={state} onSignOut={signOut}>
          <nav aria-label={say('柜台', 'Counter')}>
            {tabs.map(([name, label]) => (
              <button
                key={name}
                type="button"
                class="tab"
                aria-current={tab === name ? 'page' : undefined}
                onClick={() => setTab(name)}
              >
                {label}
                {name === 'sales' && state.waiting + state.unsettled > 0 && (
                  <span class="count">{state.waiting + state.unsettled}</span>
                )}
              </button>
            ))}
          </nav>
          {state.problem != null && (
            <section class="card">
              <Problem of={state.problem}>
                {isSignedOut(state.problem) && (
                  <button type="button" onClick={signOut}>
                    {say('重新登录', 'Sign in again')}
                  </button>
                )}
              </Problem>
            </section>
          )}
          {tab === 'sell' && (
            <Sell client={client} till={opened.till} store={opened.store} state={state} onSignOut={signOut} />
          )}
          {tab === 'inbox' && <Inbox client={client} store={opened.store.id} />}
          {tab === 'sales' && <Sales client={client} till={opened.till} state={state} />}
        </Frame>
      )}
    </Opening>
  );
}

function Opening({ till, children }: { till: Till; children: (state: TillState) => preact.JSX.Element }) {
  return children(useSync(till));
}

interface FrameProps {
  title: string;
  state?: TillState;
  onSignOut?: () => void;
  children?: preact.ComponentChildren;
}

function Frame({ title, state, onSignOut, children }: FrameProps) {
  const say = useSay();
  return (
    <>
      <header>
        <h1>{title}</h1>
        {state && (
          <p class={state.isOnline ? 'badge good' : 'badge bad'} role="status">
            {state.isOnline ? say('在线', 'on line') : say('离线', 'off line')}
            {state.waiting > 0 && ` · ${say(`${state.waiting} 笔待补传`, `${state.waiting} to be told`)}`}
            {state.unsettled > 0 && ` · ${say(`${state.unsettled} 笔待处理`, `${state.unsettled} to be seen to`)}`}
          </p>
        )}
        <LanguageSwitch />
        {onSignOut && (
          <button type="button" class="quiet" onClick={onSignOut}>
            {say('退出', 'Sign out')}
          </button>
        )}
      </header>
      <main>{children}</main>
    </>
  );
}

/**
 * The store of whoever is signed in; while nobody answers who knows it, the one that was here last.
 * @throws ShelfgraphError when the token is not good, or nobody answers and none was here
 */
async function storeOf(client: ReturnType<typeof openClient>, known: Store | null): Promise<Store | null> {
  try {
    const { data, errors } = await client.counter({ signal: AbortSignal.timeout(5_000) });
    const silence = errors.find(isOffline);
    if (data.me?.store || !silence) return data.me?.store ?? null;
    throw new ShelfgraphError('UNREACHABLE', silence.message, { errors });
  } catch (error) {
    if (known && isOffline(error)) return known;
    // What is asked here is not in everybody's schema.
    if (error instanceof ShelfgraphError && error.code === 'GRAPHQL_VALIDATION_FAILED') return null;
    throw error;
  }
}

/** One journal, one till: two windows would each think that they know what was sold. Held until the window closes. */
function isOnlyWindow(): Promise<boolean> {
  window.shelfgraphLock ??= new Promise((known) => {
    void navigator.locks.request('shelfgraph-counter', { ifAvailable: true }, (lock) => {
      known(lock !== null);
      return lock && new Promise(() => {});
    });
  });
  return window.shelfgraphLock;
}

declare global {
  interface Window {
    shelfgraphLock?: Promise<boolean>;
  }
}
