import { CONNECTIONS, type Book, type NewOrder, type Operation, type Subject } from './subject.ts';

const BOOKS_OF_AN_AUTHOR = 100;

/** Rows of a bulk insert. */
export const BULK = 1000;

const newOrder = (book: number): NewOrder => ({
  book,
  customer: `customer ${book % 1000}`,
  quantity: 1 + (book % 5),
  note: 'leave it with the neighbours',
});
const batch = Array.from({ length: BULK }, (_, index) => newOrder(index));

function check(condition: boolean, what: string, value: unknown): void {
  if (!condition) throw new Error(`${what}: ${JSON.stringify(value)}`);
}

function checkBook(book: Book | null | undefined, id: number): void {
  check(book?.id === id && book.title === `Title of book ${id}` && book.tags.length === 2, `not book ${id}`, book);
}

/** Each does its operation once and checks what it gets: nothing may come back lazily, or wrong. */
export function operationOf(operation: Operation, books: number): (subject: Subject) => Promise<void> {
  const random = (below: number): number => Math.floor(Math.random() * below);
  const operations: Record<Operation, (subject: Subject) => Promise<void>> = {
    point: async (subject) => {
      const id = random(books);
      checkBook(await subject.point(id), id);
    },
    list: async (subject) => {
      const author = random(books / BOOKS_OF_AN_AUTHOR);
      const rows = await subject.list(author);
      check(rows.length === BOOKS_OF_AN_AUTHOR && rows[0]?.author === author, 'not 100 books', rows.length);
    },
    insert: async (subject) => {
      const row = await subject.insert(newOrder(random(books)));
      check(row !== undefined && row.id > 0 && row.created !== undefined, 'no order', row);
    },
    upsert: async (subject) => {
      const book = random(books);
      const row = await subject.upsert({ book, seen: new Date(), count: 7 });
      check(row?.book === book && row.count === 7, 'no count', row);
    },
    bulk: async (subject) => {
      await subject.bulk?.(batch);
    },
    transaction: async (subject) => {
      const book = random(books);
      checkBook(await subject.transaction?.(newOrder(book)), book);
    },
  };
  return operations[operation];
}

/** Repeats an operation for so long, as many at once as there are connections, and counts. */
export async function repeat(once: () => Promise<void>, milliseconds: number): Promise<number> {
  let count = 0;
  const end = performance.now() + milliseconds;
  const caller = async (): Promise<void> => {
    while (performance.now() < end) {
      await once();
      count += 1;
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, caller));
  return count;
}
