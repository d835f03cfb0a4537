// The action table as a matrix. Each line is one action: who may do it on what is his own, and who on what is not.
import { describe, expect, test } from 'vitest';
import {
  type Action,
  actions,
  actionsOf,
  actionsOfRole,
  authorise,
  isInScopes,
  may,
  type Resource,
} from './actions.ts';
import type { Identity, Role } from './identity.ts';

const identities: Record<Role, Identity> = {
  anonymous: { role: 'anonymous' },
  reader: { role: 'reader', subject: 'r', card: 'OWN' },
  clerk: { role: 'clerk', subject: 'c', store: 'OWN' },
  librarian: { role: 'librarian', subject: 'l', library: 'OWN' },
  admin: { role: 'admin', subject: 'a' },
  service: { role: 'service', subgraph: 'central' },
};
const roles = Object.keys(identities) as Role[];
const own: Resource = { store: 'OWN', library: 'OWN', card: 'OWN' };
const other: Resource = { store: 'OTHER', library: 'OTHER', card: 'OTHER' };
const unknown: Resource = { store: null, library: null, card: null };

/** An action without a line here does not compile, and fails. */
const matrix: Record<Action, { own: Role[]; other: Role[] }> = {
  'order.submit': { own: ['clerk', 'admin'], other: ['admin'] },
  'order.request': { own: ['reader'], other: [] },
  'order.read': { own: ['reader', 'clerk', 'librarian', 'admin'], other: ['admin'] },
  'order.watch': { own: ['reader', 'clerk', 'librarian', 'admin'], other: ['admin'] },
  'order.readCompensation': { own: ['reader', 'librarian', 'admin'], other: ['admin'] },
  'order.readNetPrice': { own: ['clerk', 'librarian', 'admin'], other: ['admin'] },
  'order.fulfil': { own: ['clerk', 'admin'], other: ['admin'] },
  'order.signFor': { own: ['reader', 'clerk', 'admin'], other: ['admin'] },
  'order.cancel': { own: ['reader'], other: [] },
  'order.review': { own: ['librarian', 'admin'], other: ['admin'] },
  'order.void': { own: ['clerk', 'admin'], other: ['admin'] },
  'order.readAddress': { own: ['reader', 'clerk'], other: [] },
  'order.readAddressLooks': { own: ['reader', 'librarian', 'admin'], other: ['admin'] },
  'order.reconcile': { own: ['admin', 'service'], other: ['admin', 'service'] },
  'store.readOrders': { own: ['clerk', 'admin'], other: ['admin'] },
  'store.putOffers': { own: ['clerk', 'admin'], other: ['admin'] },
  'webhook.manage': { own: ['clerk', 'admin'], other: ['admin'] },
  'apiKey.manage': { own: ['clerk', 'admin'], other: ['admin'] },
  'eligibility.ofReader': { own: ['reader', 'clerk', 'librarian', 'admin'], other: ['clerk', 'librarian', 'admin'] },
  'rules.add': { own: ['librarian', 'admin'], other: ['admin'] },
  'rules.addForNetwork': { own: ['admin'], other: ['admin'] },
  'rules.replay': { own: ['librarian', 'admin'], other: ['admin'] },
  'barcodes.issue': { own: ['librarian', 'admin'], other: ['admin'] },
  'barcodes.read': { own: ['clerk', 'librarian', 'admin'], other: ['admin'] },
  'fund.readAmounts': { own: ['librarian', 'admin'], other: ['admin'] },
  'fund.allocate': { own: ['admin'], other: ['admin'] },
  'contract.read': { own: ['clerk', 'librarian', 'admin'], other: ['admin'] },
  'contract.add': { own: ['admin'], other: ['admin'] },
  'statement.read': { own: ['clerk', 'librarian', 'admin'], other: ['admin'] },
  'statement.issue': { own: ['librarian', 'admin'], other: ['admin'] },
  'statement.dispute': { own: ['clerk', 'librarian'], other: [] },
  'statement.answer': { own: ['clerk', 'librarian', 'admin'], other: ['admin'] },
  'statement.correct': { own: ['librarian', 'admin'], other: ['admin'] },
  'statement.agree': { own: ['clerk', 'librarian'], other: [] },
  'statement.invoice': { own: ['clerk'], other: [] },
  'statement.pay': { own: ['librarian'], other: [] },
  'report.read': { own: ['librarian', 'admin'], other: ['admin'] },
  'reader.find': { own: ['reader', 'clerk', 'librarian', 'admin'], other: ['clerk', 'librarian', 'admin'] },
  'reader.readPrivate': { own: ['reader', 'librarian', 'admin'], other: ['librarian', 'admin'] },
  'reader.export': { own: ['reader', 'admin'], other: ['admin'] },
  'history.erase': { own: ['reader', 'admin'], other: ['admin'] },
  'policy.add': { own: ['librarian', 'admin'], other: ['admin'] },
  'policy.addForNetwork': { own: ['admin'], other: ['admin'] },
  'loan.checkOut': { own: ['librarian', 'admin'], other: ['admin'] },
  'loan.renew': { own: ['reader', 'librarian', 'admin'], other: ['librarian', 'admin'] },
  'loan.report': { own: ['librarian', 'admin'], other: ['admin'] },
  'loan.claimReturned': { own: ['reader', 'librarian', 'admin'], other: ['librarian', 'admin'] },
  'credit.appeal': { own: ['reader'], other: [] },
  'credit.decide': { own: ['librarian', 'admin'], other: ['librarian', 'admin'] },
  'credit.suspend': { own: ['librarian', 'admin'], other: ['librarian', 'admin'] },
  'credit.refresh': { own: ['reader', 'librarian', 'admin'], other: ['librarian', 'admin'] },
  'reader.consent': { own: ['librarian', 'admin'], other: ['librarian', 'admin'] },
  'loan.request': { own: ['reader', 'librarian', 'admin'], other: ['librarian', 'admin'] },
  'loan.cancel': { own: ['reader', 'librarian', 'admin'], other: ['librarian', 'admin'] },
  'parcel.handle': { own: ['librarian', 'admin'], other: ['admin'] },
  'parcel.signFor': { own: ['reader', 'librarian', 'admin'], other: ['librarian', 'admin'] },
  'parcel.readAddress': { own: ['reader', 'librarian'], other: [] },
  'parcel.readAddressLooks': { own: ['reader', 'librarian', 'admin'], other: ['admin'] },
  'address.keep': { own: ['reader'], other: [] },
  'tariff.add': { own: ['admin'], other: ['admin'] },
  'courier.manage': { own: ['admin'], other: ['admin'] },
  'source.manage': { own: ['admin'], other: ['admin'] },
  'hold.place': { own: ['reader', 'librarian', 'admin'], other: ['librarian', 'admin'] },
  'hold.change': { own: ['reader', 'librarian', 'admin'], other: ['librarian', 'admin'] },
  'worklist.watch': { own: ['librarian', 'admin'], other: ['admin'] },
  'shelf.watch': { own: ['reader', 'admin'], other: ['admin'] },
  'reader.setReminders': { own: ['reader'], other: [] },
  'notice.readFailed': { own: ['admin'], other: ['admin'] },
  'worklist.read': { own: ['librarian', 'admin'], other: ['admin'] },
  'item.return': { own: ['librarian', 'admin'], other: ['admin'] },
  'item.catalogue': { own: ['librarian', 'admin'], other: ['admin'] },
  'item.shelve': { own: ['librarian', 'admin'], other: ['admin'] },
  'item.reportLoss': { own: ['librarian', 'admin'], other: ['admin'] },
  'item.put': { own: ['librarian', 'admin', 'service'], other: ['admin', 'service'] },
  'item.settle': { own: ['librarian', 'admin'], other: ['admin'] },
  'changes.read': { own: ['librarian', 'admin', 'service'], other: ['librarian', 'admin', 'service'] },
  'book.merge': { own: ['librarian', 'admin'], other: ['librarian', 'admin'] },
  'book.split': { own: ['librarian', 'admin'], other: ['librarian', 'admin'] },
  'import.run': { own: ['clerk', 'librarian', 'admin'], other: ['admin'] },
  'import.read': { own: ['clerk', 'librarian', 'admin'], other: ['admin'] },
  'internal.call': { own: ['service'], other: ['service'] },
};

