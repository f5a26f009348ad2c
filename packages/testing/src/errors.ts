import { KongflowError } from '@kongflow/protocol';

/** Every code of a `TestingError`; the README explains them. */
export const TESTING_ERROR_CODES = [
  'UNSUPPORTED_PLATFORM',
  'BINARIES_MISSING',
  'BINARIES_UNUSABLE',
  'DATA_DIRECTORY_IN_USE',
  'DATA_DIRECTORY_UNUSABLE',
  'PORT_IN_USE',
  'INIT_FAILED',
  'START_FAILED',
  'NO_POSTGRES',
  'NO_TEMPLATE',
  'CONDITION_NOT_MET',
] as const;

/** A code of a `TestingError`. */
export type TestingErrorCode = (typeof TESTING_ERROR_CODES)[number];

/** Thrown by everything in `@kongflow/testing`. */
export class TestingError extends KongflowError<TestingErrorCode> {}
