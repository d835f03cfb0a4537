// 借阅排行. How often each book was lent, by year, library and type of reader. A loan is counted once, when it has begun, and taken off
// again when nothing came of it; the counts stay when the reader's history is erased.
import { defineEntity, p } from '@mikro-orm/core';
import { statement } from '../../lib/statements.ts';
import type { Context } from './context.ts';

const LoanTallySchema = defineEntity({
  name: 'LoanTally',
  tableName: 'loan_tally',
  indexes: [
    {
      name: 'loan_tally_ranking',
      expression:
        'create index "loan_tally_ranking" on "loan_tally" ("library", "year", "reader_type", "loans" desc, "book_id")',
    },
  ],
  properties: {
    /** The library that owns the copy. */
    library: p.string().primary(),
    /** Calendar year in Asia/Shanghai in which the loan began. */
    year: p.integer().primary(),
    readerType: p.enum(['ADULT', 'CHILD'] as const).primary(),
    bookId: p.string().primary().index(),
    /** Below 0 only where a reader's type has changed between a loan and its taking back. */
    loans: p.integer(),
  },
});

/** How often one book of one library was lent in a year. */
export class LoanTally extends LoanTallySchema.class {}
LoanTallySchema.setClass(LoanTally);

/** Loans that one statement counts at most. */
const batch = 5_000;

/** After how many seconds the job runs again. */
export const tallySeconds = 60;

/** The job: counts the loans that are not counted yet, and takes off those that came to nothing. */
export async function tallyLoans({ em }: Pick<Context, 'em'>): Promise<void> {
  let changed = batch;
  while (changed >= batch) {
    const [row] = await statement<{ changed: number }>(
      em,
      `/* tallyLoans */
       with wrong as (
         select id from loan where tallied <> (status not in ('RESERVED', 'RELEASED')) limit $1 for update skip locked
       ), turned as (
         update loan set tallied = not tallied from wrong where loan.id = wrong.id
         returning loan.item_id, loan.book_id, loan.reader_id, coalesce(loan.started_at, loan.requested_at) as began, loan.tallied
       ), counted as (
         insert into loan_tally (library, year, reader_type, book_id, loans)
         select split_part(item_id, ':', 1), extract(year from began at time zone 'Asia/Shanghai')::int, reader.type, book_id,
           sum(case when tallied then 1 else -1 end)::int as loans
         from turned join reader on reader.id = turned.reader_id group by 1, 2, 3, 4 order by 1, 2, 3, 4
         on conflict (library, year, reader_type, book_id) do update set loans = loan_tally.loans + excluded.loans
       )
       select count(*)::int as changed from turned`,
      [batch],
    );
    changed = row?.changed ?? 0;
  }
}

export interface RankedLoans {
  library: string;
  bookId: string;
  loans: number;
}

/** The most lent books of a year, of each library in turn, the most often lent first, equal ones by their id. */
export function loanRanking(
  { em }: Pick<Context, 'em'>,
  { year, readerType, libraries, first }: { year: number; readerType: string; libraries: string[]; first: number },
): Promise<RankedLoans[]> {
  return statement(
    em,
    `/* loanRanking */
     select asked.library, top.book_id as "bookId", top.loans
     from unnest($1::text[]) with ordinality as asked (library, place)
     cross join lateral (
       select book_id, loans from loan_tally
       where library = asked.library and year = $2 and reader_type = $3 and loans > 0
       order by loans desc, book_id limit $4
     ) as top
     order by asked.place, top.loans desc, top.book_id`,
    [libraries, year, readerType, first],
  );
}
