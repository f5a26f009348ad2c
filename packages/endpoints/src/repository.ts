import type { Database, Transaction } from '@kongflow/database';
import { Queries } from './generated/querier.ts';
import type { Querier } from './generated/querier.ts';

/** What the endpoint operations need of the database: every statement of this package, and transactions. */
export interface EndpointsRepository extends Querier {
  /** Runs the statements of `work` in one transaction, rolled back when it throws. */
  withTransaction<T>(work: (statements: Querier, tx: Transaction) => Promise<T>): Promise<T>;
  /** The statements within the caller's transaction, or outside of any when there is none. */
  within(tx: Transaction | undefined): Querier;
}

/** The repository on PostgreSQL. */
export class PgEndpointsRepository extends Queries implements EndpointsRepository {
  readonly #database: Database;

  constructor(database: Database) {
    super(database);
    this.#database = database;
  }

  withTransaction<T>(work: (statements: Querier, tx: Transaction) => Promise<T>): Promise<T> {
    return this.#database.transaction((tx) => work(this.withTx(tx), tx));
  }

  within(tx: Transaction | undefined): Querier {
    return tx === undefined ? this : this.withTx(tx);
  }
}
