// Everything that can be named by whoever asks and belongs to somebody: each is named by somebody else, and must be as if it did not exist.
// An argument that is neither here, nor in access-matrix.ts with what belongs to the caller, nor nobody's fails the test.
import { randomUUID } from 'node:crypto';
import type { Person } from '../gateway/auth/claims.ts';
import { monthOf } from '../lib/months.ts';
import { dayOf } from '../lib/shanghai.ts';
import { codes, rows } from './ask.ts';
import { deskOf } from './holds.ts';
import { send } from './imports.ts';
import { clerk, librarian, reader, type TestNetwork } from './network.ts';
import { home, parcelsOf } from './parcels.ts';
import { lend } from './settlement.ts';

/** To whom things belong, and somebody like them to whom they do not. */
export const owners = { reader: reader('N2026000001'), clerk, librarian: librarian('NJ-JN') };
export const strangers: Record<keyof typeof owners, Person> = {
  reader: reader('N2026000002'),
  clerk: { role: 'clerk', subject: 'clerk@WENDU', store: 'WENDU' },
  librarian: librarian('NJ-XW'),
};

type Kind = Exclude<keyof Awaited<ReturnType<typeof belongings>>, 'theirs'>;

/** The argument, the stranger, what is named, and the request: `{id}` is the id, or one that nobody has. */
export type ForeignId = readonly [argument: string, stranger: keyof typeof strangers, kind: Kind, request: string];

const idem = 'idempotencyKey: "foreign"';
const onOrder = (mutation: string, stranger: keyof typeof strangers, further = ''): ForeignId => [
  `Mutation.${mutation}(id)`,
  stranger,
  'order',
  `mutation { ${mutation}(id: "{id}"${further}) { id } }`,
];
const onHold = (mutation: string, further = ''): ForeignId => [
  `Mutation.${mutation}(id)`,
  'reader',
  'hold',
  `mutation { ${mutation}(id: "{id}"${further}) { id } }`,
];

