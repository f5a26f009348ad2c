import { KeySchema } from '@kongflow/protocol';
import { z } from 'zod';
import type { ApiVoteContext, InTransaction } from './context.ts';
import { IdentifiersSchema, MAX_IDENTIFIERS, parseInput } from './parse-input.ts';

/** How many users have voted for an API. */
export interface VoteCount {
  readonly identifier: string;
  readonly votes: number;
}

/** Which APIs to count the votes of. */
export interface CountAllVotesInput {
  /** The APIs of a catalogue, at most 1,000. Default: every API that has votes. */
  readonly identifiers?: readonly string[] | undefined;
  /** Rows, 1 to 1,000. Default 1,000: as many as there may be identifiers. */
  readonly limit?: number | undefined;
}

const CountAllVotesSchema = z.object({
  identifiers: IdentifiersSchema.optional(),
  limit: z.int().min(1).max(MAX_IDENTIFIERS).default(MAX_IDENTIFIERS),
});

/** See `ApiVoteService.count`. */
export async function countVotes(
  { repository }: ApiVoteContext,
  identifier: string,
  { tx }: InTransaction = {},
): Promise<number> {
  return repository.within(tx).countVotes({ apiIdentifier: parseInput(KeySchema, identifier) });
}

/** See `ApiVoteService.countAll`. */
export async function countAllVotes(
  { repository }: ApiVoteContext,
  input: CountAllVotesInput,
  { tx }: InTransaction = {},
): Promise<VoteCount[]> {
  const { identifiers, limit } = parseInput(CountAllVotesSchema, input);
  const statements = repository.within(tx);
  if (identifiers === undefined) return statements.countVotesOfAll({ limit });
  if (identifiers.length === 0) return [];
  return statements.countVotesOfEach({ apiIdentifiers: identifiers, limit });
}
