/**
 * What generated query functions call: run a named statement, map its rows, decode what `pg` leaves undecoded.
 * Nothing here knows a table; everything a query needs to know stands in its generated file.
 *
 * Without dependencies: this is all that generated code brings into a program, beside `pg`.
 */

export { batchexactlyOne, batchexec, batchmany, batchone } from './batch.ts';
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
  QueryParameterError,
  QueryResultError,
  type QueryParameterErrorCode,
  type QueryResultErrorCode,
} from './errors.ts';
export { timestamptz } from './instant.ts';
export type { Json, JsonInput } from './json.ts';
export type { RowTypes } from './row-types.ts';
export { exactlyOne, exec, execresult, execrows, many, one, type ExecResult } from './run.ts';
export type { Queryable, QueryConfig, QueryRows, Statement } from './queryable.ts';