test('the matrix has every action of the table', () => {
  expect(Object.keys(matrix).toSorted()).toEqual(actions.toSorted());
});

describe.each(actions)('%s', (action) => {
  const allowed = matrix[action];
  const who = (resource?: Resource) => roles.filter((role) => may(identities[role], action, resource));

  test('is for these roles on what is their own', () => {
    expect(who(own)).toEqual(roles.filter((role) => allowed.own.includes(role)));
  });

  test('is for these roles on what is not, is nobody’s, or is not said', () => {
    for (const resource of [other, unknown, {}, undefined]) {
      expect(who(resource)).toEqual(roles.filter((role) => allowed.other.includes(role)));
    }
  });

  test.each(roles)('demanded by %s is let pass or refused with one code', (role) => {
    const demand = () => authorise(identities[role], action, other);
    if (allowed.other.includes(role)) {
      expect(demand).not.toThrow();
    } else {
      const code = role === 'anonymous' ? 'UNAUTHENTICATED' : 'FORBIDDEN';
      expect(demand).toThrow(expect.objectContaining({ extensions: { action, code } }));
    }
  });
});

test('a refusal says for whom the action is', () => {
  expect(() => authorise(identities.reader, 'order.submit', other)).toThrow(
    /^您无权进行此操作：限本店店员、管理员。.*for a clerk, for the own store; an admin\.$/,
  );
  expect(() => authorise(identities.anonymous, 'reader.export', own)).toThrow(
    /^请先登录：此操作限读者本人、管理员。Sign in to do this: .*a reader, for the own card; an admin\.$/,
  );
});

