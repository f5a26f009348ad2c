import { PipelineError, type PipelineErrorCode } from './query-runtime.ts';
import { DatabaseError, type DatabaseErrorCode, type DatabaseErrorDetails } from './errors.ts';

/** What an SQLSTATE means to us; a class stands for all its members that are not listed themselves. */
interface Meaning {
  readonly code: DatabaseErrorCode;
  /** What to say. Null: PostgreSQL's own words, which in this class name objects and never hold values. */
  readonly says: string | null;
  readonly isRetryable?: boolean;
}

const meanings: Readonly<Record<string, Meaning>> = {
  '08': { code: 'CONNECTION', says: null },
  '22': { code: 'QUERY_FAILED', says: 'A value does not fit the operation' },
  '22001': { code: 'VALUE_TOO_LONG', says: 'A text is too long for its column' },
  '22003': { code: 'VALUE_OUT_OF_RANGE', says: 'A number is out of the range of its type' },
  '22007': { code: 'INVALID_TEXT', says: 'A text is not a valid date or time' },
  '22008': { code: 'VALUE_OUT_OF_RANGE', says: 'A date or time is out of range' },
  '22021': { code: 'INVALID_TEXT', says: 'A text holds bytes that the encoding does not allow, such as a NUL' },
  '22P02': { code: 'INVALID_TEXT', says: 'A text is not valid for its type' },
  '22P05': {
    code: 'INVALID_TEXT',
    says: 'A text holds a character that PostgreSQL cannot store, such as \\u0000 in jsonb',
  },
  '23502': { code: 'NOT_NULL_VIOLATION', says: 'A value is missing' },
  '23503': { code: 'FOREIGN_KEY_VIOLATION', says: 'A row that is referred to does not exist, or is still referred to' },
  '23505': { code: 'UNIQUE_VIOLATION', says: 'A row with this key exists already' },
  '23514': { code: 'CHECK_VIOLATION', says: 'A value breaks a rule of its table' },
  '23P01': { code: 'EXCLUSION_VIOLATION', says: 'A row conflicts with another one' },
  '23': { code: 'QUERY_FAILED', says: 'A row breaks a rule of its table' },
  '25006': { code: 'READ_ONLY', says: null },
  '25P02': { code: 'TRANSACTION_ABORTED', says: null },
  '25P03': { code: 'TIMEOUT', says: null, isRetryable: true },
  '25P04': { code: 'TIMEOUT', says: null, isRetryable: true },
  '28': { code: 'CONNECTION', says: null },
  '3D000': { code: 'CONNECTION', says: null },
  '40001': { code: 'SERIALIZATION_FAILURE', says: null, isRetryable: true },
  '40P01': { code: 'DEADLOCK', says: null, isRetryable: true },
  '42501': { code: 'PERMISSION_DENIED', says: null },
  '42P01': { code: 'UNDEFINED_OBJECT', says: null },
  '42703': { code: 'UNDEFINED_OBJECT', says: null },
  '42704': { code: 'UNDEFINED_OBJECT', says: null },
  '42883': { code: 'UNDEFINED_OBJECT', says: null },
  '3F000': { code: 'UNDEFINED_OBJECT', says: null },
  '53300': { code: 'CONNECTION', says: null, isRetryable: true },
  '55P03': { code: 'LOCK_NOT_AVAILABLE', says: null, isRetryable: true },
  '57014': { code: 'TIMEOUT', says: null, isRetryable: true },
  '57P01': { code: 'CONNECTION', says: null, isRetryable: true },
  '57P02': { code: 'CONNECTION', says: null, isRetryable: true },
  '57P03': { code: 'CONNECTION', says: null, isRetryable: true },
  '57P04': { code: 'CONNECTION', says: null },
  '57P05': { code: 'CONNECTION', says: null, isRetryable: true },
};

const other: Meaning = { code: 'QUERY_FAILED', says: null };

/** Errors of the socket before a connection stood: certainly nothing was sent. */
const notConnected = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOENT']);
const disconnected = new Set(['ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ECONNABORTED']);
const connectionLost =
  /^(Connection terminated|Client has encountered a connection error|The server does not support SSL|Client was closed|Connection ended)/i;
