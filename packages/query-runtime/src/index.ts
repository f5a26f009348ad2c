/**
 * What generated query functions call: run a named statement, map its rows, decode what `pg` leaves undecoded.
 * Nothing here knows a table; everything a query needs to know stands in its generated file.
 *
 * Without dependencies: this is all that generated code brings into a program, beside `pg`.
 */

export { batchexactlyOne, batchexec, batchmany, batchone } from './batch.ts';
export { choice, chosen, given, type Switch, type Variant } from './branches.ts';
export { copyfrom, perRow } from './copyfrom.ts';
export {
  array,
  bigint,
  bool,
  boxes,
  bytea,
  circle,
  date,
  int8,
  interval,
  jsonDocument,
  nestedArray,
  nullable,
  number,
  point,
  record,
  text,
} from './decoders.ts';
export {
  boxesText,
  circleText,
  each,
  int8Value,
  json,
  jsonArray,
  jsonOrNull,
  nestedEach,
  orNull,
  pointText,
  recordText,
} from './encoders.ts';
export {
  BatchError,
  PipelineError,
  QueryParameterError,
  QueryResultError,
  type PipelineErrorCode,
  type QueryParameterErrorCode,
  type QueryResultErrorCode,
} from './errors.ts';
export { timestamptz } from './instant.ts';
export type { Json, JsonInput } from './json.ts';
export type { PipelineClient } from './pipelined-connection.ts';
export { PipelinedConnections, type PipelinedConnectionsOptions } from './pipelined-connections.ts';
export { onClientOf, type ClientPool } from './pool-client.ts';
export type { RowTypes } from './row-types.ts';
export { exactlyOne, exec, execresult, execrows, many, one, type ExecResult } from './run.ts';
export { fitsLength, isJson } from './value-checks.ts';
export { issuesOf, validColumn, validElements, validElementsOrNull, validParameter } from './schema.ts';
export { SchemaError, type SchemaErrorCode, type SchemaIssue } from './schema-error.ts';
export type { InferInput, InferOutput, SchemaResult, StandardIssue, StandardSchema } from './standard-schema.ts';
export type { Queryable, QueryConfig, QueryRows, Statement } from './queryable.ts';
export { isSessionCommand } from './session-command.ts';