export const foreignIds: readonly ForeignId[] = [
  // Orders, and the money in them.
  ['Query.purchaseLendOrder(id)', 'reader', 'order', '{ purchaseLendOrder(id: "{id}") { id status card } }'],
  ['Query.purchaseLendOrder(id)', 'clerk', 'order', '{ purchaseLendOrder(id: "{id}") { id status netPrice { fen } } }'],
  ['Query.purchaseLendOrder(id)', 'librarian', 'order', '{ purchaseLendOrder(id: "{id}") { id status } }'],
  onOrder('confirmOrder', 'clerk'),
  onOrder('reportOutOfStock', 'clerk'),
  onOrder('shipOrder', 'clerk', ', courier: "SF", trackingNumber: "1"'),
  onOrder('recordDelivery', 'clerk', ', event: DELIVERED'),
  onOrder('signForOrder', 'reader'),
  onOrder('cancelOrder', 'reader'),
  onOrder('reviewOrder', 'librarian', ', decision: APPROVE'),
  onOrder('voidOrder', 'clerk', ', reason: "foreign"'),
  ['Query.statement(id)', 'clerk', 'statement', '{ statement(id: "{id}") { id netTotal { fen } } }'],
  ['Query.statement(id)', 'librarian', 'statement', '{ statement(id: "{id}") { id netTotal { fen } } }'],
  ...(['clerk', 'librarian'] as const).flatMap((stranger): ForeignId[] => [
    [
      'Mutation.disputeStatementLine(input.statement)',
      stranger,
      'statement',
      'mutation { disputeStatementLine(input: { statement: "{id}", line: "1", reason: "foreign" }) { id } }',
    ],
    [
      'Mutation.disputeStatementLine(input.line)',
      stranger,
      'line',
      'mutation { disputeStatementLine(input: { statement: "{theirs}", line: "{id}", reason: "foreign" }) { id } }',
    ],
    [
      'Mutation.answerStatementDispute(input.dispute)',
      stranger,
      'dispute',
      'mutation { answerStatementDispute(input: { dispute: "{id}", answer: "foreign" }) { id } }',
    ],
    [
      'Mutation.agreeStatement(id)',
      stranger,
      'statement',
      'mutation { agreeStatement(id: "{id}", revision: 1) { id } }',
    ],
  ]),
  ['Mutation.issueStatement(id)', 'librarian', 'statement', 'mutation { issueStatement(id: "{id}") { id } }'],
  [
    'Mutation.invoiceStatement(input.statement)',
    'clerk',
    'statement',
    'mutation { invoiceStatement(input: { statement: "{id}", numbers: ["1"] }) { id } }',
  ],
  [
    'Mutation.payStatement(input.statement)',
    'librarian',
    'statement',
    'mutation { payStatement(input: { statement: "{id}", reference: "foreign" }) { id } }',
  ],
  [
    'Mutation.correctStatementLine(input.order)',
    'librarian',
    'order',
    `mutation { correctStatementLine(input: { ${idem}, order: "{id}", reason: "foreign", void: true }) { id } }`,
  ],
  [
    'Fund.ledger(order)',
    'librarian',
    'order',
    '{ fund(library: "NJ-XW", year: 2026) { ledger(order: "{id}") { nodes { order } } } }',
  ],
  ['Mutation.removeWebhook(id)', 'clerk', 'webhook', 'mutation { removeWebhook(id: "{id}") { id url } }'],
  ['Mutation.enableWebhook(id)', 'clerk', 'webhook', 'mutation { enableWebhook(id: "{id}") { id url } }'],
  ['Mutation.revokeApiKey(id)', 'clerk', 'apiKey', 'mutation { revokeApiKey(id: "{id}") { id name } }'],
  ['Query.importRuns(store)', 'clerk', 'store', '{ importRuns(store: "{id}") { totalCount } }'],
  ['Query.importRun(id)', 'librarian', 'importRun', '{ importRun(id: "{id}") { id fileName rejects { totalCount } } }'],
  ['Query.importRun(id)', 'clerk', 'importRun', '{ importRun(id: "{id}") { id } }'],
  ['Mutation.cancelImport(id)', 'librarian', 'importRun', 'mutation { cancelImport(id: "{id}") { id } }'],
  ['Mutation.cancelImport(id)', 'clerk', 'importRun', 'mutation { cancelImport(id: "{id}") { id } }'],

  // Readers and their loans.
  ['Query.reader(card)', 'reader', 'card', '{ reader(card: "{id}") { id maskedName } }'],
  [
    'Query.purchaseEligibility(input.card)',
    'reader',
    'card',
    '{ purchaseEligibility(input: { isbn: "9787229100605", card: "{id}", listPrice: { fen: 1000 } }) { eligible } }',
  ],
  [
    'Book.fulfilmentOptions(reader)',
    'reader',
    'card',
    '{ book(id: "B000101") { fulfilmentOptions(reader: "{id}") { __typename } } }',
  ],
  [
    'Mutation.eraseHistory(input.card)',
    'reader',
    'card',
    `mutation { eraseHistory(input: { ${idem}, card: "{id}" }) { __typename } }`,
  ],
  ['Mutation.refreshCredit(card)', 'reader', 'card', 'mutation { refreshCredit(card: "{id}") { band } }'],
  [
    'Mutation.requestLoan(input.card)',
    'reader',
    'card',
    `mutation { requestLoan(input: { ${idem}, bookId: "B000101", card: "{id}" }) { __typename } }`,
  ],
  [
    'Mutation.placeHold(input.card)',
    'reader',
    'card',
    `mutation { placeHold(input: { ${idem}, bookId: "B000101", card: "{id}", pickup: { branch: "JN-MAIN" } }) { __typename } }`,
  ],
  [
    'Mutation.requestReturnParcel(input.card)',
    'reader',
    'card',
    `mutation { requestReturnParcel(input: { ${idem}, card: "{id}", loans: ["none"] }) { id } }`,
  ],
  ['Subscription.shelfChanged(card)', 'reader', 'card', 'subscription { shelfChanged(card: "{id}") { eventId } }'],
  [
    'Subscription.purchaseLendOrderChanged(card)',
    'reader',
    'card',
    'subscription { purchaseLendOrderChanged(card: "{id}") { eventId } }',
  ],
  [
    'Subscription.purchaseLendOrderChanged(library)',
    'librarian',
    'library',
    'subscription { purchaseLendOrderChanged(library: "{id}") { eventId } }',
  ],
  [
    'Mutation.requestLoan(input.savedAddress)',
    'reader',
    'address',
    `mutation { requestLoan(input: { ${idem}, bookId: "B000101", savedAddress: "{id}" }) { __typename } }`,
  ],
  [
    'Mutation.requestReturnParcel(input.savedAddress)',
    'reader',
    'address',
    `mutation { requestReturnParcel(input: { ${idem}, loans: ["none"], savedAddress: "{id}" }) { id } }`,
  ],
  ['Mutation.removeAddress(id)', 'reader', 'address', 'mutation { removeAddress(id: "{id}") { addresses { id } } }'],
  [
    'Mutation.appealCreditEvent(id)',
    'reader',
    'creditEvent',
    'mutation { appealCreditEvent(id: "{id}", reason: "foreign") { id } }',
  ],
  [
    'Mutation.renewLoan(input.loan)',
    'reader',
    'loan',
    `mutation { renewLoan(input: { ${idem}, loan: "{id}" }) { __typename } }`,
  ],
  ['Mutation.claimReturned(loan)', 'reader', 'loan', 'mutation { claimReturned(loan: "{id}") { id } }'],
  ['Mutation.cancelLoan(loan)', 'reader', 'loan', 'mutation { cancelLoan(loan: "{id}") { id } }'],
  [
    'Mutation.requestReturnParcel(input.loans)',
    'reader',
    'loan',
    `mutation { requestReturnParcel(input: { ${idem}, loans: ["{id}"], branch: "JN-MAIN" }) { id } }`,
  ],
  ['Query.parcel(id)', 'reader', 'parcel', '{ parcel(id: "{id}") { id status } }'],
  ['Mutation.signForParcel(id)', 'reader', 'parcel', 'mutation { signForParcel(id: "{id}") { id } }'],
  ['Mutation.cancelParcel(id)', 'reader', 'parcel', 'mutation { cancelParcel(id: "{id}") { id } }'],
  ['Query.hold(id)', 'reader', 'hold', '{ hold(id: "{id}") { id state } }'],
  onHold('cancelHold'),
  onHold('suspendHold', `, until: "${dayOf(new Date(Date.now() + 7 * 24 * 3_600_000))}"`),
  onHold('changeHoldPickup', ', pickup: { branch: "JN-MAIN" }'),
  onHold('resumeHold'),
];

