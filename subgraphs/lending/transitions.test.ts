// Every state of a loan, a hold, a parcel, a loss and a credit event, and everything that can be asked of it: what is no step is a
// CONFLICT and changes no row of any table, and what is one is done. The tables below say which is which.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Transport } from '../../lib/transport.ts';
import { codes, rows } from '../../test/ask.ts';
import { type Copy, type Desk, deskOf } from '../../test/holds.ts';
import { violations } from '../../test/invariants.ts';
import { admin, openTestNetwork, reader, type TestNetwork } from '../../test/network.ts';
import { branch, packer, parcelsOf } from '../../test/parcels.ts';
import { creditRules } from './standing.ts';

const day = 86_400_000;

let network: TestNetwork;
let desk: Desk;
let parcels: Awaited<ReturnType<typeof parcelsOf>>;
let now = new Date('2026-11-23T02:00:00Z');
let cards = 0;
let numbers = 0;
const nextCard = () => `H${++cards}`;
const nextNumber = () => `T${++numbers}`;

beforeAll(async () => {
  network = await openTestNetwork({ jobs: false, clock: () => now, timeLimitMs: 30_000 });
  parcels = await parcelsOf(network, () => now);
  desk = deskOf(network);
  await desk.addReaders(600);
});
afterAll(() => network[Symbol.asyncDispose]());

type Answer = Awaited<ReturnType<typeof parcels.send>>;
/** Something in a state, and who may ask for what. */
interface Thing {
  id: string;
  card: string;
  copy: Copy;
}
type Ask = (thing: Thing) => Promise<Answer>;
type State = () => Promise<Thing>;

const label = ({ copy: { barcode } }: Thing) => ({ barcode, library: 'NJ-JN' });

/** Every row of the tables that a step could touch. */
async function everything(): Promise<Record<string, unknown>> {
  const tables = {
    lending: [
      'loan',
      'loan_request',
      'loan_renewal',
      'hold',
      'kept_copy',
      'parcel',
      'parcel_line',
      'parcel_event',
      'parcel_address',
      'reader',
      'item_return',
      'item_loss',
      'credit_event',
      'graphile_worker._private_jobs',
    ],
    districts: ['item', 'item_claim', 'return_receipt'],
  };
  const digests: Record<string, unknown> = {};
  for (const [name, own] of Object.entries(tables)) {
    const ofEach = own.map(
      (table) =>
        `select '${table}' as table, count(*)::int as rows, sum(hashtextextended(t::text, 0))::text as digest from ${table} as t`,
    );
    digests[name] = await rows(
      network.subgraphs[name as keyof typeof tables],
      `${ofEach.join(' union all ')} order by 1`,
    );
  }
  return digests;
}

/** Asks one thing for all that it does not allow, and a new one for each step that it does. */
async function tryAll(state: State, steps: Record<string, Ask>, legal: readonly string[]): Promise<void> {
  const thing = await state();
  const before = await everything();
  const illegal = Object.keys(steps).filter((step) => !legal.includes(step));
  for (const step of illegal) {
    const answer = await steps[step]!(thing);
    expect(codes(answer), `${step}: ${JSON.stringify(answer)}`).toEqual(['CONFLICT']);
    expect(answer.errors?.[0]?.message, step).toMatch(/\p{Script=Han}.*[a-z]/su);
  }
  expect(await everything()).toEqual(before);
  for (const step of legal) {
    const answer = await steps[step]!(await state());
    expect(codes(answer), `${step}: ${JSON.stringify(answer.errors)}`).toEqual([]);
  }
}

const newCopy = async () => {
  const { bookId, items } = await desk.newBook({ copies: 1, branch });
  return { bookId, copy: items[0]! };
};

const stopped =
  (field: string): Transport =>
  (request, call) =>
    request.query.includes(field)
      ? Promise.reject(new Error('connection reset'))
      : network.subgraphs.districts.execute(request, call);

