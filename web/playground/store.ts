// The state of the page, in one place: the shell, the editor and the panels read it and are told when it changes.
import { useEffect, useReducer } from 'preact/hooks';
import type { ToldPlan } from '../../gateway/engine/explain.ts';
import { config, type Example } from './config.ts';

export type Role = 'anonymous' | 'reader' | 'clerk' | 'librarian' | 'admin';

/** What is in the editor. */
export interface Document {
  query: string;
  variables: string;
}

export interface FetchTold {
  id: number;
  subgraph: string;
  kind: string;
  startMs: number;
  ms: number;
  entities?: number;
  bytes?: number;
  transport?: string;
  isCoalesced?: true;
  error?: string;
}

export interface Tracing {
  parseMs?: number;
  validateMs?: number;
  planMs?: number;
  executeMs?: number;
  fetches: FetchTold[];
}

export interface Rate {
  left: number;
  quota: number;
  seconds: number;
}

/** One event of a subscription. */
export interface SeenEvent {
  at: Date;
  text: string;
}

export type Panel = 'plan' | 'events' | 'map';

export interface State {
  token: string;
  document: Document;
  /** Of an operation without an editor of its own, as text. */
  answer: string;
  isRunning: boolean;
  plan: ToldPlan | null;
  /** Of the last run; of a document that was changed since, nothing. */
  tracing: Tracing | undefined;
  cost: { requested: number; limit: number } | undefined;
  /** Why the operation in the editor cannot run. */
  refusal: string | undefined;
  rate: Rate | undefined;
  events: SeenEvent[];
  panel: Panel | undefined;
  /** Whether GraphiQL has taken the place of the first editor. */
  isEditorLoaded: boolean;
}

const [first] = config.examples;

let state: State = {
  token: sessionStorage.getItem('token') ?? '',
  document: { query: first?.query ?? '', variables: first?.variables ?? '' },
  answer: '',
  isRunning: false,
  plan: null,
  tracing: undefined,
  cost: undefined,
  refusal: undefined,
  rate: undefined,
  events: [],
  panel: (sessionStorage.getItem('panel') as Panel | null) ?? undefined,
  isEditorLoaded: false,
};

const listeners = new Set<() => void>();

export function current(): State {
  return state;
}

export function change(part: Partial<State>): void {
  state = { ...state, ...part };
  for (const listener of listeners) listener();
}

/** Calls back at each change, until the returned function is called. */
export function watch(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The state, for a component, which is drawn anew when it changes. */
export function useStore(): State {
  const [, draw] = useReducer((count: number) => count + 1, 0);
  useEffect(() => watch(() => draw(undefined)), []);
  return state;
}

/** Says who asks; a token is kept until the window closes. */
export function signIn(token: string): void {
  sessionStorage.setItem('token', token);
  change({ token });
}

/** Opens a panel, or closes it. */
export function show(panel: Panel | undefined): void {
  sessionStorage.setItem('panel', panel ?? '');
  change({ panel });
}

/** The role that a token names. What it may do the gateway decides. */
export function roleOf(token: string): Role {
  try {
    const claims = (token.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/');
    const { role } = JSON.parse(atob(claims)) as { role?: Role };
    return role ?? 'anonymous';
  } catch {
    return 'anonymous';
  }
}

/** The example that a document is, or was before it was changed. */
export function exampleOf({ query }: Document): Example | undefined {
  const name = operationName(query);
  return config.examples.find((example) => example.query === query || example.name === name);
}

export function operationName(query: string): string | undefined {
  return /^\s*(?:query|mutation|subscription)\s+(\w+)/m.exec(query)?.[1];
}

export function isSubscription(query: string): boolean {
  return /^\s*subscription\b/m.test(query);
}