const staffServesAll = 'any librarian serves any reader and sees any parcel';
const catalogue = 'the catalogue is public';
const network = 'libraries, stores, branches and couriers are public, and what is asked of them here is too';
const administrators = 'for administrators, who may name any';
const copies = 'a copy is named with its library, which the matrix asks for; what it has is public';
const cursors = 'a place in a log, of which only events of the scope are shown';

/** Arguments that name nothing of anybody's, or nothing that the caller may not name, and why. */
export const nobodys: Readonly<Record<string, string>> = {
  'Query.book(id)': catalogue,
  'Query.purchaseEligibility(input.bookId)': catalogue,
  'Query.purchaseEligibility(input.store)': network,
  'Query.searchBooks(filter.libraries)': network,
  'Query.branches(library)': network,
  'Query.rankings(library)': network,
  'Query.changes(library)': 'all librarians follow the changes of all libraries',
  'Query.ruleSets(library)': network,
  'Query.rulesInForce(library)': network,
  'Query.item(library)': copies,
  'Query.item(barcode)': copies,
  'Query.loanPolicies(library)': network,
  'Query.closings(library)': network,
  'Book.fulfilmentOptions(near.branch)': network,
  'Subscription.availabilityChanged(bookIds)': catalogue,
  'Subscription.availabilityChanged(after)': cursors,
  'Subscription.purchaseLendOrderChanged(after)': cursors,
  'Subscription.shelfChanged(after)': cursors,
  'Subscription.branchWorkChanged(after)': cursors,
  'Mutation.submitPurchaseLendOrder(input.card)':
    'a store sells to any reader; of the card it learns whether there is one',
  'Mutation.submitPurchaseLendOrder(input.bookId)': catalogue,
  'Mutation.submitPurchaseLendOrder(input.itemBarcode)': copies,
  'Mutation.submitPurchaseLendOrder(input.itemBarcodes)': copies,
  'Mutation.submitPurchaseLendOrders(orders.card)':
    'a store sells to any reader; of the card it learns whether there is one',
  'Mutation.submitPurchaseLendOrders(orders.bookId)': catalogue,
  'Mutation.submitPurchaseLendOrders(orders.itemBarcode)': copies,
  'Mutation.submitPurchaseLendOrders(orders.itemBarcodes)': copies,
  'Mutation.requestPurchase(input.bookId)': catalogue,
  'Mutation.putOffers(offers.bookId)': catalogue,
  'Mutation.reconcileOrders(after)': administrators,
  'Mutation.addContract(input.store)': administrators,
  'Mutation.addContract(input.library)': administrators,
  'Mutation.allocateFund(input.library)': administrators,
  'Mutation.setAvailabilitySource(input.library)': administrators,
  'Mutation.registerCourier(id)': administrators,
  'Mutation.renewCourierSecret(id)': administrators,
  'Mutation.mergeBooks(input.keep)': catalogue,
  'Mutation.mergeBooks(input.merge)': catalogue,
  'Mutation.splitBook(input.book)': catalogue,
  'Mutation.splitBook(input.records)': catalogue,
  'Mutation.setItemMapping(mapping.barcode)': 'the code of a subfield',
  'Mutation.putItems(input.items.barcode)': copies,
  'Mutation.putItems(input.items.bookId)': catalogue,
  'Mutation.putItems(input.items.branchId)': copies,
  'Mutation.requestLoan(input.bookId)': catalogue,
  'Mutation.requestReturnParcel(input.branch)': network,
  'Mutation.placeHold(input.bookId)': catalogue,
  'Mutation.placeHold(input.pickup.branch)': network,
  'Mutation.changeHoldPickup(pickup.branch)': network,
  'Mutation.checkOut(input.card)': staffServesAll,
  'Mutation.checkOut(input.barcode)': copies,
  'Mutation.returnItem(input.barcode)': copies,
  'Mutation.catalogueItem(input.barcode)': copies,
  'Mutation.catalogueItem(input.branch)': network,
  'Mutation.shelveItem(input.barcode)': copies,
  'Mutation.reportItemLost(input.barcode)': copies,
  'Mutation.reportItemDamaged(input.barcode)': copies,
  'Mutation.settleItem(input.barcode)': copies,
  'Mutation.reportLoans(loans.number)': copies,
  'Mutation.reportLoans(loans.card)': staffServesAll,
  'Mutation.reportLoans(loans.barcode)': copies,
  'Mutation.reportLoans(loans.branch)': network,
  'Mutation.reportLoans(loans.returnedTo)': network,
  'Mutation.suspendReader(card)': staffServesAll,
  'Mutation.liftSuspension(card)': staffServesAll,
  'Mutation.recordConsent(card)': staffServesAll,
  'Mutation.decideAppeal(id)': staffServesAll,
  'Mutation.acceptParcel(id)': staffServesAll,
  'Mutation.acceptParcel(courier)': network,
  'Mutation.splitParcel(id)': staffServesAll,
  'Mutation.splitParcel(loans)': staffServesAll,
  'Mutation.joinParcels(ids)': staffServesAll,
  'Mutation.recordParcelEvent(input.parcel)': staffServesAll,
  'Mutation.recordParcelLiability(id)': staffServesAll,
  'Mutation.reportMissingCopies(id)': staffServesAll,
  'Mutation.reportMissingCopies(loans)': staffServesAll,
};