/** Does something while the owner of the copies does not answer to a field. */
async function without<Result>(field: string, work: () => Promise<Result>): Promise<Result> {
  network.silence('districts', stopped(field));
  try {
    return await work();
  } finally {
    network.silence(null);
  }
}

const overDesk = async (): Promise<Thing> => {
  const [{ copy }, card] = [await newCopy(), nextCard()];
  const { loan } = await desk.checkOut(copy, card);
  return { id: loan.id, card, copy };
};

/** An online loan with its parcel. */
const requested = async (): Promise<Thing & { parcel: string }> => {
  const [{ bookId, copy }, card] = [await newCopy(), nextCard()];
  const { loan, parcel } = await parcels.requested(card, { bookId });
  return { id: loan, card, copy, parcel };
};
const accepted = async (): Promise<Thing & { parcel: string }> => {
  const thing = await requested();
  await parcels.done(
    packer,
    'mutation ($id: ID!, $number: String!) { acceptParcel(id: $id, courier: "SF", trackingNumber: $number) { id } }',
    { id: thing.parcel, number: nextNumber() },
  );
  return thing;
};
const told = async (...events: string[]): Promise<Thing & { parcel: string }> => {
  const thing = await accepted();
  for (const event of events) await parcels.recorded(thing.parcel, event);
  return thing;
};

const sendBack = (card: string, loans: string[]) =>
  parcels.send(
    reader(card),
    'mutation ($input: RequestReturnParcelInput!) { requestReturnParcel(input: $input) { id } }',
    {
      input: {
        idempotencyKey: parcels.key(),
        loans,
        freight: { fen: loans.length < 3 ? 600 : 0 },
        deliveryAddress: home,
      },
    },
  );
const home = {
  recipient: '李雷',
  phone: '13900000000',
  province: '江苏省',
  city: '南京市',
  district: '玄武区',
  street: '中山路1号',
};

/** A BACK parcel of two loans of one reader. */
const goingBack = async (): Promise<Thing & { parcel: string }> => {
  const [lent, other] = [await overDesk(), await newCopy()];
  const { loan } = await desk.checkOut(other.copy, lent.card);
  const { data } = await sendBack(lent.card, [lent.id, loan.id]);
  return { ...lent, parcel: data.requestReturnParcel[0].id };
};
const backAccepted = async () => {
  const thing = await goingBack();
  expect(codes(await parcels.accept(thing.parcel, nextNumber()))).toEqual([]);
  return thing;
};
const backTold = async (...events: string[]) => {
  const thing = await backAccepted();
  for (const event of events) await parcels.recorded(thing.parcel, event);
  return thing;
};

describe('a loan', () => {
  const steps: Record<string, Ask> = {
    renewLoan: ({ id, card }) => desk.tryRenew(id, card),
    claimReturned: ({ id, card }) =>
      parcels.send(reader(card), 'mutation ($id: ID!) { claimReturned(loan: $id) { id } }', { id }),
    cancelLoan: ({ id, card }) =>
      parcels.send(reader(card), 'mutation ($id: ID!) { cancelLoan(loan: $id) { id } }', { id }),
    requestReturnParcel: ({ id, card }) => sendBack(card, [id]),
  };
  const atReader = ['renewLoan', 'claimReturned', 'requestReturnParcel'];
  const table: [string, State, readonly string[]][] = [
    [
      'that is decided and not entered',
      async () => {
        const [{ copy }, card] = [await newCopy(), nextCard()];
        const answer = await without('lendItem', () => desk.tryCheckOut(copy, card));
        expect(answer.data.checkOut.__typename).toBe('LoanDecided');
        const [loan] = await rows<{ id: string }>(
          network.subgraphs.lending,
          "select loan.id from loan join reader on reader.id = reader_id where card = ? and loan.status = 'RESERVED'",
          [card],
        );
        return { id: loan!.id, card, copy };
      },
      [],
    ],
    ['that waits to be packed', requested, ['cancelLoan']],
    ['that is packed', accepted, []],
    ['that travels', () => told('PICKED_UP'), []],
    ['that was brought', () => told('DELIVERED'), atReader],
    ['over a desk', overDesk, atReader],
    ['that waits for its pick-up', goingBack, ['renewLoan', 'claimReturned']],
    ['on its way back', () => backTold('PICKED_UP'), ['claimReturned']],
    [
      'that is returned',
      async () => {
        const thing = await overDesk();
        await desk.scan(thing.copy, branch);
        return thing;
      },
      [],
    ],
    [
      'that is lost',
      async () => {
        const thing = await overDesk();
        await desk.reportLost(thing.copy);
        return thing;
      },
      [],
    ],
    ['whose parcel was refused', () => told('REFUSED'), []],
    [
      'that was cancelled',
      async () => {
        const thing = await requested();
        await parcels.done(reader(thing.card), 'mutation ($id: ID!) { cancelLoan(loan: $id) { id } }', {
          id: thing.id,
        });
        return thing;
      },
      ['cancelLoan'],
    ],
  ];

  test.each(table)('%s', { timeout: 60_000 }, (_title, state, legal) => tryAll(state, steps, legal));
});

