// Clients that do one thing after the other for some time; in a process of its own, told by messages.

/** How long a window lasts, and how many play in it. */
export interface Extent {
  clients: number;
  seconds: number;
  /** Number of the first thing that is done. */
  first: number;
}

/** What came of a window; times in milliseconds. */
export interface Seen {
  times: number[];
  milliseconds: number;
  /** CPU of this process, in microseconds. */
  cpuMicroseconds: number;
  /** Number of the first thing that was not done. */
  next: number;
  /** Why the window is worth nothing, where it is. */
  failure?: string;
}

/** Does the thing with a number, and gives the milliseconds of each of its steps. Throws for one that goes wrong. */
export type Act<Run extends Extent> = (run: Run, number: number) => Promise<number[]>;

/** How long something takes, in ms. */
export async function timed(work: () => Promise<void>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

/** Answers each message, a run with settings, with what was seen. */
export function playWindows<Settings, Run extends Extent>(actOf: (settings: Settings) => Act<Run>): void {
  process.on('message', async ({ run, settings }: { run: Run; settings: Settings }) => {
    const seen = await play(run, actOf(settings)).catch((error: Error) => ({
      failure: String(error.stack ?? error.message),
    }));
    process.send?.(seen);
  });
  process.on('disconnect', () => process.exit());
}

async function play<Run extends Extent>(run: Run, act: Act<Run>): Promise<Seen> {
  const times: number[] = [];
  const cpuBefore = process.cpuUsage();
  const startedAt = performance.now();
  const endsAt = startedAt + run.seconds * 1_000;
  let next = run.first;
  const client = async () => {
    while (performance.now() < endsAt) {
      times.push(...(await act(run, next++)));
    }
  };
  await Promise.all(Array.from({ length: run.clients }, client));
  const { user, system } = process.cpuUsage(cpuBefore);
  return { times, milliseconds: performance.now() - startedAt, cpuMicroseconds: user + system, next };
}
