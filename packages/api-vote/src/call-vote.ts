import { isDatabaseError } from '@kongflow/database';
import { QueryResultError } from '@kongflow/database/query-runtime';
import { newId } from '@kongflow/protocol';
import type { ApiVoteContext, InTransaction, VoteKey } from './context.ts';
import { ApiVoteError } from './errors.ts';
import type { ApiIntegrationVote } from './generated/models.ts';
import { parseInput, VoteKeySchema } from './parse-input.ts';

const USER_EXISTS = 'api_integration_votes_user_id_fkey';

/** A vote, and whether it is this call's. */
export interface CalledVote extends ApiIntegrationVote {
  /** False when the user had voted for the API before. */
  readonly isNewVote: boolean;
}

/** See `ApiVoteService.call`. */
export async function callVote(
  { repository }: ApiVoteContext,
  input: VoteKey,
  { tx }: InTransaction = {},
): Promise<CalledVote> {
  const { userId, identifier } = parseInput(VoteKeySchema, input);
  const id = newId();
  try {
    const vote = await repository.within(tx).ensureVote({ id, userId, apiIdentifier: identifier });
    if (vote === null) throw new QueryResultError('UNEXPECTED_ROW_COUNT', 'EnsureVote returned no row.');
    // Nobody else knows this id: a row that has it was inserted by this very statement.
    return { ...vote, isNewVote: vote.id === id };
  } catch (error) {
    if (!isDatabaseError(error, 'FOREIGN_KEY_VIOLATION', USER_EXISTS)) throw error;
    throw new ApiVoteError('USER_NOT_FOUND', `There is no user ${userId} who could vote.`, { cause: error });
  }
}