const poolMessages: readonly (readonly [RegExp, DatabaseErrorCode, boolean, string])[] = [
  [
    /timeout exceeded when trying to connect|Connection terminated due to connection timeout/i,
    'TIMEOUT',
    true,
    'No connection to the database became free in time; raise max, or look for transactions that stay open',
  ],
  [/^timeout expired$/i, 'TIMEOUT', true, 'The database did not accept a connection in time'],
  [/Query read timeout/i, 'TIMEOUT', false, 'The database did not answer in time'],
  [/after calling end on the pool/i, 'CONNECTION', false, 'The database has been closed'],
];

function property(error: object, name: string): string | null {
  const value: unknown = Reflect.get(error, name);
  return typeof value === 'string' && value !== '' ? value : null;
}

function isServerError(error: object): boolean {
  return /^[0-9A-Z]{5}$/.test(property(error, 'code') ?? '') && property(error, 'severity') !== null;
}

function fromServer(error: Error, statement: string | undefined): DatabaseError {
  const sqlState = property(error, 'code') ?? '';
  const meaning = meanings[sqlState] ?? meanings[sqlState.slice(0, 2)] ?? other;
  const constraint = property(error, 'constraint');
  const table = property(error, 'table');
  const column = property(error, 'column');
  const places = [
    constraint === null ? null : `constraint "${constraint}"`,
    column === null ? null : `column "${column}"`,
    table === null ? null : `table "${table}"`,
    statement === undefined ? null : `statement ${statement}`,
    `SQLSTATE ${sqlState}`,
  ];
  const message = `${meaning.says ?? error.message} (${places.filter((place) => place !== null).join(', ')})`;
  return new DatabaseError(meaning.code, message, {
    sqlState,
    constraint,
    table,
    column,
    isRetryable: meaning.isRetryable ?? false,
  });
}

const pipelineMeanings: Readonly<Record<PipelineErrorCode, readonly [DatabaseErrorCode, string, isRetryable?: true]>> =
  {
    CONNECTION_LOST: [
      'CONNECTION',
      'The connection to the database was lost; whether the statement took effect is unknown',
    ],
    OVERLOADED: ['CONNECTION', 'Too many statements wait for their answers', true],
    ENDED: ['CONNECTION', 'The database has been closed'],
    STATEMENT_REFUSED: ['QUERY_FAILED', 'The statement needs a connection that it does not share'],
    INVALID_CLIENT: ['QUERY_FAILED', 'The client of the pool does not pipeline'],
  };

function fromPipeline(error: PipelineError, statement: string | undefined): DatabaseError {
  const [code, says, isRetryable = false] = pipelineMeanings[error.code];
  const reason = error.cause instanceof Error ? `: ${error.cause.message}` : '';
  const suffix = statement === undefined ? '' : ` (statement ${statement})`;
  return new DatabaseError(code, `${says}${reason}${suffix}`, { cause: error, isRetryable });
}

function fromClient(error: Error, statement: string | undefined): DatabaseError {
  const suffix = statement === undefined ? '' : ` (statement ${statement})`;
  for (const [pattern, code, isRetryable, says] of poolMessages) {
    if (pattern.test(error.message)) return new DatabaseError(code, `${says}${suffix}`, { isRetryable });
  }
  // Node tries every address of a name and reports all failures as one error without a message.
  const single: unknown = error instanceof AggregateError ? error.errors[0] : error;
  const actual = single instanceof Error ? single : error;
  const code = property(actual, 'code') ?? '';
  const details: DatabaseErrorDetails = { isRetryable: notConnected.has(code), cause: error };
  if (notConnected.has(code))
    return new DatabaseError('CONNECTION', `Cannot reach the database: ${actual.message}${suffix}`, details);
  if (disconnected.has(code) || connectionLost.test(actual.message)) {
    return new DatabaseError(
      'CONNECTION',
      `The connection to the database was lost; whether the statement took effect is unknown: ${actual.message}${suffix}`,
      details,
    );
  }
  return new DatabaseError('QUERY_FAILED', `The statement could not be run: ${actual.message}${suffix}`, details);
}

/**
 * Turns whatever `pg` throws into a `DatabaseError`.
 *
 * PostgreSQL's error object is not kept as the cause: its DETAIL would bring the values back into the log.
 *
 * @param statement name of the prepared statement, for the message
 */
export function mapError(error: unknown, statement?: string): DatabaseError {
  if (error instanceof DatabaseError) return error;
  if (!(error instanceof Error))
    return new DatabaseError('QUERY_FAILED', 'The statement could not be run', { cause: error });
  if (error instanceof PipelineError) return fromPipeline(error, statement);
  return isServerError(error) ? fromServer(error, statement) : fromClient(error, statement);
}
