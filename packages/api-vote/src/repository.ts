import type { Transaction } from '@kongflow/database';
import { Queries } from './generated/querier.ts';
import type { Querier } from './generated/querier.ts';

/** What the operations of this package need of the database: its statements, each of which is complete in itself. */
export interface ApiVoteRepository extends Querier {
  /** The statements within the caller's transaction, or outside of any when there is none. */
  within(tx: Transaction | undefined): Querier;
}

/** The repository on PostgreSQL: on a `Database`. */
export class PgApiVoteRepository extends Queries implements ApiVoteRepository {
  within(tx: Transaction | undefined): Querier {
    return tx === undefined ? this : this.withTx(tx);
  }
}
