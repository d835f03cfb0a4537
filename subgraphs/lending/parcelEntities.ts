// What a courier carries, what the courier has told of it, and where it goes. The reader's row is the lock of all of a
// reader's parcels: whoever changes one holds it.
import { defineEntity, p } from '@mikro-orm/core';
import type { DeliveryAddress } from '../../lib/inputs.ts';
import { Loan, Reader } from './entities.ts';
import { type ParcelStatus, parcelEvents, parcelStatuses } from './parcelEvents.ts';

export type ParcelDirection = 'OUT' | 'BACK';
export type Liable = 'CARRIER' | 'BRANCH' | 'READER';

const CourierSchema = defineEntity({
  name: 'Courier',
  tableName: 'courier',
  properties: {
    /** A short code, `SF`; the last part of the URL of its webhook. */
    id: p.string().primary(),
    name: p.string(),
    /** `whsec_…`, with which it signs its events. */
    secret: p.string().lazy(),
    createdAt: p.datetime(),
    /** When the secret was made. */
    secretAt: p.datetime(),
  },
});

/** 快递公司. Who carries parcels. */
export class Courier extends CourierSchema.class {}
CourierSchema.setClass(Courier);

const FreightTariffSchema = defineEntity({
  name: 'FreightTariff',
  tableName: 'freight_tariff',
  uniques: [{ properties: ['idempotencyKey'] }, { properties: ['direction', 'version'] }],
  checks: [
    { name: 'freight_tariff_amount', expression: "parcel_fen >= 0 and (payer = 'READER' or parcel_fen = 0)" },
    { name: 'freight_tariff_free_from', expression: 'free_from_items is null or free_from_items between 1 and 5' },
  ],
  properties: {
    id: p.string().primary(),
    direction: p.enum(['OUT', 'BACK'] as const),
    validFrom: p.date(),
    version: p.integer(),
    payer: p.enum(['READER', 'LIBRARY'] as const),
    /** What the reader pays for one parcel, in fen. */
    parcelFen: p.integer(),
    /** A parcel of so many copies or more is free. */
    freeFromItems: p.integer().nullable(),
    /** Null for those that the network begins with. */
    idempotencyKey: p.string().nullable(),
    contentHash: p.string().nullable(),
    createdBy: p.string().nullable(),
    createdAt: p.datetime().nullable(),
  },
});

/** 运费标准. One version of who pays freight. */
export class FreightTariff extends FreightTariffSchema.class {}
FreightTariffSchema.setClass(FreightTariff);

const ParcelSchema = defineEntity({
  name: 'Parcel',
  tableName: 'parcel',
  uniques: [
    { properties: ['courierId', 'trackingNumber'] },
    { properties: ['readerId', 'requestKey', 'requestNumber'] },
  ],
  indexes: [
    { properties: ['branchId', 'status', 'createdAt', 'id'] },
    {
      name: 'parcel_to_cut',
      expression: `create index "parcel_to_cut" on "parcel" ((coalesce(ended_at, created_at))) where reader_id is not null and (closed_at is not null or status = 'CANCELLED')`,
    },
    {
      name: 'parcel_due',
      expression: `create index "parcel_due" on "parcel" ("due_at") where due_at is not null`,
    },
  ],
  checks: [
    {
      name: 'parcel_numbered_when_accepted',
      expression: `status in ('CREATED', 'CANCELLED') or (courier_id is not null and tracking_number is not null and accepted_at is not null)`,
    },
    {
      name: 'parcel_reader_while_open',
      expression: "reader_id is not null or closed_at is not null or status = 'CANCELLED'",
    },
    { name: 'parcel_freight', expression: 'freight_fen >= 0' },
    { name: 'parcel_closed_when_liable', expression: 'liable is null or closed_at is not null' },
  ],
  properties: {
    id: p.string().primary(),
    /** Null once its time is over: see privacy.ts. */
    readerId: () => p.manyToOne(Reader).mapToPk().joinColumn('reader_id').deleteRule('no action').nullable().index(),
    direction: p.enum(['OUT', 'BACK'] as const),
    status: p.enum(parcelStatuses),
    /** The library's end of the way: where an OUT parcel is packed, where a BACK parcel goes. */
    branchId: p.string(),
    courierId: () => p.manyToOne(Courier).mapToPk().joinColumn('courier_id').deleteRule('restrict').nullable(),
    trackingNumber: p.string().nullable(),
    /** What the reader has agreed to pay, in fen. */
    freightFen: p.integer().default(0),
    /** The version of the tariff that the reader has agreed to. */
    tariffId: p.string(),
    /** The reader's own number of a request for a pick-up, and which of its parcels this is. */
    requestKey: p.string().nullable(),
    requestNumber: p.integer().nullable(),
    requestHash: p.string().nullable(),
    createdAt: p.datetime(),
    acceptedAt: p.datetime().nullable(),
    /** When the courier took it along, by the courier's word. */
    shippedAt: p.datetime().nullable(),
    /** When its way ended. */
    endedAt: p.datetime().nullable(),
    /** When it counts as signed for, if nothing more is heard. */
    dueAt: p.datetime().nullable(),
    liable: p.enum(['CARRIER', 'BRANCH', 'READER'] as const).nullable(),
    /** When a person has said who bears the loss. What is heard later is kept and changes nothing. */
    closedAt: p.datetime().nullable(),
    /** Counts its changes: the owners of its copies are told until they know the last one. */
    version: p.integer().default(0),
  },
});

