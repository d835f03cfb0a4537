// Real records are old, and most stand on a shelf, so that the programme would not buy them. Some tests need them bought.
import { dayOf, yearOf } from '../lib/shanghai.ts';
import type { Subgraph } from '../lib/subgraph.ts';
import { rows } from './ask.ts';

/** From now on these books are of this year, and the central library has none of them that could be borrowed. */
export async function makeNew({ central }: { central: Subgraph }, bookIds: readonly string[]): Promise<void> {
  const now = new Date();
  for (const id of bookIds) {
    await rows(central, 'update book set year = ? where id = ?', [yearOf(now), id]);
    await rows(central, "update item set status = 'ON_LOAN', due_date = ? where book_id = ? and status = 'AVAILABLE'", [
      dayOf(now),
      id,
    ]);
  }
}
