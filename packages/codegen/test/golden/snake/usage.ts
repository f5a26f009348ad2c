import type { Book, BookAuthor, FullName } from './packages/app/src/generated/models.ts';
import type * as books from './packages/app/src/generated/books.sql.ts';
import type * as sqlc from './packages/app/src/generated/sqlc.sql.ts';

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function check<T extends true>(): T | undefined {
  return undefined;
}

check<Equal<keyof Book, 'id' | 'author_id' | 'title_text' | 'page_count' | 'http_link' | '__proto__'>>();
check<Equal<keyof BookAuthor, 'id' | 'pen_name' | 'created_at'>>();
check<Equal<keyof FullName, 'first_name' | 'last_name'>>();
check<Equal<keyof books.ListTitlesRow, 'title_text' | 'the_pages' | 'total_count'>>();
check<Equal<keyof books.ListTitlesParams, 'authorId' | 'min_pages'>>();
check<Equal<keyof books.AddBooksParams, 'author_id' | 'title_text' | 'pageCount'>>();
check<Equal<keyof sqlc.ListBooksWithAuthorsRow, 'book' | 'book_author' | 'id' | 'id_2' | 'column_12'>>();
check<Equal<keyof sqlc.FindBooksParams, 'author_id' | 'author_id_2' | 'from_page_count' | 'to_page_count'>>();
check<Equal<keyof sqlc.FindTitlesParams, 'title_pattern' | 'last_id'>>();
// @ts-expect-error it is author_id
export type None = Book['authorId'];
