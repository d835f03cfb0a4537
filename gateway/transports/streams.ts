import type { Subscribe } from '../../lib/transport.ts';
import type { Addressee } from './headers.ts';

/** How a subgraph in another process is subscribed to. */
export interface StreamsOptions {
  to: Addressee;
  url: string;
  /** Until the subgraph accepts a subscription, in ms. */
  timeLimitMs: number;
  /** The largest event that is read. */
  eventLimitBytes: number;
  /** Events that wait for the consumer before its connection is not read any more. */
  queueLimit: number;
  /** How often a WebSocket is asked for a sign of life, and how long it has for that, in ms. */
  heartbeatMs: number;
}

export interface Streams {
  subscribe: Subscribe;
  /** Breaks the streams that are open. */
  close(): Promise<void>;
}
