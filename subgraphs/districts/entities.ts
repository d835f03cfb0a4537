import { defineEntity, p } from '@mikro-orm/core';
import { itemEntities } from '../../lib/items/entities.ts';
import { sourceEntities } from './sources/entities.ts';

/** Who says what a library has: its rows here, or its own system over HTTP. */
const sourceKinds = ['DATABASE', 'HTTP'] as const;

const MemberSchema = defineEntity({
  name: 'Member',
  tableName: 'member',
  properties: {
    libraryId: p.string().primary(),
    /** The branch that receives what this library buys. */
    acquisitionBranchId: p.string(),
    sourceKind: p.enum(sourceKinds).default('DATABASE'),
    /** All that the catalogue ever heard of this library was counted from the rows here: so these can say that it is still true. */
    toldByRows: p.boolean().default(true),
  },
});

/** A district library whose items are kept here. */
export class Member extends MemberSchema.class {}
MemberSchema.setClass(Member);

export const entities = [Member, ...sourceEntities, ...itemEntities];
