/** A book as every subject returns it, apart from the types that they choose for numerics and timestamps. */
export interface Book {
  readonly id: number;
  readonly author: number;
  readonly title: string;
  readonly isbn: string;
  readonly price: unknown;
  readonly available: boolean;
  readonly published: unknown;
  readonly tags: readonly (string | null)[];
}

/** What is stored for an order. */
export interface NewOrder {
  readonly book: number;
  readonly customer: string;
  readonly quantity: number;
  readonly note: string | null;
}

/** One library, used as its documentation does it, over a pool of {@link CONNECTIONS}. */
export interface Subject {
  /** One row of eight columns by its key. */
  point(id: number): Promise<Book | null | undefined>;
  /** The 100 books of an author. */
  list(author: number): Promise<readonly Book[]>;
  /** One row in, its key and a default out. */
  insert(order: NewOrder): Promise<{ readonly id: number; readonly created: unknown } | undefined>;
  /** One row in or over, two columns out. */
  upsert(view: {
    readonly book: number;
    readonly seen: Date;
    readonly count: number;
  }): Promise<{ readonly book: number; readonly count: number } | undefined>;
  /** Many rows in, at once. */
  bulk?(orders: readonly NewOrder[]): Promise<unknown>;
  /** In one transaction: an order in, a counter up, the book out. */
  transaction?(order: NewOrder): Promise<Book | null | undefined>;
  close(): Promise<unknown>;
}

/** What is measured. */
export const OPERATIONS = ['point', 'list', 'insert', 'upsert', 'bulk', 'transaction'] as const;
export type Operation = (typeof OPERATIONS)[number];

/** Connections of each pool, and operations under way at once. */
export const CONNECTIONS = 16;