describe('a hold', () => {
  const change =
    (mutation: Parameters<Desk['tryTo']>[0], until?: string): Ask =>
    ({ id, card }) =>
      desk.tryTo(mutation, id, until, reader(card));
  const steps: Record<string, Ask> = {
    cancelHold: change('cancelHold'),
    suspendHold: change('suspendHold', '2026-12-20'),
    resumeHold: change('resumeHold'),
    changeHoldPickup: ({ id, card }) =>
      parcels.send(
        reader(card),
        'mutation ($id: ID!) { changeHoldPickup(id: $id, pickup: { branch: "GC-MAIN" }) { id } }',
        { id },
      ),
  };
  const kept = ['cancelHold', 'changeHoldPickup'];
  const placed = async (pickup = branch): Promise<Thing> => {
    const [{ bookId, copy }, card] = [await newCopy(), nextCard()];
    return { id: (await desk.place(card, bookId, pickup)).id, card, copy };
  };
  const waiting = async (): Promise<Thing> => {
    const [{ bookId, copy }, card] = [await newCopy(), nextCard()];
    await desk.checkOut(copy, nextCard());
    return { id: (await desk.place(card, bookId, branch)).id, card, copy };
  };
  const ready = async (): Promise<Thing> => {
    const thing = await placed();
    await desk.scan(thing.copy, branch);
    return thing;
  };
  const any = Object.keys(steps);
  const table: [string, State, readonly string[]][] = [
    ['WAITING', waiting, any],
    [
      'SUSPENDED',
      async () => {
        const thing = await waiting();
        await desk.change('suspendHold', thing.id, '2026-12-01');
        return thing;
      },
      any,
    ],
    ['PAGED', placed, kept],
    [
      'IN_TRANSIT',
      async () => {
        const thing = await placed('GC-MAIN');
        await desk.scan(thing.copy, branch);
        return thing;
      },
      kept,
    ],
    ['READY', ready, kept],
    [
      'READY and being lent',
      async () => {
        const thing = await ready();
        await without('lendItem', () => desk.tryCheckOut(thing.copy, thing.card));
        return thing;
      },
      [],
    ],
    [
      'FULFILLED',
      async () => {
        const thing = await ready();
        await desk.checkOut(thing.copy, thing.card);
        return thing;
      },
      [],
    ],
    [
      'CANCELLED',
      async () => {
        const thing = await placed();
        await desk.change('cancelHold', thing.id);
        return thing;
      },
      ['cancelHold'],
    ],
    [
      'EXPIRED',
      async () => {
        const thing = await ready();
        const before = now;
        now = new Date(now.getTime() + 12 * day);
        await parcels.runJob('sweepHolds');
        now = before;
        return thing;
      },
      [],
    ],
  ];

  test.each(table)('%s', { timeout: 60_000 }, async (title, state, legal) => {
    const { id } = await state();
    expect((await desk.hold(id)).state).toBe(title.split(' ')[0]);
    await tryAll(state, steps, legal);
  });
});

