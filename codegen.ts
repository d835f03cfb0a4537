// Typed resolvers of each subgraph from its SDL. `npm run codegen` writes subgraphs/*/types.generated.ts.
import type { CodegenConfig } from '@graphql-codegen/cli';

/** GraphQL types whose parent value is an entity or a value of ours; all others are plain objects of the schema's shape. */
const mappers: Record<string, Record<string, string>> = {
  central: {
    Book: './entities.ts#Book as BookEntity',
    Branch: './entities.ts#Branch as BranchEntity',
    CentralHoldings: './holdings.ts#HoldingsRow',
    CentralItem: '../../lib/items/entities.ts#Item as ItemEntity',
    Item: '../../lib/items/entities.ts#Item as ItemEntity',
    Holdings: './holdings.ts#HoldingsRow',
    DistrictHoldings: './holdings.ts#HoldingsRow',
    HoldingsNow: '../../lib/items/holdings.ts#HoldingsNow as HoldingsNowValue',

    Library: './entities.ts#Library as LibraryEntity',
    Periodical: './entities.ts#Periodical as PeriodicalEntity',
    ProgrammeEvent: './entities.ts#ProgrammeEvent as ProgrammeEventEntity',
    RankingEntry: './entities.ts#RankingEntry as RankingEntryEntity',
    Room: './entities.ts#Room as RoomEntity',
    RuleSet: '../../lib/rules/rules.ts#RuleSet as RuleSetValue',
  },
  districts: {
    Book: '../../lib/reference.ts#Reference',
    Branch: '../../lib/reference.ts#Reference',
    Library: '../../lib/reference.ts#Reference',
    DistrictHoldings: '../../lib/items/holdings.ts#HoldingsKey',
    Holdings: '../../lib/items/holdings.ts#HoldingsKey',
    DistrictItem: '../../lib/items/entities.ts#Item as ItemEntity',
    Item: '../../lib/items/entities.ts#Item as ItemEntity',
    HoldingsNow: '../../lib/items/holdings.ts#HoldingsNow as HoldingsNowValue',
  },
  bookstores: {
    BarcodeRange: './barcodes.ts#BarcodeRange as BarcodeRangeEntity',
    Offer: './entities.ts#Offer as OfferEntity',
    Book: '../../lib/reference.ts#Reference',
    Library: '../../lib/reference.ts#Reference',
    PurchaseLendOrderDecided: './results.ts#Taken',
    PurchaseRefused: './results.ts#Refused',
    PutOfferResult: './offers.ts#PutOffer',
    Reader: '../../lib/reference.ts#Reference',
    TryAgain: '../../lib/messages.ts#Undecided',
    PurchaseLendOrder: './entities.ts#PurchaseLendOrder as PurchaseLendOrderEntity',
    PurchaseTransition: './entities.ts#PurchaseTransition as PurchaseTransitionEntity',
    PurchaseLendOrderChange: './live.ts#OrderChange',
    RuleFailure: '../../lib/failures.ts#Failure',
    RuleReplay: './ruleReplay.ts#RuleReplay as RuleReplayValue',
    RuleReplaySum: './ruleReplay.ts#TurnedSum',
    RuleReplayTurn: './ruleReplay.ts#Turn',
    Store: './entities.ts#Store as StoreEntity',
    Webhook: './webhookEntities.ts#Webhook as WebhookEntity',
    WebhookDelivery: './webhookEntities.ts#WebhookDelivery as WebhookDeliveryEntity',
  },
  lending: {
    Book: '../../lib/reference.ts#Reference',
    Branch: '../../lib/reference.ts#Reference',
    CentralItem: '../../lib/owners.ts#ItemReference',
    DistrictItem: '../../lib/owners.ts#ItemReference',
    Item: '../../lib/owners.ts#ItemReference',
    Library: '../../lib/reference.ts#Reference',
    Store: '../../lib/reference.ts#Reference',
    LoanDecided: './requests.ts#Decided',
    ItemLoss: './entities.ts#ItemLoss as ItemLossEntity',
    ItemPlacement: './cataloguing.ts#Placement',
    ReturnResult: './entities.ts#ItemReturn',
    TryAgain: '../../lib/messages.ts#Undecided',
    Caller: '../../lib/identity.ts#Identity',
    Loan: './entities.ts#Loan as LoanEntity',
    Parcel: './entities.ts#Parcel as ParcelEntity',
    Reader: './entities.ts#Reader as ReaderEntity',
    RuleFailure: '../../lib/failures.ts#Failure',
  },
};

const config: CodegenConfig = {
  generates: Object.fromEntries(
    Object.entries(mappers).map(([name, subgraphMappers]) => [
      `subgraphs/${name}/types.generated.ts`,
      {
        schema: `schema/${name}.graphql`,
        plugins: ['typescript', 'typescript-resolvers'],
        config: {
          contextType: './context.ts#Context',
          defaultScalarType: 'unknown',
          enumsAsTypes: true,
          federation: true,
          importExtension: '.ts',
          mappers: subgraphMappers,
          scalars: { Date: 'string', DateTime: 'Date', LocalTime: 'string' },
          useTypeImports: true,
        },
      },
    ]),
  ),
};

export default config;
