import { KongflowError } from '@kongflow/protocol';

/** What can go wrong when a test or a local process asks for a PostgreSQL; the README explains each code. */
export type TestingErrorCode =
  | 'UNSUPPORTED_PLATFORM'
  | 'BINARIES_MISSING'
  | 'BINARIES_UNUSABLE'
  | 'DATA_DIRECTORY_IN_USE'
  | 'DATA_DIRECTORY_UNUSABLE'
  | 'PORT_IN_USE'
  | 'INIT_FAILED'
  | 'START_FAILED'
  | 'NO_POSTGRES'
  | 'NO_TEMPLATE'
  | 'CONDITION_NOT_MET';

/** Thrown by everything in `@kongflow/testing`. */
export class TestingError extends KongflowError<TestingErrorCode> {}
