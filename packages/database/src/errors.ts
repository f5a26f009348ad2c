import { KongflowError } from '@kongflow/protocol';

/** Every code of a `DatabaseError`; the README explains them. */
export const DATABASE_ERROR_CODES = [
  'UNIQUE_VIOLATION',
  'FOREIGN_KEY_VIOLATION',
  'NOT_NULL_VIOLATION',
  'CHECK_VIOLATION',
  'EXCLUSION_VIOLATION',
  'SERIALIZATION_FAILURE',
  'DEADLOCK',
  'LOCK_NOT_AVAILABLE',
  'INVALID_TEXT',
  'VALUE_TOO_LONG',
  'VALUE_OUT_OF_RANGE',
  'CONNECTION',
  'TIMEOUT',
  'READ_ONLY',
  'PERMISSION_DENIED',
  'UNDEFINED_OBJECT',
  'TRANSACTION_ABORTED',
  'TRANSACTION_ENDED',
  'INVALID_CONFIG',
  'UNSUPPORTED_SERVER',
  'MIGRATION_FAILED',
  'QUERY_FAILED',
] as const;

/** A code of a `DatabaseError`. */
export type DatabaseErrorCode = (typeof DATABASE_ERROR_CODES)[number];

/** Where in the schema the error arose, as far as PostgreSQL says. */
export interface DatabaseErrorDetails {
  readonly sqlState?: string | null;
  readonly constraint?: string | null;
  readonly table?: string | null;
  readonly column?: string | null;
  readonly isRetryable?: boolean;
  readonly cause?: unknown;
}

/**
 * Every error out of `query` and `transaction`.
 *
 * The message names constraint, table and column, never a value: what PostgreSQL says in its DETAIL, and in the text of
 * data exceptions, repeats what the application sent, which may be a secret.
 */
export class DatabaseError extends KongflowError<DatabaseErrorCode> {
  readonly sqlState: string | null;
  readonly constraint: string | null;
  readonly table: string | null;
  readonly column: string | null;
  /** Whether nothing took effect and the same transaction may succeed when it is run again. */
  readonly isRetryable: boolean;

  constructor(code: DatabaseErrorCode, message: string, details: DatabaseErrorDetails = {}) {
    super(code, message, details.cause === undefined ? undefined : { cause: details.cause });
    this.sqlState = details.sqlState ?? null;
    this.constraint = details.constraint ?? null;
    this.table = details.table ?? null;
    this.column = details.column ?? null;
    this.isRetryable = details.isRetryable ?? false;
  }
}

/**
 * Whether an error is a `DatabaseError` with this code and, if given, of this constraint.
 * @example
 * if (isDatabaseError(error, 'UNIQUE_VIOLATION', 'users_email_key')) throw new TenancyError('EMAIL_TAKEN', …);
 */
export function isDatabaseError(error: unknown, code: DatabaseErrorCode, constraint?: string): error is DatabaseError {
  return (
    error instanceof DatabaseError &&
    error.code === code &&
    (constraint === undefined || error.constraint === constraint)
  );
}