describe('a parcel', () => {
  const ofParcel = (mutation: string) => (thing: Thing) =>
    parcels.send(packer, `mutation ($id: ID!) { ${mutation} }`, { id: (thing as Thing & { parcel: string }).parcel });
  const tell = (event: string): Ask =>
    ofParcel(
      `recordParcelEvent(input: { idempotencyKey: "${event}-again-${Math.random()}", parcel: $id, event: ${event} }) { id }`,
    );
  const events = [
    'PICKED_UP',
    'IN_TRANSIT',
    'OUT_FOR_DELIVERY',
    'DELIVERED',
    'REFUSED',
    'RETURNED_TO_SENDER',
    'DAMAGED',
    'LOST',
  ];
  const another = async () => (await requested()).parcel;
  const steps: Record<string, Ask> = {
    ...Object.fromEntries(events.map((event) => [event, (thing: Thing) => tell(event)(thing)])),
    acceptParcel: (thing) =>
      ofParcel(`acceptParcel(id: $id, courier: "SF", trackingNumber: "${nextNumber()}") { id }`)(thing),
    cancelParcel: ofParcel('cancelParcel(id: $id) { id }'),
    splitParcel: (thing) =>
      parcels.send(packer, 'mutation ($id: ID!, $loans: [ID!]!) { splitParcel(id: $id, loans: $loans) { id } }', {
        id: (thing as Thing & { parcel: string }).parcel,
        loans: [thing.id],
      }),
    joinParcels: async (thing) =>
      parcels.send(packer, 'mutation ($ids: [ID!]!) { joinParcels(ids: $ids) { id } }', {
        ids: [(thing as Thing & { parcel: string }).parcel, other],
      }),
    signForParcel: ofParcel('signForParcel(id: $id) { id }'),
    recordParcelLiability: ofParcel('recordParcelLiability(id: $id, liable: CARRIER) { id }'),
    reportMissingCopies: (thing) =>
      parcels.send(
        packer,
        'mutation ($id: ID!, $loans: [ID!]!) { reportMissingCopies(id: $id, loans: $loans) { id } }',
        { id: (thing as Thing & { parcel: string }).parcel, loans: [thing.id] },
      ),
  };
  let other = '';
  beforeAll(async () => {
    other = await another();
  });
  const ends = ['DELIVERED', 'REFUSED', 'RETURNED_TO_SENDER', 'DAMAGED', 'LOST'];
  /** Two loans of one reader, so that it can be split. */
  const created = async (): Promise<Thing> => {
    const thing = await requested();
    const { bookId } = await newCopy();
    expect((await parcels.requested(thing.card, { bookId })).parcel).toBe(thing.parcel);
    return thing;
  };
  const cancelled = async (thing: Thing): Promise<Thing> => {
    expect(codes(await steps['cancelParcel']!(thing))).toEqual([]);
    return thing;
  };
  const signedByItself = async (): Promise<Thing> => {
    const thing = await told('PICKED_UP');
    now = new Date(now.getTime() + 10 * day);
    await parcels.runJob('sweepParcels');
    expect((await parcels.parcel(thing.parcel)).status).toBe('AUTO_SIGNED');
    return thing;
  };
  const liable = async (make: () => Promise<Thing>): Promise<Thing> => {
    const thing = await make();
    expect(codes(await ofParcel('recordParcelLiability(id: $id, liable: BRANCH) { id }')(thing))).toEqual([]);
    return thing;
  };
  const onTheWay = [...ends, 'signForParcel'];
  const out: [string, State, readonly string[]][] = [
    ['CREATED', created, ['acceptParcel', 'cancelParcel', 'splitParcel']],
    ['ACCEPTED', accepted, ['PICKED_UP', 'IN_TRANSIT', 'OUT_FOR_DELIVERY', ...onTheWay]],
    ['PICKED_UP', () => told('PICKED_UP'), ['IN_TRANSIT', 'OUT_FOR_DELIVERY', ...onTheWay]],
    ['IN_TRANSIT', () => told('IN_TRANSIT'), ['OUT_FOR_DELIVERY', ...onTheWay]],
    ['OUT_FOR_DELIVERY', () => told('OUT_FOR_DELIVERY'), onTheWay],
    ['DELIVERED', () => told('DELIVERED'), ['signForParcel']],
    ['AUTO_SIGNED', signedByItself, onTheWay],
    ['REFUSED', () => told('REFUSED'), ['RETURNED_TO_SENDER', 'DAMAGED', 'LOST']],
    ['RETURNED_TO_SENDER', () => told('RETURNED_TO_SENDER'), []],
    ['LOST', () => told('LOST'), ['recordParcelLiability']],
    ['DAMAGED', () => told('DAMAGED'), ['recordParcelLiability']],
    ['LOST, and BRANCH bears it', () => liable(() => told('LOST')), []],
    ['CANCELLED', async () => cancelled(await created()), ['cancelParcel']],
  ];
  test.each(out)('OUT %s', { timeout: 120_000 }, (_title, state, legal) => tryAll(state, steps, legal));

  test('OUT CREATED is joined with one of the same reader to the same address', async () => {
    const thing = await created();
    const [, apart] = (await steps['splitParcel']!(thing)).data.splitParcel;
    const answer = await parcels.send(packer, 'mutation ($ids: [ID!]!) { joinParcels(ids: $ids) { id } }', {
      ids: [(thing as Thing & { parcel: string }).parcel, apart.id],
    });
    expect(codes(answer)).toEqual([]);
  });

  // A reader signs for what comes, not for what goes.
  const { signForParcel: _sign, ...backSteps } = steps;
  const missing = 'reportMissingCopies';
  const back: [string, State, readonly string[]][] = [
    ['CREATED', goingBack, ['acceptParcel', 'cancelParcel']],
    ['ACCEPTED', backAccepted, ['PICKED_UP', 'IN_TRANSIT', 'OUT_FOR_DELIVERY', ...ends, missing]],
    ['PICKED_UP', () => backTold('PICKED_UP'), ['IN_TRANSIT', 'OUT_FOR_DELIVERY', ...ends, missing]],
    ['IN_TRANSIT', () => backTold('IN_TRANSIT'), ['OUT_FOR_DELIVERY', ...ends, missing]],
    ['OUT_FOR_DELIVERY', () => backTold('OUT_FOR_DELIVERY'), [...ends, missing]],
    ['DELIVERED', () => backTold('DELIVERED'), [missing]],
    ['REFUSED', () => backTold('REFUSED'), ['RETURNED_TO_SENDER', 'DAMAGED', 'LOST', missing]],
    ['RETURNED_TO_SENDER', () => backTold('RETURNED_TO_SENDER'), [missing]],
    ['LOST', () => backTold('LOST'), ['recordParcelLiability', missing]],
    ['DAMAGED', () => backTold('DAMAGED'), ['recordParcelLiability', missing]],
    ['LOST, and BRANCH bears it', () => liable(() => backTold('LOST')), []],
    ['CANCELLED', async () => cancelled(await goingBack()), ['cancelParcel']],
  ];
  test.each(back)('BACK %s', { timeout: 120_000 }, (_title, state, legal) => tryAll(state, backSteps, legal));
});

