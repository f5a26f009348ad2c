import type { Database, Transaction } from '@kongflow/database';
import { type Querier, Queries } from './generated/querier.ts';

/** What the operations of this package need of the database: its statements, and transactions. */
export interface RunRepository extends Querier {
  /** Runs `work` in the transaction `tx`, or in one of its own where there is none; a throw rolls that one back. */
  withTransaction<T>(
    tx: Transaction | undefined,
    work: (statements: Querier, tx: Transaction) => Promise<T>,
  ): Promise<T>;
}

/** How often a transaction is run again after a deadlock: what the endpoint answered is at stake. */
const RETRIES = 3;

/** The repository on PostgreSQL. */
export class PgRunRepository extends Queries implements RunRepository {
  readonly #database: Database;

  constructor(database: Database) {
    super(database);
    this.#database = database;
  }

  withTransaction<T>(
    tx: Transaction | undefined,
    work: (statements: Querier, tx: Transaction) => Promise<T>,
  ): Promise<T> {
    return this.#database.transaction((own) => work(this.withTx(own), own), { tx, retries: RETRIES });
  }
}
