// What is played, by its name on the command line.
import { type DemoClock, playBookstore } from './bookstore.ts';
import { playBranch } from './branch.ts';
import { playJobs } from './jobs.ts';
import { playReader } from './reader.ts';
import type { Stage } from './stage.ts';

export const plays: Readonly<Record<string, (stage: Stage, clock: DemoClock) => Promise<void>>> = {
  jobs: ({ play }) => playJobs(play),
  bookstore: ({ play }, clock) => playBookstore(play, clock),
  reader: playReader,
  branch: playBranch,
};

/** Days pass on it when the play says so. */
export function movableClock(): DemoClock {
  let shift = 0;
  return {
    now: () => new Date(Date.now() + shift),
    pass: (days) => {
      shift += days * 86_400_000;
    },
  };
}
