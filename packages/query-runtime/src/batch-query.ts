import type { WireValue } from './encode-value.ts';
import type { QueryConfig, QueryRows, Statement } from './queryable.ts';
import { rowTypes } from './row-types.ts';

/** What of pg's connection a batch speaks with. */
interface Connection {
  readonly parsedStatements: Readonly<Record<string, string | undefined>>;
  /** Those whose preparation is under way; pg has it from 8.23 on. */
  readonly submittedNamedStatements?: Record<string, string | undefined>;
  readonly stream: { cork?(): void; uncork?(): void };
  parse(statement: { name: string; text: string }): void;
  bind(portal: { portal: string; statement: string; values: readonly WireValue[]; binary: boolean }): void;
  describe(portal: { type: 'P'; name: string }): void;
  execute(portal: { portal: string }): void;
  sync(): void;
}

/** What an item of a batch gave. */
export interface ItemResult {
  rows: unknown[][];
  rowCount: number;
}

/**
 * One statement with many sets of values, sent as one message, over a pipelined connection too: PostgreSQL runs them in
 * order, in one transaction, and skips the rest at the first error. pg sends whatever has a `submit` method, and calls it
 * back for each answer; this is how its cursors work too. To whoever hands it on it is an ordinary query.
 *
 * Name and text are there only once it is sent: a database that makes a query of its own from this one sends an empty
 * one, and not the statement without values.
 */
export class BatchQuery implements QueryConfig, PromiseLike<QueryRows> {
  name?: string;
  text = '';
  values: unknown[] = [];
  readonly rowMode = 'array';
  /** Set by pg where all results are to be binary. */
  binary = false;
  /** Set by pg's pool. */
  callback?: (error: unknown, result?: QueryRows) => void;
  /** An answer for each item that was run. */
  readonly results: ItemResult[] = [];
  readonly statement: Statement;
  readonly #items: readonly (readonly WireValue[])[];
  readonly #settled = Promise.withResolvers<QueryRows>();
  #parsers: ((value: string) => unknown)[] = [];
  #rows: unknown[][] = [];
  #sent = false;
  /** What a column could not be read for: that must not stop the reading of the answers. */
  #failure: { readonly error: unknown; readonly index: number } | undefined;

  constructor(statement: Statement, items: readonly (readonly WireValue[])[]) {
    this.statement = statement;
    this.#items = items;
    // A pool listens to the callback alone.
    this.#settled.promise.catch(() => undefined);
  }

  static is(config: QueryConfig): config is BatchQuery {
    return #items in config;
  }

  /**
   * Makes it one of pg's own queries, the only ones that a pipelined connection takes: others may wait for answers
   * between their messages, as cursors do. This one sends all of them at once.
   */
  becomeOneOf(queries: object | undefined): void {
    if (queries === undefined) return;
    Object.setPrototypeOf(this, Object.create(queries, Object.getOwnPropertyDescriptors(BatchQuery.prototype)));
  }

  /** Whether the server may have seen it. */
  get sent(): boolean {
    return this.#sent;
  }

  /** The item that failed, once the batch has; null when all were run and the transaction then could not be committed. */
  get failedItem(): number | null {
    const index = this.#failure?.index ?? this.results.length;
    return index < this.#items.length ? index : null;
  }

  submit(connection: Connection | { parse?: undefined }): Error | null {
    if (connection.parse === undefined) return new Error('Batches need the JavaScript client of pg, not pg-native');
    const { text, prepared } = this.statement;
    const { parsedStatements, submittedNamedStatements: underWay = {} } = connection;
    // A preparation that is under way may fail, and would take along who relies on it.
    const name = prepared === false || underWay[this.statement.name] !== undefined ? '' : this.statement.name;
    const known = parsedStatements[name];
    if (known !== undefined && known !== text) return new Error(`"${name}" is prepared with another text`);
    this.name = name;
    this.text = text;
    this.#sent = true;
    connection.stream.cork?.();
    try {
      if (known === undefined) {
        connection.parse({ name, text });
        if (name !== '') underWay[name] = text;
      }
      for (const [index, values] of this.#items.entries()) {
        connection.bind({ portal: '', statement: name, values, binary: this.binary });
        // The same statement has the same columns: one description is enough for all.
        if (index === 0) connection.describe({ type: 'P', name: '' });
        connection.execute({ portal: '' });
      }
      connection.sync();
    } finally {
      connection.stream.uncork?.();
    }
    return null;
  }

  handleRowDescription({ fields }: { fields: readonly { dataTypeID: number; format?: string }[] }): void {
    this.#parsers = fields.map(({ dataTypeID, format }) => rowTypes.getTypeParser(dataTypeID, format));
  }

  handleDataRow({ fields }: { fields: readonly (string | null)[] }): void {
    if (this.#failure !== undefined) return;
    try {
      this.#rows.push(fields.map((value, index) => (value === null ? null : this.#parsers[index]?.(value))));
    } catch (error) {
      this.#failure = { error, index: this.results.length };
    }
  }

  handleCommandComplete({ text }: { text: string }): void {
    this.results.push({ rows: this.#rows, rowCount: Number(/ (\d+)$/.exec(text)?.[1] ?? 0) });
    this.#rows = [];
  }

  handleReadyForQuery(): void {
    if (this.#failure !== undefined) {
      this.handleError(this.#failure.error);
      return;
    }
    const result: QueryRows = { rows: [], rowCount: null };
    this.#settled.resolve(result);
    this.callback?.(null, result);
  }

  handleError(error: unknown): void {
    this.#settled.reject(error);
    this.callback?.(error);
  }

  /** A client hands back the query itself: to await it is to await its end. */
  // oxlint-disable-next-line unicorn/no-thenable
  then<A = QueryRows, B = never>(
    onResult?: ((result: QueryRows) => A | PromiseLike<A>) | null,
    onError?: ((error: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.#settled.promise.then(onResult, onError);
  }
}
