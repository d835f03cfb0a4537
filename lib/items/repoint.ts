// The catalogue's librarians find that two books are one, or one is two: the copies go along.
import type { EntityManager } from '@mikro-orm/postgresql';
import { statement } from '../statements.ts';
import { publishSql } from './publication.ts';

/** All copies here of one book are another's; both counts are told to the catalogue. Said again it changes nothing. */
export async function repointItems(em: EntityManager, from: string, to: string): Promise<boolean> {
  await statement(
    em,
    `/* repointItems */ with moved as (update item set book_id = $2::text where book_id = $1::text returning library_id), ${toldSql}`,
    [from, to],
  );
  return true;
}

/** The same for the copies that some bibliographic records name. */
export async function repointItemsOf(
  em: EntityManager,
  records: readonly string[],
  { from, to }: { from: string; to: string },
): Promise<boolean> {
  await statement(
    em,
    `/* repointItemsOf */ with moved as (
       update item set book_id = $2::text where record_id = any($3) and book_id = $1::text returning library_id), ${toldSql}`,
    [from, to, records],
  );
  return true;
}

const toldSql = `changed as (
    select distinct library_id, book_id from moved cross join (values ($1::text), ($2::text)) as told (book_id)
  ) ${publishSql('changed')}`;
