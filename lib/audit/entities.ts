// The audit's tables, as the generator of migrations knows them. Written by triggers and by seal.ts, read by verify.ts.
import { defineEntity, p } from '@mikro-orm/core';

/** What triggers note, until it is sealed. */
export const AuditChange = defineEntity({
  name: 'AuditChange',
  tableName: 'audit_change',
  properties: {
    id: p.bigint('number').primary().autoincrement(),
    transaction: p.bigint('number'),
    at: p.datetime(),
    /** Who is at work, as JSON; null for somebody who uses the database by hand. */
    caller: p.text().nullable(),
    /** The user of the database. */
    role: p.text(),
    tableName: p.text(),
    op: p.text(),
    before: p.json().nullable(),
    after: p.json().nullable(),
  },
});

/** The chain. */
export const AuditEntry = defineEntity({
  name: 'AuditEntry',
  tableName: 'audit_entry',
  indexes: [{ properties: ['tableName', 'key'] }],
  properties: {
    seq: p.bigint('number').primary().autoincrement(false),
    at: p.datetime(),
    tableName: p.text(),
    key: p.text(),
    op: p.text(),
    /** What is hashed; the columns before it are for looking it up. */
    content: p.text(),
    hash: p.text(),
  },
});

/** What can be erased of entries, of which they hold the hash. */
export const AuditValue = defineEntity({
  name: 'AuditValue',
  tableName: 'audit_value',
  primaryKeys: ['entry', 'part'],
  indexes: [
    {
      name: 'audit_value_reader',
      expression: `create index "audit_value_reader" on "audit_value" ("reader") where reader is not null`,
    },
    {
      name: 'audit_value_erased_by',
      expression: `create index "audit_value_erased_by" on "audit_value" ("erased_by", "entry", "part") where erased_by is not null`,
    },
    {
      name: 'audit_value_kept',
      expression: `create index "audit_value_kept" on "audit_value" ("at") where erased_by is null`,
    },
  ],
  properties: {
    entry: p.bigint('number').primary().autoincrement(false),
    part: p.text().primary(),
    at: p.datetime(),
    /** Null once erased, as the value and the reader. */
    salt: p.text().nullable(),
    value: p.text().nullable(),
    reader: p.text().nullable(),
    /** The entry that says so. */
    erasedBy: p.bigint('number').nullable(),
  },
});

export const auditEntities = [AuditChange, AuditEntry, AuditValue];