describe('a copy', () => {
  const report =
    (mutation: string): Ask =>
    (thing) =>
      parcels.send(admin, `mutation ($input: ItemLossInput!) { ${mutation}(input: $input) { id } }`, {
        input: { idempotencyKey: parcels.key(), ...label(thing), reason: '盘点' },
      });
  const settle =
    (outcome: string, amount?: number): Ask =>
    (thing) =>
      parcels.send(admin, 'mutation ($input: SettleItemInput!) { settleItem(input: $input) { id } }', {
        input: { ...label(thing), outcome, reason: '已处理', ...(amount ? { amount: { fen: amount } } : {}) },
      });
  const steps: Record<string, Ask> = {
    reportItemLost: report('reportItemLost'),
    reportItemDamaged: report('reportItemDamaged'),
    compensate: settle('COMPENSATED', 20_00),
    writeOff: settle('WRITTEN_OFF'),
  };
  const reports = ['reportItemLost', 'reportItemDamaged'];
  const settlements = ['compensate', 'writeOff'];
  const having =
    (...done: string[]): State =>
    async () => {
      const thing = await overDesk();
      for (const step of done) expect(codes(await steps[step]!(thing)), step).toEqual([]);
      return thing;
    };
  const table: [string, State, readonly string[]][] = [
    ['that is out', having(), reports],
    ['that is lost', having('reportItemLost'), settlements],
    ['that is damaged', having('reportItemDamaged'), settlements],
    // Said again it is the same settlement.
    ['that was paid for', having('reportItemLost', 'compensate'), ['compensate']],
    ['that was written off', having('reportItemDamaged', 'writeOff'), ['writeOff']],
  ];
  test.each(table)('%s', { timeout: 60_000 }, (_title, state, legal) => {
    const isSettled = legal.length === 1;
    // A settled one may turn up, and be lost again: that is for its owner to say, once the settlement is told.
    const { reportItemLost: _lost, reportItemDamaged: _damaged, ...settling } = steps;
    return tryAll(state, isSettled ? settling : steps, legal);
  });
});

