// Clients that submit one order after the other, each its own, for some time; in a process of its own, told by messages.
import { type Order, orderOf, type Run } from './plan.ts';

/** What came of a window; times in milliseconds. */
export interface Seen {
  times: number[];
  milliseconds: number;
  /** CPU of this process, in microseconds. */
  cpuMicroseconds: number;
  /** Number of the first order that was not submitted. */
  next: number;
  /** Why the window is worth nothing, where it is. */
  failure?: string;
}

/** Answers each message, a `Run`, with what was seen. `submit` throws for an order that is not lent. */
export function playOrders<Settings>(submitterOf: (settings: Settings) => (order: Order) => Promise<void>): void {
  process.on('message', async ({ run, settings }: { run: Run; settings: Settings }) => {
    const seen = await play(run, submitterOf(settings)).catch((error: Error) => ({
      failure: String(error.stack ?? error.message),
    }));
    process.send?.(seen);
  });
  process.on('disconnect', () => process.exit());
}

async function play(run: Run, submit: (order: Order) => Promise<void>): Promise<Seen> {
  const times: number[] = [];
  const cpuBefore = process.cpuUsage();
  const startedAt = performance.now();
  const endsAt = startedAt + run.seconds * 1_000;
  let next = run.first;
  const client = async () => {
    for (let sentAt = performance.now(); sentAt < endsAt; sentAt = performance.now()) {
      await submit(orderOf(run, next++));
      times.push(performance.now() - sentAt);
    }
  };
  await Promise.all(Array.from({ length: run.clients }, client));
  const { user, system } = process.cpuUsage(cpuBefore);
  return { times, milliseconds: performance.now() - startedAt, cpuMicroseconds: user + system, next };
}
