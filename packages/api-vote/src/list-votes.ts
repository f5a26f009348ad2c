import { RowIdSchema } from '@kongflow/protocol';
import { z } from 'zod';
import type { ApiVoteContext, InTransaction } from './context.ts';
import type { ApiIntegrationVote } from './generated/models.ts';
import { parseInput } from './parse-input.ts';

/** Which votes to list. */
export interface ListVotesInput {
  readonly userId: string;
  /** The id of the last vote of the page before. Default: the first page. */
  readonly after?: string | undefined;
  /** Rows of a page, 1 to 100. Default 25. */
  readonly limit?: number | undefined;
}

const ListVotesSchema = z.object({
  userId: RowIdSchema,
  after: RowIdSchema.optional(),
  limit: z.int().min(1).max(100).default(25),
});

/** See `ApiVoteService.list`. */
export async function listVotes(
  { repository }: ApiVoteContext,
  input: ListVotesInput,
  { tx }: InTransaction = {},
): Promise<ApiIntegrationVote[]> {
  return repository.within(tx).listVotesOfUser(parseInput(ListVotesSchema, input));
}
