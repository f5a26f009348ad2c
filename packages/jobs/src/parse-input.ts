import { inputParser } from '@kongflow/protocol';
import { JobsError } from './errors.ts';

/** Checks the input of an operation. @throws {JobsError} `INVALID_INPUT` saying which field is wrong */
export const parseInput = inputParser(JobsError);
