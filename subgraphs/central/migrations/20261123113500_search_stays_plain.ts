import { Migration } from '@mikro-orm/migrations';

/**
 * A search grades each match by what the book is found by, several times. Rows beyond 2 KB would have it compressed, and each look
 * would unpack it anew, at several times the cost of the rest. Books that are there already follow when they are written again.
 */
export class Migration20261123113500_search_stays_plain extends Migration {
  override name = 'Migration20261123113500_search_stays_plain';

  override up(): void | Promise<void> {
    this.addSql('alter table "book" set (toast_tuple_target = 8160);');
  }
}
