/** How a result may contradict what the generated code was promised, or why a batch gave none. */
export type QueryResultErrorCode =
  | 'UNEXPECTED_ROW_COUNT'
  | 'UNSAFE_INTEGER'
  | 'NOT_A_DATE'
  | 'ARRAY_DIMENSIONS'
  | 'BATCH_FAILED'
  | 'BATCH_UNSUPPORTED'
  | 'BINARY_RESULTS';

/** A result that contradicts what the generated code was promised. */
export class QueryResultError extends Error {
  readonly code: QueryResultErrorCode;

  constructor(code: QueryResultErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'QueryResultError';
    this.code = code;
  }
}

/** What may be wrong with a parameter that its type does not show. */
export type QueryParameterErrorCode = 'INVALID_DATE' | 'UNSAFE_INTEGER' | 'UNKNOWN_CASE' | 'MISSING_PARAMETER';

/** A parameter that cannot be sent. */
export class QueryParameterError extends Error {
  readonly code: QueryParameterErrorCode;

  constructor(code: QueryParameterErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'QueryParameterError';
    this.code = code;
  }
}

/**
 * A batch that failed. Nothing of it is done; `cause` is what the item failed with.
 * @example
 * try {
 *   await queries.renameUsers(renames);
 * } catch (error) {
 *   if (error instanceof BatchError && error.index !== null) console.error(renames[error.index], error.cause);
 *   throw error;
 * }
 */
export class BatchError extends QueryResultError {
  /** The item, from 0; null when each was run, and the transaction then could not be committed: a deferred constraint. */
  readonly index: number | null;

  constructor(statement: string, index: number | null, cause: unknown) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    super('BATCH_FAILED', `${statement}, ${index === null ? 'commit' : `item ${index}`}: ${reason}`, { cause });
    this.name = 'BatchError';
    this.index = index;
  }
}

/** Why a pipelined connection did not give an answer. */
export type PipelineErrorCode = 'CONNECTION_LOST' | 'STATEMENT_REFUSED' | 'OVERLOADED' | 'INVALID_CLIENT' | 'ENDED';

/** What is wrong with the connection, or with sending this statement over one that others share; see `PipelinedConnections`. */
export class PipelineError extends Error {
  readonly code: PipelineErrorCode;

  constructor(code: PipelineErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'PipelineError';
    this.code = code;
  }
}
