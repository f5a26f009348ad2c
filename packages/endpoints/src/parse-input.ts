import { inputParser } from '@kongflow/protocol';
import { EndpointsError } from './errors.ts';

/** Checks the input of an operation. @throws {EndpointsError} `INVALID_INPUT` saying which field is wrong */
export const parseInput = inputParser(EndpointsError);