/** One of each that belongs to the owners, and a statement that belongs to the strangers. */
export async function belongings(openNetwork: TestNetwork) {
  const { lending } = openNetwork.subgraphs;
  const { card } = owners.reader as { card: string };
  const store = 'QINGCHUN';
  const done = async (person: Person, query: string, variables: Record<string, unknown> = {}) => {
    const answer = await openNetwork.query(query, variables, person);
    if (codes(answer).length > 0) throw new Error(JSON.stringify(answer.errors));
    return Object.values(answer.data as object)[0];
  };
  const statementOf = async (library: string, of: string) => {
    const month = new Date(Date.now() - 40 * 24 * 3_600_000);
    const order = await lend(openNetwork, month, { payer: library, store: of });
    const id = `${library}:${of}:${monthOf(month)}`;
    const { lines } = await done(
      librarian(library),
      'mutation ($id: ID!) { issueStatement(id: $id) { lines(first: 1) { nodes { id } } } }',
      { id },
    );
    return { id, order: order.id, line: lines.nodes[0].id as string };
  };
  const ours = await statementOf('NJ-JN', store);
  const theirs = await statementOf('NJ-XW', 'WENDU');
  const { disputes } = await done(
    owners.clerk,
    `mutation ($statement: ID!, $line: ID!) {
       disputeStatementLine(input: { statement: $statement, line: $line, reason: "test" }) { disputes { id } } }`,
    { statement: ours.id, line: ours.line },
  );
  const { webhook } = await done(
    owners.clerk,
    'mutation ($store: ID!) { registerWebhook(store: $store, url: "https://8.8.8.8/") { webhook { id } } }',
    { store },
  );
  const { apiKey } = await done(
    owners.clerk,
    'mutation ($store: ID!) { createApiKey(store: $store, name: "test", scopes: ["order"]) { apiKey { id } } }',
    { store },
  );
  const imported = await send(openNetwork, owners.librarian, '/imports?library=NJ-JN&name=w&size=10', {
    method: 'POST',
  });
  const parcels = await parcelsOf(openNetwork, () => new Date());
  const { loan, parcel } = await parcels.requested(card);
  const desk = deskOf(openNetwork);
  const { bookId } = await desk.newBook({ copies: 1, branch: 'JN-MAIN' });
  const hold = await desk.place(card, bookId, 'JN-MAIN');
  const address = await done(
    owners.reader,
    'mutation ($home: DeliveryAddressInput!) { saveAddress(address: $home) { id } }',
    {
      home,
    },
  );
  const creditEvent = randomUUID();
  await rows(
    lending,
    `insert into credit_event (id, reader_id, kind, reference, points, at, expires_on, state)
     select ?, id, 'OVERDUE', 'test', -10, now(), '2099-01-01', 'COUNTED' from reader where card = ?`,
    [creditEvent, card],
  );
  return {
    card,
    store,
    library: 'NJ-JN',
    order: ours.order,
    statement: ours.id,
    line: ours.line,
    dispute: disputes[0].id as string,
    webhook: webhook.id as string,
    apiKey: apiKey.id as string,
    importRun: imported.body.import.id as string,
    loan,
    parcel,
    hold: hold.id as string,
    address: address.id as string,
    creditEvent,
    theirs: theirs.id,
  };
}
