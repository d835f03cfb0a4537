// Subgraphs of others in this network's supergraph: reached where it says they are, and told nothing of who asks.
import type { Logger } from 'pino';
import { subgraphNames } from '../schema/sdl.ts';
import { openRemote } from './remote.ts';
import type { OpenTransports, Transports } from './revisions.ts';
import { SupergraphError } from './supergraph.ts';

/** Transports of the network's own subgraphs, with those of the guests that each supergraph names. */
export function withGuests(own: Transports, logger: Logger): OpenTransports {
  return ({ subgraphs }) => {
    const guests = subgraphs.filter(({ name }) => !subgraphNames.some((each) => each === name));
    const lost = guests.filter(({ url }) => !/^https?:/.test(url)).map(({ name }) => name);
    if (lost.length > 0) throw new SupergraphError(`It does not say where ${lost.join(', ')} answers.`);
    const opened = guests.map(({ name, url }) => ({ name, ...openRemote(name, url, { logger }) }));
    return {
      transports: { ...own, ...Object.fromEntries(opened.map(({ name, send }) => [name, send])) },
      async close() {
        await Promise.all(opened.map(({ close }) => close()));
      },
    };
  };
}
