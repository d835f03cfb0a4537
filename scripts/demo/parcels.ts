// How parcels travel in a play: a branch packs or books them, and the courier's own system tells what happens on the way.
import type { Person } from '../../gateway/auth/claims.ts';
import { signedHeaders } from '../../lib/webhook-signature.ts';
import type { DemoClock } from './bookstore.ts';
import type { Told } from './desk.ts';
import { admin } from './people.ts';
import type { Play, Stage } from './stage.ts';

const courier = 'SF';

/** Registers the courier, whose system signs with the secret that is told this once. */
export async function hireCourier({ play, post }: Stage, clock: DemoClock) {
  const { registerCourier } = await play<{ registerCourier: { secret: string; courier: { id: string } } }>({
    title: 'A courier is registered; its system signs with a secret that is told this once',
    chinese: '登记快递公司，密钥仅此一次',
    as: admin,
    query: `mutation { registerCourier(id: "${courier}", name: "顺丰") { courier { id name } secret } }`,
    expect: ({ registerCourier: made }, errors) => ({
      'it may tell events from now on': [made.courier.id, courier],
      'no error': [errors, []],
    }),
  });
  const signed = (body: string) => signedHeaders(registerCourier.secret, { id: 'msg-1', at: clock.now(), body });
  let events = 0;
  return {
    /** What happened to a parcel, as the courier's system posts it. What is to be sent again is given back. */
    async tells(told: Told, trackingNumber: string, event: string): Promise<string> {
      const body = JSON.stringify({ id: `SF-${++events}`, trackingNumber, event, at: clock.now().toISOString() });
      await this.sends(told, body);
      return body;
    },
    /** Any body, signed by the courier. */
    sends: (told: Told, body: string) =>
      post({
        ...told,
        from: "the courier's system",
        path: `/webhooks/couriers/${courier}`,
        headers: signed(body),
        body,
        status: 200,
      }),
    /** The same from somebody who does not know the secret. */
    forged: (told: Told, body: string) =>
      post({
        ...told,
        from: 'somebody',
        path: `/webhooks/couriers/${courier}`,
        headers: signedHeaders(`whsec_${Buffer.alloc(32).toString('base64')}`, { id: 'msg-1', at: clock.now(), body }),
        body,
        status: 401,
      }),
  };
}

/** A branch gives a parcel the courier's number: one to a reader is packed, a pick-up is booked. */
export async function accept(
  play: Play,
  told: Told,
  { id, trackingNumber, as }: { id: string; trackingNumber: string; as: Person },
): Promise<void> {
  await play<{ acceptParcel: { status: string } }>({
    ...told,
    as,
    query: `mutation Accept($id: ID!, $number: String!) {
  acceptParcel(id: $id, courier: "${courier}", trackingNumber: $number) {
    direction status trackingNumber loans { status item { barcode status } }
  }
}`,
    variables: { id, number: trackingNumber },
    expect: ({ acceptParcel }, errors) => ({
      'it is ACCEPTED': [acceptParcel.status, 'ACCEPTED'],
      'no error': [errors, []],
    }),
  });
}
