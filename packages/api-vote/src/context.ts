import type { Transaction } from '@kongflow/database';
import type { ApiVoteRepository } from './repository.ts';

/** Lets an operation take part in the caller's transaction. */
export interface InTransaction {
  /** Default: none; every operation is one statement. */
  readonly tx?: Transaction | undefined;
}

/** The vote of a user for an API. */
export interface VoteKey {
  readonly userId: string;
  /** The API, 1 to 500 characters of free text; compared as it is. */
  readonly identifier: string;
}

/** What the operations of this package share. */
export interface ApiVoteContext {
  readonly repository: ApiVoteRepository;
}