/** 包裹. What a courier carries. */
export class Parcel extends ParcelSchema.class {}
ParcelSchema.setClass(Parcel);

const ParcelLineSchema = defineEntity({
  name: 'ParcelLine',
  tableName: 'parcel_line',
  indexes: [
    { properties: ['itemId'] },
    {
      name: 'parcel_line_out_once',
      expression: `create unique index "parcel_line_out_once" on "parcel_line" ("loan_id") where direction = 'OUT'`,
    },
  ],
  properties: {
    parcelId: () => p.manyToOne(Parcel).mapToPk().joinColumn('parcel_id').deleteRule('restrict').primary(),
    loanId: () => p.manyToOne(Loan).mapToPk().joinColumn('loan_id').deleteRule('restrict').primary().index(),
    /** Its parcel's. */
    direction: p.enum(['OUT', 'BACK'] as const),
    itemId: p.string(),
    /** When the copy was taken back at a desk. */
    receivedAt: p.datetime().nullable(),
  },
});

/** One copy in a parcel. */
export class ParcelLine extends ParcelLineSchema.class {}
ParcelLineSchema.setClass(ParcelLine);

const ParcelEventSchema = defineEntity({
  name: 'ParcelEvent',
  tableName: 'parcel_event',
  uniques: [{ properties: ['origin', 'eventId'] }],
  properties: {
    id: p.bigint('number').primary().autoincrement(),
    parcelId: () => p.manyToOne(Parcel).mapToPk().joinColumn('parcel_id').deleteRule('restrict').index(),
    /** Whose number `eventId` is: `courier:SF`, `library:NJ-JN`, `parcel:…`. */
    origin: p.string(),
    eventId: p.string(),
    contentHash: p.string(),
    event: p.enum(parcelEvents),
    /** When it happened, by whoever tells it. */
    at: p.datetime(),
    receivedAt: p.datetime(),
    /** Role of who told it, in capitals; COURIER, or SYSTEM for the network itself. */
    actor: p.string(),
  },
});

/** Something that happened to a parcel, as it was told; never changed. */
export class ParcelEvent extends ParcelEventSchema.class {}
ParcelEventSchema.setClass(ParcelEvent);

const ParcelAddressSchema = defineEntity({
  name: 'ParcelAddress',
  tableName: 'parcel_address',
  indexes: [{ properties: ['eraseAt'] }],
  properties: {
    parcelId: () => p.manyToOne(Parcel).mapToPk().joinColumn('parcel_id').deleteRule('restrict').primary(),
    address: p.json<DeliveryAddress>(),
    /** Equal for equal addresses. */
    addressHash: p.string(),
    eraseAt: p.datetime().nullable(),
  },
});

/** The reader's end of the way. A table of its own, so that it can be erased. */
export class ParcelAddress extends ParcelAddressSchema.class {}
ParcelAddressSchema.setClass(ParcelAddress);

const ParcelAddressLookSchema = defineEntity({
  name: 'ParcelAddressLook',
  tableName: 'parcel_address_look',
  properties: {
    id: p.bigint('number').primary().autoincrement(),
    parcelId: () => p.manyToOne(Parcel).mapToPk().joinColumn('parcel_id').deleteRule('restrict').index(),
    by: p.string(),
    at: p.datetime(),
  },
});

/** A librarian's look at a reader's address. */
export class ParcelAddressLook extends ParcelAddressLookSchema.class {}
ParcelAddressLookSchema.setClass(ParcelAddressLook);

const SavedAddressSchema = defineEntity({
  name: 'SavedAddress',
  tableName: 'saved_address',
  uniques: [{ properties: ['readerId', 'addressHash'] }],
  properties: {
    id: p.string().primary(),
    readerId: () => p.manyToOne(Reader).mapToPk().joinColumn('reader_id').deleteRule('restrict'),
    address: p.json<DeliveryAddress>(),
    addressHash: p.string(),
    savedAt: p.datetime(),
  },
});

/** An address that a reader keeps for the next parcel. */
export class SavedAddress extends SavedAddressSchema.class {}
SavedAddressSchema.setClass(SavedAddress);

export const parcelEntities = [
  Courier,
  FreightTariff,
  Parcel,
  ParcelLine,
  ParcelEvent,
  ParcelAddress,
  ParcelAddressLook,
  SavedAddress,
];

export type { ParcelStatus };