const scoped = (...scopes: string[]): Identity => ({ role: 'clerk', subject: 'pos', store: 'OWN', scopes });

describe('scopes', () => {
  test('let an identity do these actions of its role and no others', () => {
    for (const action of actions) {
      expect(may(scoped('order.submit', 'webhook'), action, own), action).toBe(
        may(identities.clerk, action, own) && (action === 'order.submit' || action.startsWith('webhook.')),
      );
    }
  });

  test('give nothing that the role has not: of another store, or for another role', () => {
    expect(may(scoped('order'), 'order.submit', other)).toBe(false);
    expect(may(scoped('order', 'order.review'), 'order.review', own)).toBe(false);
  });

  test('that are empty leave nothing', () => {
    expect(actions.filter((action) => may(scoped(), action, own))).toEqual([]);
  });

  test('are names of actions or their groups, and nothing that only looks so', () => {
    expect(actionsOf('order.submit')).toEqual(['order.submit']);
    expect(actionsOf('webhook')).toEqual(['webhook.manage']);
    for (const text of ['', 'order.', 'orde', '*', 'order.*', 'toString', 'constructor', 'order submit']) {
      expect(actionsOf(text), text).toEqual([]);
      expect(isInScopes(scoped(text), 'order.submit'), text).toBe(false);
    }
    expect(actionsOfRole('clerk')).toEqual(actions.filter((action) => matrix[action].own.includes('clerk')));
  });

  test('are told to whom they refuse', () => {
    expect(() => authorise(scoped('order.read'), 'order.submit', own)).toThrow(
      expect.objectContaining({
        message: expect.stringContaining('does not reach as far as "order.submit"; its scopes: order.read.'),
        extensions: { action: 'order.submit', code: 'FORBIDDEN' },
      }),
    );
  });
});
