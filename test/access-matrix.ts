// Who may ask for what: every root field, and every field that the schema protects. A new one without a line here fails the test.
//
// A row has a letter for each caller: nobody; the reader, another reader; the store's clerk, another store's; the library's librarian,
// another library's; an administrator. `y`: what is asked is done, or is wrong for another reason than who asks. `h`: through the gateway
// it is hidden from the audience, as if there were no such field (GRAPHQL_VALIDATION_FAILED); the subgraph itself refuses it. `-`: it is
// refused to the role by the gateway, before anybody is asked for it. `x`: it is refused by the subgraph, for whose it is. `0`: it does
// not exist, or nothing of it, for this caller. Refusals are FORBIDDEN, to nobody UNAUTHENTICATED. Requests of mutations are wrong after
// the permission (an id that is none, an amount below zero), so that nothing changes: that is `y` or `0` to all who have it.

/** The callers, in the order of the letters. */
export const callers = [
  'nobody',
  'reader',
  'other reader',
  'clerk',
  'other clerk',
  'librarian',
  'other librarian',
  'admin',
] as const;

/** The field, who may, and a request for it. `{store}` and the like stand for what belongs to the first of each two callers. */
export type Line = readonly [coordinate: string, row: string, request: string];

const everybody = 'y yy yy yy y';
const admins = 'h hh hh hh y';
const ownReader = '- yx hh hh -';
const ownReaderOrAdmin = '- yx hh hh y';
const ownReaderOrStaff = '- yx hh yy y';
const ownReaderOrThoseWithStaffRights = '- 00 hh 00 0';
const ownClerkOrAdmin = 'h hh yx hh y';
const ownLibrary = 'h hh hh yx y';
const ownLibraryOfImports = 'h hh xx yx y';
const librarians = 'h hh hh yy y';
const bothSides = 'h hh yx yx y';

const idem = 'idempotencyKey: "matrix"';
const home = '{ recipient: "", phone: "", province: "", city: "", district: "", street: "" }';
const order = 'input: { idempotencyKey: "", store: "{store}", card: "{card}", isbn: "1", listPrice: { fen: -1 } }';
const label = 'library: "{library}", barcode: "NONE"';

