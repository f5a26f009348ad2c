import { RowIdSchema } from '@kongflow/protocol';
import { z } from 'zod';
import type { ApiVoteContext, InTransaction } from './context.ts';
import { IdentifiersSchema, parseInput } from './parse-input.ts';

/** Whose votes for which APIs to look for. */
export interface HasVotedInput {
  readonly userId: string;
  /** The APIs of a catalogue, at most 1,000. */
  readonly identifiers: readonly string[];
}

const HasVotedSchema = z.object({ userId: RowIdSchema, identifiers: IdentifiersSchema });

/** See `ApiVoteService.hasVoted`. */
export async function hasVoted(
  { repository }: ApiVoteContext,
  input: HasVotedInput,
  { tx }: InTransaction = {},
): Promise<ReadonlySet<string>> {
  const { userId, identifiers } = parseInput(HasVotedSchema, input);
  if (identifiers.length === 0) return new Set();
  return new Set(await repository.within(tx).listVotedIdentifiers({ userId, apiIdentifiers: identifiers }));
}
