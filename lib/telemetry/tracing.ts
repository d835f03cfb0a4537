// What the code of the product says of its own work, as spans. Nothing is loaded or kept unless traces are sent somewhere: then
// lib/telemetry/sdk.ts takes what is said here.

/** What may be said of a piece of work: names, counts and codes. Never a value that a caller gave, a card or a token. */
export type Attributes = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

/** A piece of work that is recorded. */
export interface Span {
  set(attributes: Attributes): void;
  /** It did not do what was asked; the code says why. */
  fail(code: string): void;
  /** Calls it otherwise than at its beginning. */
  rename(name: string): void;
}

/** Which part of the work a span is, in OpenTelemetry's words. */
export type SpanKind = 'internal' | 'server' | 'client' | 'consumer';

/** Work that begins here and is part of no other of this process. */
export interface Beginning {
  kind: SpanKind;
  /** The `traceparent` of whoever asks, who is trusted: this is a part of that trace. */
  from?: string | undefined;
  /** The `traceparent` of whoever asks, who is anybody: a trace of its own that names the other. */
  after?: string | undefined;
  /** When it began, in ms by `performance.now()`, if that was before. */
  at?: number | undefined;
}

/** A trace by its name, which logs repeat. */
export interface TraceName {
  traceId: string;
  isSampled: boolean;
}

export interface Tracing {
  root<Result>(name: string, beginning: Beginning, work: (span: Span | undefined) => Result): Result;
  part<Result>(name: string, kind: SpanKind, work: (span: Span | undefined) => Result): Result;
  tell(attributes: Attributes): void;
  now(): TraceName | undefined;
  header(): string | undefined;
}

let tracing: Tracing | undefined;

/** Has spans recorded from now on, or no more. */
export function recordSpans(by: Tracing | undefined): void {
  tracing = by;
}

/** The header of W3C Trace Context in which a request says of which trace it is. */
export const traceHeader = 'traceparent';

/**
 * Work that begins here: a request, a job. It ends when what `work` returns does, and has failed when that is rejected.
 * `work` gets no span where it is not recorded.
 */
export function rootSpan<Result>(name: string, beginning: Beginning, work: (span: Span | undefined) => Result): Result {
  return tracing ? tracing.root(name, beginning, work) : work(undefined);
}

/** A part of what is recorded around it; by itself it is not. */
export function span<Result>(name: string, kind: SpanKind, work: (span: Span | undefined) => Result): Result {
  return tracing ? tracing.part(name, kind, work) : work(undefined);
}

/** Says something of the span in which the running work is, if there is one. */
export function tellSpan(attributes: Attributes): void {
  tracing?.tell(attributes);
}

/** Of which trace the running work is; undefined where none are made. */
export function traceName(): TraceName | undefined {
  return tracing?.now();
}

/** What tells another process of which trace its work is, as the value of `traceparent`; undefined where there is nothing to tell. */
export function traceparent(): string | undefined {
  return tracing?.header();
}

/** Of what another part will do later: `traceparent` of a trace that is recorded, so that its trace names this one. */
export function traceToFollow(): string | undefined {
  return tracing?.now()?.isSampled ? tracing.header() : undefined;
}
