import type { Author, Book, Note } from './packages/generated/models.ts';
import type { Queries } from './packages/generated/querier.ts';

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

function assertTypes<T extends true[]>(..._types: T): void {
  // Types only.
}

/** What is a type error in here is what a user would see. */
export async function usage(queries: Queries): Promise<void> {
  const joined = await queries.authorOfBook({ id: 1 });
  const books = await queries.booksWithAuthor();
  const notes = await queries.booksWithNote();
  const proven = await queries.booksThatHaveAuthors();
  const pairs = await queries.pairs();
  assertTypes<
    [
      Same<typeof joined, { author: Author; book: Book } | null>,
      Same<(typeof books)[number], { book: Book; author: Author | null; note: string | null }>,
      Same<(typeof notes)[number], { title: string; note: Note | null }>,
      Same<(typeof proven)[number], { id: number; author: Author }>,
      Same<(typeof pairs)[number], { book: Book | null; book2: Book | null; total: number | null }>,
    ]
  >(true, true, true, true, true);

  // As the README has it.
  const listed: { book: Book; author: Author | null }[] = await queries.listBooks({ ids: [1, 2], limit: 10 });
  assertTypes<[Same<(typeof listed)[number]['author'], Author | null>]>(true);

  // sqlc.narg may be left out, and so may what is stored in a nullable column.
  await queries.patch({ id: 1 });
  await queries.filterBooks({ price: 1, authorId: null });
  // @ts-expect-error: a parameter that is compared is required, whatever the column allows.
  await queries.arg({ least: 1, most: 2 });
  // @ts-expect-error: a slice is an array.
  await queries.inQuery({ ids: 1, titles: [] });
}
