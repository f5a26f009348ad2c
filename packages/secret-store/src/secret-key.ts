import { inputParser } from '@kongflow/protocol';
import { z } from 'zod';
import { SecretStoreError } from './errors.ts';

const MAX_KEY_LENGTH = 500;
// eslint-disable-next-line no-control-regex -- control characters are what it looks for
const controlCharacter = /[\u0000-\u001f\u007f]/;

const KeyTextSchema = z
  .string()
  .max(MAX_KEY_LENGTH, `must not be longer than ${MAX_KEY_LENGTH} characters`)
  .refine((key) => !controlCharacter.test(key), 'must not contain control characters')
  .refine((key) => key.isWellFormed(), 'must not contain lone surrogates');

/** Name of a secret: 1 to 500 characters, none of them a control character. `/`, `.` and `:` are good separators. */
export const SecretKeySchema = KeyTextSchema.min(1, 'must not be empty');

/** How a key starts; '' is every key. */
export const SecretPrefixSchema = KeyTextSchema;

/** Who acts: 1 to 500 characters, such as `user:42` or `cli:ada`. */
export const ActorSchema = KeyTextSchema.min(1, 'must not be empty');

/** Checks the input of an operation. @throws {SecretStoreError} `INVALID_INPUT` saying which field is wrong */
export const parseInput = inputParser(SecretStoreError);
