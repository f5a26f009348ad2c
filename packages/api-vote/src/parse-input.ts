import { inputParser, KeySchema, RowIdSchema } from '@kongflow/protocol';
import { z } from 'zod';
import { ApiVoteError } from './errors.ts';

/** The most identifiers one call may ask about. */
export const MAX_IDENTIFIERS = 1000;

/** Which vote is meant. */
export const VoteKeySchema = z.object({ userId: RowIdSchema, identifier: KeySchema });

/** The APIs of a catalogue. */
export const IdentifiersSchema = z.array(KeySchema).max(MAX_IDENTIFIERS);

/** Checks the input of an operation. @throws {ApiVoteError} `INVALID_INPUT` saying which field is wrong */
export const parseInput = inputParser(ApiVoteError);
