import type { Database, Transaction } from '@kongflow/database';
import { Queries } from './generated/querier.ts';
import type { Querier } from './generated/querier.ts';

/** What the operations of this package need of the database: its statements, and transactions. */
export interface JobRepository extends Querier {
  /** Runs `work` in the transaction `tx`, or in one of its own where there is none; a throw rolls that one back. */
  withTransaction<T>(
    tx: Transaction | undefined,
    work: (statements: Querier, tx: Transaction) => Promise<T>,
  ): Promise<T>;
}

/** The repository on PostgreSQL. */
export class PgJobRepository extends Queries implements JobRepository {
  readonly #database: Database;

  constructor(database: Database) {
    super(database);
    this.#database = database;
  }

  withTransaction<T>(
    tx: Transaction | undefined,
    work: (statements: Querier, tx: Transaction) => Promise<T>,
  ): Promise<T> {
    return this.#database.transaction((joined) => work(this.withTx(joined), joined), { tx });
  }
}
