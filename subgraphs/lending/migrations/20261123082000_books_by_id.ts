import { Migration } from '@mikro-orm/migrations';

/** A merge of two books moves what names the one: without these it reads every loan, wish, notice and count three times. */
export class Migration20261123082000_books_by_id extends Migration {
  override name = 'Migration20261123082000_books_by_id';

  override up(): void | Promise<void> {
    this.addSql(`create index "loan_book_id_index" on "loan" ("book_id");`);
    this.addSql(`create index "loan_request_book_id_index" on "loan_request" ("book_id");`);
    this.addSql(`create index "notice_book_id_index" on "notice" ("book_id");`);
    this.addSql(`create index "loan_tally_book_id_index" on "loan_tally" ("book_id");`);
  }
}
