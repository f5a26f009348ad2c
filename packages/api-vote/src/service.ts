import type { Database } from '@kongflow/database';
import { callVote, type CalledVote } from './call-vote.ts';
import type { ApiVoteContext, InTransaction, VoteKey } from './context.ts';
import { countAllVotes, type CountAllVotesInput, countVotes, type VoteCount } from './count-votes.ts';
import { deleteVote } from './delete-vote.ts';
import type { ApiIntegrationVote } from './generated/models.ts';
import { hasVoted, type HasVotedInput } from './has-voted.ts';
import { listVotes, type ListVotesInput } from './list-votes.ts';
import { type ApiVoteRepository, PgApiVoteRepository } from './repository.ts';

/** What an `ApiVoteService` works with: a database, or a repository of the host's own. */
export type ApiVoteServiceOptions = { readonly database: Database } | { readonly repository: ApiVoteRepository };

/**
 * Who would like to have which API integration. Every operation is one statement.
 *
 * @example
 * const votes = new ApiVoteService({ database });
 * const { isNewVote } = await votes.call({ userId, identifier: 'github' });
 */
export class ApiVoteService {
  readonly #context: ApiVoteContext;

  constructor(options: ApiVoteServiceOptions) {
    this.#context = {
      repository: 'repository' in options ? options.repository : new PgApiVoteRepository(options.database),
    };
  }

  /**
   * Votes for an API. Whoever has voted for it already gets that vote back, unchanged and with `isNewVote: false`; of
   * several first votes at a time, exactly one is new.
   *
   * In the caller's transaction, USER_NOT_FOUND is a failed statement: the transaction is aborted and can only be rolled
   * back. Under REPEATABLE READ or SERIALIZABLE, a vote that another transaction has made meanwhile is a
   * `DatabaseError` SERIALIZATION_FAILURE.
   *
   * @throws {ApiVoteError} `INVALID_INPUT`, `USER_NOT_FOUND`
   */
  call(input: VoteKey, options?: InTransaction): Promise<CalledVote> {
    return callVote(this.#context, input, options);
  }

  /**
   * Takes a vote back.
   *
   * @returns false when there was none
   * @throws {ApiVoteError} `INVALID_INPUT`
   */
  delete(input: VoteKey, options?: InTransaction): Promise<boolean> {
    return deleteVote(this.#context, input, options);
  }

  /**
   * A page of a user's votes, newest first; none for an unknown user.
   *
   * @throws {ApiVoteError} `INVALID_INPUT`, also for a page size out of bounds
   */
  list(input: ListVotesInput, options?: InTransaction): Promise<ApiIntegrationVote[]> {
    return listVotes(this.#context, input, options);
  }

  /**
   * Which of these APIs the user has voted for: what marks the entries of a catalogue.
   *
   * @throws {ApiVoteError} `INVALID_INPUT`, also for more than 1,000 identifiers
   */
  hasVoted(input: HasVotedInput, options?: InTransaction): Promise<ReadonlySet<string>> {
    return hasVoted(this.#context, input, options);
  }

  /**
   * How many users have voted for an API; 0 for one that nobody has named yet.
   *
   * @throws {ApiVoteError} `INVALID_INPUT`
   */
  count(identifier: string, options?: InTransaction): Promise<number> {
    return countVotes(this.#context, identifier, options);
  }

  /**
   * How many users have voted for each API, most votes first, equals by their identifiers. Of `identifiers`, each is
   * counted once, with 0 where nobody has voted; without them, every API that has votes is counted, which reads the
   * whole table.
   *
   * @throws {ApiVoteError} `INVALID_INPUT`, also for more than 1,000 identifiers
   */
  countAll(input: CountAllVotesInput = {}, options?: InTransaction): Promise<VoteCount[]> {
    return countAllVotes(this.#context, input, options);
  }
}
