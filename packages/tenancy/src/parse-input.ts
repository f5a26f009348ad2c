import { inputParser, TextSchema } from '@kongflow/protocol';
import { TenancyError } from './errors.ts';

/** A title or name that people chose. */
export const NameSchema = TextSchema.trim().min(1).max(200);

/** Checks the input of an operation. @throws {TenancyError} `INVALID_INPUT` saying which field is wrong */
export const parseInput = inputParser(TenancyError);
