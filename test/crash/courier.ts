// A courier's system: tells each event until it is taken, some of them twice.
import { setTimeout as pause } from 'node:timers/promises';
import { signedHeaders } from '../../lib/webhook-signature.ts';

export interface CourierEvent {
  id: string;
  trackingNumber: string;
  event: string;
  at: string;
}

export interface Courier {
  /** Sends an event again until it is answered 200; false when it was given up first. */
  tell: (event: CourierEvent, givenUp: AbortSignal) => Promise<boolean>;
}

const timeLimitMs = 8_000;
const again = { leastMs: 100, mostMs: 400 };

/** @param count notes each answer's HTTP status */
export function createCourier(
  { url, courier }: { url: string; courier: { id: string; secret: string } },
  count: (answer: string) => void,
): Courier {
  const address = new URL(`/webhooks/couriers/${courier.id}`, url);

  async function post(event: CourierEvent): Promise<number | null> {
    const body = JSON.stringify(event);
    const signed = signedHeaders(courier.secret, { id: event.id, at: new Date(), body });
    try {
      const response = await fetch(address, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...signed },
        body,
        signal: AbortSignal.timeout(timeLimitMs),
      });
      await response.text();
      return response.status;
    } catch {
      return null;
    }
  }

  return {
    async tell(event, givenUp) {
      for (;;) {
        const status = await post(event);
        count(`courier ${status ?? 'no answer'}`);
        if (status === 200) return true;
        if (givenUp.aborted) return false;
        await pause(again.leastMs + Math.random() * (again.mostMs - again.leastMs));
      }
    },
  };
}