describe('a credit event', () => {
  const steps: Record<string, Ask> = {
    appeal: ({ id, card }) =>
      parcels.send(
        reader(card),
        'mutation ($id: ID!, $reason: String!) { appealCreditEvent(id: $id, reason: $reason) { id } }',
        { id, reason: `理由 ${nextNumber()}` },
      ),
    grant: ({ id }) =>
      parcels.send(admin, 'mutation ($id: ID!) { decideAppeal(id: $id, grant: true, reason: "准") { id } }', { id }),
    refuse: ({ id }) =>
      parcels.send(admin, 'mutation ($id: ID!) { decideAppeal(id: $id, grant: false, reason: "不准") { id } }', { id }),
  };
  const having =
    (...done: string[]): State =>
    async () => {
      const thing = await overDesk();
      await desk.reportLost(thing.copy);
      const [event] = await rows<{ id: string; kind: keyof typeof creditRules.kinds }>(
        network.subgraphs.lending,
        'select credit_event.id, kind from credit_event join reader on reader.id = reader_id where card = ?',
        [thing.card],
      );
      expect(creditRules.kinds[event!.kind].points).toBeLessThan(0);
      for (const step of done) expect(codes(await steps[step]!({ ...thing, id: event!.id })), step).toEqual([]);
      return { ...thing, id: event!.id };
    };
  test.each<[string, State, readonly string[]]>([
    ['COUNTED', having(), ['appeal']],
    ['APPEALED', having('appeal'), ['grant', 'refuse']],
    // Said again it is the same decision.
    ['WITHDRAWN', having('appeal', 'grant'), ['grant']],
    ['CONFIRMED', having('appeal', 'refuse'), ['refuse']],
  ])('%s', { timeout: 60_000 }, (_title, state, legal) => tryAll(state, steps, legal));
});

test('after all of it every invariant holds', async () => {
  // What the tests themselves have left undecided.
  for (const { id } of await rows<{ id: string }>(
    network.subgraphs.lending,
    "select id from loan_request where phase <> 'DONE'",
  )) {
    await expect.poll(() => resumed(id), { timeout: 10_000, interval: 200 }).toBe('DONE');
  }
  expect(await violations(network.databaseUrls)).toEqual([]);
});

async function resumed(id: string): Promise<string | undefined> {
  await parcels.runJob('resumeLoanRequest', { id });
  const [row] = await rows<{ phase: string }>(
    network.subgraphs.lending,
    'select phase from loan_request where id = ?',
    [id],
  );
  return row?.phase;
}
