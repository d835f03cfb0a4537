import { defineEntity, p } from '@mikro-orm/core';
import { itemEntities } from '../../lib/items/entities.ts';

const MemberSchema = defineEntity({
  name: 'Member',
  tableName: 'member',
  properties: {
    libraryId: p.string().primary(),
    /** The branch that receives what this library buys. */
    acquisitionBranchId: p.string(),
  },
});

/** A district library whose items are kept here. */
export class Member extends MemberSchema.class {}
MemberSchema.setClass(Member);

export const entities = [Member, ...itemEntities];
