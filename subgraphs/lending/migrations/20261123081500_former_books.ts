import { Migration } from '@mikro-orm/migrations';

export class Migration20261123081500_former_books extends Migration {
  override name = 'Migration20261123081500_former_books';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "former_book" ("id" varchar(255) not null, "book_id" varchar(255) not null, primary key ("id"));`,
    );
    this.addSql(`create index "former_book_book_id_index" on "former_book" ("book_id");`);
  }
}
