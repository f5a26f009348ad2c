import type { ApiVoteContext, InTransaction, VoteKey } from './context.ts';
import { parseInput, VoteKeySchema } from './parse-input.ts';

/** See `ApiVoteService.delete`. */
export async function deleteVote(
  { repository }: ApiVoteContext,
  input: VoteKey,
  { tx }: InTransaction = {},
): Promise<boolean> {
  const { userId, identifier } = parseInput(VoteKeySchema, input);
  return (await repository.within(tx).deleteVote({ userId, apiIdentifier: identifier })) > 0;
}