export const lines: readonly Line[] = [
  // The public catalogue.
  ['Query.book', everybody, '{ book(id: "{book}") { id } }'],
  ['Query.booksByIsbn', everybody, '{ booksByIsbn(isbn: "9787229100605") { id } }'],
  ['Query.searchBooks', everybody, '{ searchBooks(query: "百年", first: 1) { totalCount } }'],
  ['Query.suggest', everybody, '{ suggest(prefix: "百", first: 1) { text } }'],
  ['Query.libraries', everybody, '{ libraries { id } }'],
  ['Query.branches', everybody, '{ branches { id } }'],
  ['Query.rankings', everybody, '{ rankings(year: 2020, audience: ADULT) { rank } }'],
  ['Query.periodicals', everybody, '{ periodicals { title } }'],
  ['Query.programme', everybody, '{ programme(from: "2021-01-01", to: "2021-01-31") { title } }'],
  ['Query.ruleSets', everybody, '{ ruleSets { id } }'],
  ['Query.rulesInForce', everybody, '{ rulesInForce(library: "{library}", channel: COUNTER) { __typename } }'],
  ['Query.stores', everybody, '{ stores { id } }'],
  ['Query.item', everybody, '{ item(library: "{library}", barcode: "{barcode}") { id } }'],
  ['Query.loanPolicies', everybody, '{ loanPolicies { id } }'],
  ['Query.holdPolicies', everybody, '{ holdPolicies { validFrom } }'],
  ['Query.retentionPolicies', everybody, '{ retentionPolicies { validFrom } }'],
  ['Query.reminderTerms', everybody, '{ reminderTerms { __typename } }'],
  ['Query.closings', everybody, '{ closings { id } }'],
  ['Query.parcelQuote', everybody, '{ parcelQuote(direction: OUT, items: 1) { __typename } }'],
  ['Query.freightTariffs', everybody, '{ freightTariffs { id } }'],
  ['Query.couriers', everybody, '{ couriers { id } }'],
  ['Query.me', everybody, '{ me { role } }'],
  ['Subscription.availabilityChanged', everybody, 'subscription { availabilityChanged(bookIds: []) { eventId } }'],
  // Of nobody in particular the dry run is anybody's; of a reader it is the reader's, and the staff's.
  [
    'Query.purchaseEligibility',
    'x yx yy yy y',
    '{ purchaseEligibility(input: { isbn: "9787229100605", card: "{card}", listPrice: { fen: 1000 } }) { __typename } }',
  ],

  // The catalogue's keepers.
  ['Query.changes', librarians, '{ changes { endCursor } }'],
  ['Query.importRun', 'h hh 00 00 0', '{ importRun(id: "none") { id } }'],
  ['Query.importRuns', ownLibraryOfImports, '{ importRuns(library: "{library}") { totalCount } }'],
  ['Query.itemMapping', ownLibraryOfImports, '{ itemMapping(library: "{library}") { __typename } }'],
  ['Query.availabilitySources', admins, '{ availabilitySources { kind } }'],
  [
    'Mutation.mergeBooks',
    'h hh hh 00 0',
    'mutation { mergeBooks(input: { keep: "none", merge: ["nothing"], reason: "matrix" }) { id } }',
  ],
  [
    'Mutation.splitBook',
    'h hh hh 00 0',
    'mutation { splitBook(input: { book: "none", records: ["nothing"], reason: "matrix" }) { __typename } }',
  ],
  ['Mutation.cancelImport', 'h hh 00 00 0', 'mutation { cancelImport(id: "none") { id } }'],
  [
    'Mutation.setItemMapping',
    ownLibraryOfImports,
    'mutation { setItemMapping(library: "{library}", mapping: { tag: "?" }) { __typename } }',
  ],
  ['Mutation.putItems', ownLibrary, 'mutation { putItems(input: { library: "{library}", items: [] }) { __typename } }'],
  [
    'Mutation.setAvailabilitySource',
    'h hh hh hh 0',
    'mutation { setAvailabilitySource(input: { library: "NONE", kind: DATABASE }) { kind } }',
  ],

  // Money of the libraries, and the rules by which it is spent.
  ['Query.fund', ownLibrary, '{ fund(library: "{library}", year: {year}) { free { fen } } }'],
  ['Query.funds', librarians, '{ funds(year: {year}) { free { fen } } }'],
  ['Query.contracts', bothSides, '{ contracts(store: "{store}", library: "{library}") { id } }'],
  ['Query.statement', 'h hh y0 y0 y', '{ statement(id: "{statement}") { id } }'],
  ['Query.statements', bothSides, '{ statements(store: "{store}", library: "{library}") { totalCount } }'],
  [
    'Query.programmeReport',
    ownLibrary,
    '{ programmeReport(from: "2026-01-01", to: "2026-01-31", library: "{library}") { __typename } }',
  ],
  [
    'Query.ruleReplay',
    ownLibrary,
    '{ ruleReplay(from: "2026-01-02", to: "2026-01-01", ruleSet: { library: "{library}", validFrom: "2026-01-01" }) { __typename } }',
  ],
  [
    'Mutation.addRuleSet',
    ownLibrary,
    `mutation { addRuleSet(idempotencyKey: "", input: { library: "{library}", validFrom: "2020-01-01" }) { id } }`,
  ],
  [
    'Mutation.allocateFund',
    admins,
    `mutation { allocateFund(input: { idempotencyKey: "", library: "{library}", year: {year}, amount: { fen: -1 } }) { year } }`,
  ],
  [
    'Mutation.addContract',
    admins,
    `mutation { addContract(input: { idempotencyKey: "", store: "{store}", library: "{library}", rateBasisPoints: 0, validFrom: "2026-01-02", validTo: "2026-01-01" }) { id } }`,
  ],
  ['Mutation.issueStatement', ownLibrary, 'mutation { issueStatement(id: "{library}:{store}:2020-01") { id } }'],
  [
    'Mutation.disputeStatementLine',
    'h hh yx yx -',
    'mutation { disputeStatementLine(input: { statement: "{statement}", line: "1", reason: "matrix" }) { id } }',
  ],
  [
    'Mutation.answerStatementDispute',
    'h hh 00 00 0',
    'mutation { answerStatementDispute(input: { dispute: "none", answer: "matrix" }) { id } }',
  ],
  [
    'Mutation.correctStatementLine',
    'h hh hh y0 y',
    `mutation { correctStatementLine(input: { idempotencyKey: "", order: "{order}", reason: "" }) { __typename } }`,
  ],
  ['Mutation.agreeStatement', 'h hh yx yx -', 'mutation { agreeStatement(id: "{statement}", revision: 99) { id } }'],
  [
    'Mutation.invoiceStatement',
    'h hh yx hh -',
    'mutation { invoiceStatement(input: { statement: "{statement}", numbers: [] }) { id } }',
  ],
  [
    'Mutation.payStatement',
    'h hh hh yx -',
    'mutation { payStatement(input: { statement: "{statement}", reference: "" }) { id } }',
  ],

  // 你选书，我买单: orders and stores.
  ['Query.purchaseLendOrder', '- y0 y0 y0 y', '{ purchaseLendOrder(id: "{order}") { id } }'],
  ['PurchaseLendOrder.netPrice', 'h hh y0 y0 y', '{ purchaseLendOrder(id: "{order}") { netPrice { fen } } }'],
  ['PurchaseLendOrder.compensation', '- 00 hh 00 0', '{ purchaseLendOrder(id: "{order}") { compensation { fen } } }'],
  [
    'PurchaseLendOrder.deliveryAddress',
    '- 00 00 hh -',
    '{ purchaseLendOrder(id: "{order}") { deliveryAddress { street } } }',
  ],
  ['PurchaseLendOrder.addressLooks', '- y0 hh y0 y', '{ purchaseLendOrder(id: "{order}") { addressLooks { at } } }'],
  ['Query.ordersInReview', ownLibrary, '{ ordersInReview(library: "{library}") { totalCount } }'],
  ['Store.inbox', 'h hh y0 hh y', '{ stores { id inbox { totalCount } } }'],
  ['Store.orders', 'h hh y0 hh y', '{ stores { id orders { totalCount } } }'],
  ['Store.webhooks', 'h hh y0 hh y', '{ stores { id webhooks { id } } }'],
  [
    'Subscription.purchaseLendOrderChanged',
    '- xx yx xx y',
    'subscription { purchaseLendOrderChanged(store: "{store}", after: "none") { eventId } }',
  ],
  [
    'Mutation.submitPurchaseLendOrder',
    ownClerkOrAdmin,
    `mutation { submitPurchaseLendOrder(${order}) { __typename } }`,
  ],
  [
    'Mutation.submitPurchaseLendOrders',
    ownClerkOrAdmin,
    `mutation { submitPurchaseLendOrders(orders: [{ idempotencyKey: "", occurredAt: "2020-01-01T00:00:00Z", store: "{store}", card: "{card}", isbn: "1", listPrice: { fen: -1 } }]) { __typename } }`,
  ],
  [
    'Mutation.requestPurchase',
    '- yy hh hh -',
    `mutation { requestPurchase(input: { idempotencyKey: "", isbn: "1", deliveryAddress: ${home} }) { __typename } }`,
  ],
  ['Mutation.confirmOrder', 'h hh y0 hh y', 'mutation { confirmOrder(id: "{order}") { id } }'],
  ['Mutation.reportOutOfStock', 'h hh y0 hh y', 'mutation { reportOutOfStock(id: "{order}") { id } }'],
  [
    'Mutation.shipOrder',
    'h hh y0 hh y',
    'mutation { shipOrder(id: "{order}", courier: "SF", trackingNumber: "1") { id } }',
  ],
  ['Mutation.recordDelivery', 'h hh y0 hh y', 'mutation { recordDelivery(id: "{order}", event: DELIVERED) { id } }'],
  ['Mutation.signForOrder', '- y0 y0 hh y', 'mutation { signForOrder(id: "{order}") { id } }'],
  ['Mutation.cancelOrder', '- y0 hh hh -', 'mutation { cancelOrder(id: "{order}") { id } }'],
  ['Mutation.reviewOrder', 'h hh hh y0 y', 'mutation { reviewOrder(id: "{order}", decision: APPROVE) { id } }'],
  ['Mutation.voidOrder', 'h hh y0 hh y', 'mutation { voidOrder(id: "{order}", reason: "matrix") { id } }'],
  ['Mutation.putOffers', ownClerkOrAdmin, 'mutation { putOffers(store: "{store}", offers: []) { __typename } }'],
  ['Mutation.reconcileOrders', admins, 'mutation { reconcileOrders(after: "~") { __typename } }'],
  [
    'Mutation.issueBarcodes',
    ownLibrary,
    `mutation { issueBarcodes(input: { idempotencyKey: "", store: "{store}", library: "{library}", prefix: "?", count: 0 }) { id } }`,
  ],
  [
    'Mutation.registerWebhook',
    ownClerkOrAdmin,
    'mutation { registerWebhook(store: "{store}", url: "none") { secret } }',
  ],
  [
    'Mutation.removeWebhook',
    'h hh 00 hh 0',
    'mutation { removeWebhook(id: "00000000-0000-0000-0000-000000000000") { id } }',
  ],
  [
    'Mutation.enableWebhook',
    'h hh 00 hh 0',
    'mutation { enableWebhook(id: "00000000-0000-0000-0000-000000000000") { id } }',
  ],
  ['Query.apiKeys', ownClerkOrAdmin, '{ apiKeys(store: "{store}") { totalCount } }'],
  [
    'Mutation.createApiKey',
    ownClerkOrAdmin,
    'mutation { createApiKey(store: "{store}", name: "", scopes: []) { secret } }',
  ],
  ['Mutation.revokeApiKey', 'h hh 00 hh 0', 'mutation { revokeApiKey(id: "none") { id } }'],
  [
    'Mutation.replayWebhooks',
    ownClerkOrAdmin,
    'mutation { replayWebhooks(store: "{store}", from: "2026-01-02T00:00:00Z", to: "2026-01-01T00:00:00Z") { events } }',
  ],

  // Readers.
  ['Query.reader', '- yx yy yy y', '{ reader(card: "{card}") { id } }'],
  ['Reader.credit', ownReaderOrStaff, '{ reader(card: "{card}") { credit { band } } }'],
  ['Reader.openLoans', ownReaderOrStaff, '{ reader(card: "{card}") { openLoans } }'],
  ['Reader.loanQuota', ownReaderOrStaff, '{ reader(card: "{card}") { loanQuota } }'],
  ['Reader.reminders', ownReaderOrStaff, '{ reader(card: "{card}") { reminders } }'],
  ['Reader.addresses', ownReader, '{ reader(card: "{card}") { addresses { id } } }'],
  ['Reader.export', ownReaderOrAdmin, '{ reader(card: "{card}") { export { asOf } } }'],
  [
    'Subscription.shelfChanged',
    ownReaderOrAdmin,
    'subscription { shelfChanged(card: "{card}", after: "none") { eventId } }',
  ],
  [
    'Mutation.eraseHistory',
    ownReaderOrAdmin,
    `mutation { eraseHistory(input: { idempotencyKey: "", card: "{card}" }) { __typename } }`,
  ],
  ['Mutation.saveAddress', '- yy hh hh -', `mutation { saveAddress(address: ${home}) { id } }`],
  ['Mutation.removeAddress', '- yy hh hh -', 'mutation { removeAddress(id: "none") { id } }'],
  ['Mutation.setReminders', '- yy hh hh -', 'mutation { setReminders(enabled: true) { id } }'],
  ['Mutation.refreshCredit', ownReaderOrStaff, 'mutation { refreshCredit(card: "{card}") { band } }'],
  ['Mutation.appealCreditEvent', '- 00 hh hh -', 'mutation { appealCreditEvent(id: "none", reason: "matrix") { id } }'],
  [
    'Mutation.decideAppeal',
    'h hh hh 00 0',
    'mutation { decideAppeal(id: "none", grant: true, reason: "matrix") { id } }',
  ],
  ['Mutation.suspendReader', 'h hh hh 00 0', 'mutation { suspendReader(card: "NONE", reason: "matrix") { id } }'],
  ['Mutation.liftSuspension', 'h hh hh 00 0', 'mutation { liftSuspension(card: "NONE") { id } }'],
  ['Mutation.recordConsent', 'h hh hh 00 0', 'mutation { recordConsent(card: "NONE", guardian: "matrix") { id } }'],

  // Loans, holds and parcels.
  [
    'Mutation.requestLoan',
    ownReaderOrStaff,
    `mutation { requestLoan(input: { idempotencyKey: "", card: "{card}" }) { __typename } }`,
  ],
  [
    'Mutation.renewLoan',
    ownReaderOrThoseWithStaffRights,
    `mutation { renewLoan(input: { ${idem}, loan: "none" }) { __typename } }`,
  ],
  ['Mutation.claimReturned', ownReaderOrThoseWithStaffRights, 'mutation { claimReturned(loan: "none") { id } }'],
  ['Mutation.cancelLoan', ownReaderOrThoseWithStaffRights, 'mutation { cancelLoan(loan: "none") { id } }'],
  [
    'Mutation.checkOut',
    ownLibrary,
    `mutation { checkOut(input: { idempotencyKey: "", card: "{card}", ${label}, branch: "{branch}" }) { __typename } }`,
  ],
  ['Mutation.reportLoans', ownLibrary, 'mutation { reportLoans(library: "{library}", loans: []) { __typename } }'],
  [
    'Mutation.addLoanPolicy',
    ownLibrary,
    `mutation { addLoanPolicy(input: { idempotencyKey: "", library: "{library}", validFrom: "2020-01-01", loanDays: 0, renewals: 0, renewalDays: 0 }) { id } }`,
  ],
  [
    'Mutation.addClosing',
    ownLibrary,
    `mutation { addClosing(input: { idempotencyKey: "", library: "{library}", from: "2020-01-01", reason: "" }) { id } }`,
  ],
  [
    'Mutation.addHoldPolicy',
    admins,
    `mutation { addHoldPolicy(input: { idempotencyKey: "", validFrom: "2020-01-01", shelfDays: 0, keptAtOnce: 0 }) { __typename } }`,
  ],
  [
    'Mutation.addRetentionPolicy',
    admins,
    `mutation { addRetentionPolicy(input: { idempotencyKey: "", validFrom: "2020-01-01", loanDays: 0, holdDays: 0, parcelDays: 0, orderDays: 0, takenDays: 0 }) { __typename } }`,
  ],
  ['Query.hold', ownReaderOrThoseWithStaffRights, '{ hold(id: "none") { id } }'],
  [
    'Mutation.placeHold',
    ownReaderOrStaff,
    `mutation { placeHold(input: { idempotencyKey: "", card: "{card}", pickup: { branch: "{branch}" } }) { __typename } }`,
  ],
  ['Mutation.cancelHold', ownReaderOrThoseWithStaffRights, 'mutation { cancelHold(id: "none") { id } }'],
  [
    'Mutation.suspendHold',
    ownReaderOrThoseWithStaffRights,
    'mutation { suspendHold(id: "none", until: "{soon}") { id } }',
  ],
  [
    'Mutation.changeHoldPickup',
    ownReaderOrThoseWithStaffRights,
    'mutation { changeHoldPickup(id: "none", pickup: { branch: "{branch}" }) { id } }',
  ],
  ['Mutation.resumeHold', ownReaderOrThoseWithStaffRights, 'mutation { resumeHold(id: "none") { id } }'],
  ['Query.parcel', '- y0 hh yy y', '{ parcel(id: "{parcel}") { id } }'],
  ['Parcel.address', '- y0 hh y0 -', '{ parcel(id: "{parcel}") { address { street } } }'],
  ['Parcel.addressLooks', '- y0 hh y0 y', '{ parcel(id: "{parcel}") { addressLooks { at } } }'],
  ['Query.parcels', ownLibrary, '{ parcels(branch: "{branch}", status: CREATED) { totalCount } }'],
  [
    'Mutation.acceptParcel',
    ownLibrary,
    'mutation { acceptParcel(id: "{parcel}", courier: "NONE", trackingNumber: "") { id } }',
  ],
  ['Mutation.splitParcel', ownLibrary, 'mutation { splitParcel(id: "{parcel}", loans: []) { id } }'],
  ['Mutation.joinParcels', 'h hh hh 0x 0', 'mutation { joinParcels(ids: ["{parcel}", "none"]) { id } }'],
  [
    'Mutation.recordParcelEvent',
    ownLibrary,
    `mutation { recordParcelEvent(input: { idempotencyKey: "", parcel: "{parcel}", event: PICKED_UP }) { id } }`,
  ],
  [
    'Mutation.recordParcelLiability',
    ownLibrary,
    'mutation { recordParcelLiability(id: "{parcel}", liable: CARRIER) { id } }',
  ],
  ['Mutation.reportMissingCopies', ownLibrary, 'mutation { reportMissingCopies(id: "{parcel}", loans: []) { id } }'],
  ['Mutation.signForParcel', '- y0 hh yy y', 'mutation { signForParcel(id: "{parcel}") { id } }'],
  ['Mutation.cancelParcel', ownReaderOrThoseWithStaffRights, 'mutation { cancelParcel(id: "none") { id } }'],
  [
    'Mutation.requestReturnParcel',
    ownReaderOrStaff,
    `mutation { requestReturnParcel(input: { idempotencyKey: "", card: "{card}", loans: [] }) { id } }`,
  ],
  [
    'Mutation.addFreightTariff',
    admins,
    `mutation { addFreightTariff(input: { idempotencyKey: "", direction: OUT, validFrom: "2020-01-01", payer: READER }) { id } }`,
  ],
  ['Mutation.registerCourier', admins, 'mutation { registerCourier(id: "?", name: "") { secret } }'],
  ['Mutation.renewCourierSecret', 'h hh hh hh 0', 'mutation { renewCourierSecret(id: "NONE") { secret } }'],

  // The desk.
  ['Query.worklist', ownLibrary, '{ worklist(branch: "{branch}") { __typename } }'],
  ['Query.itemsInCataloguing', ownLibrary, '{ itemsInCataloguing(library: "{library}") { totalCount } }'],
  ['Query.failedNotices', admins, '{ failedNotices { totalCount } }'],
  [
    'Subscription.branchWorkChanged',
    ownLibrary,
    'subscription { branchWorkChanged(branch: "{branch}", after: "none") { eventId } }',
  ],
  [
    'Mutation.returnItem',
    ownLibrary,
    `mutation { returnItem(input: { idempotencyKey: "", ${label}, branch: "{branch}" }) { __typename } }`,
  ],
  [
    'Mutation.catalogueItem',
    ownLibrary,
    `mutation { catalogueItem(input: { ${label}, callNumber: "" }) { __typename } }`,
  ],
  ['Mutation.shelveItem', 'h hh hh 0x 0', `mutation { shelveItem(input: { ${label}, branch: "{branch}" }) { id } }`],
  [
    'Mutation.reportItemLost',
    'h hh hh y0 y',
    `mutation { reportItemLost(input: { idempotencyKey: "", ${label}, reason: "" }) { __typename } }`,
  ],
  [
    'Mutation.reportItemDamaged',
    'h hh hh y0 y',
    `mutation { reportItemDamaged(input: { idempotencyKey: "", ${label}, reason: "" }) { __typename } }`,
  ],
  [
    'Mutation.settleItem',
    ownLibrary,
    `mutation { settleItem(input: { ${label}, outcome: COMPENSATED, reason: "" }) { __typename } }`,
  ],
];
