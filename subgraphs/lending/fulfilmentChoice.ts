// What the ways to a book are ranked by, and how long things take, as data: dated versions, the last one in force decides.
import { defineEntity, p } from '@mikro-orm/core';
import type { EntityManager } from '../../lib/orm.ts';
import { entities } from '../../lib/statements.ts';

const FulfilmentChoiceSchema = defineEntity({
  name: 'FulfilmentChoice',
  tableName: 'fulfilment_choice',
  checks: [
    {
      name: 'fulfilment_choice_weights',
      expression:
        'least(time_weight, distance_weight, cost_weight, collection_weight, certainty_weight) >= 0 and time_weight + distance_weight + cost_weight + collection_weight + certainty_weight <= 95',
    },
    {
      name: 'fulfilment_choice_days',
      expression: 'least(transfer_days, parcel_days, purchase_days) >= 0 and stale_stock_hours > 0',
    },
  ],
  properties: {
    /** The first day on which it decides. */
    validFrom: p.date().primary(),
    timeWeight: p.integer(),
    distanceWeight: p.integer(),
    costWeight: p.integer(),
    collectionWeight: p.integer(),
    certaintyWeight: p.integer(),
    /** Days in which a copy travels from one branch to another. */
    transferDays: p.integer(),
    /** Days from a reader's request until the courier is at the door, for a library's copy and for a bought one. */
    parcelDays: p.integer(),
    purchaseDays: p.integer(),
    /** Hours after which what a store has said of its stock is not taken for true any more. */
    staleStockHours: p.integer(),
  },
});

/** How the ways to a book are compared, from a day on. Without a row `defaultChoice` holds. */
export class FulfilmentChoice extends FulfilmentChoiceSchema.class {}
FulfilmentChoiceSchema.setClass(FulfilmentChoice);

export type Choice = Omit<FulfilmentChoice, 'validFrom'>;

/** What holds while the table `fulfilment_choice` says nothing else. */
export const defaultChoice: Choice = {
  timeWeight: 40,
  distanceWeight: 20,
  costWeight: 10,
  collectionWeight: 15,
  certaintyWeight: 10,
  transferDays: 2,
  parcelDays: 2,
  purchaseDays: 3,
  staleStockHours: 24,
};

/** What is in force on a day. */
export async function choiceOn(em: EntityManager, day: string): Promise<Choice> {
  const [latest] = await entities(
    em,
    FulfilmentChoice,
    'choiceOn',
    'where valid_from <= $1 order by valid_from desc limit 1',
    [day],
  );
  return latest ?? defaultChoice;
}
