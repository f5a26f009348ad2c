/** A built-in type as `pg` hands it over and as it accepts it. */
export interface BaseType {
  /** What generated code returns. */
  readonly read: string;
  /** What it accepts; the same where absent. */
  readonly write?: string;
  /** Function of the runtime that turns pg's value into `read`. */
  readonly decode?: string;
}

/**
 * Built-in types that are something else than a string, which is what pg hands over for every type it does not know.
 * Taken from pg-types' parsers, not from PostgreSQL's manual: `numeric` is a string and `numeric[]` holds numbers.
 */
export const BASE_TYPES: ReadonlyMap<string, BaseType> = new Map<string, BaseType>([
  ['bool', { read: 'boolean' }],
  ['int2', { read: 'number' }],
  ['int4', { read: 'number' }],
  ['oid', { read: 'number' }],
  ['float4', { read: 'number' }],
  ['float8', { read: 'number' }],
  ['numeric', { read: 'string', write: 'string | number' }],
  ['timestamp', { read: 'Date' }],
  ['timestamptz', { read: 'Date' }],
  // pg makes a Date of a date: midnight of the process's own time zone, another day elsewhere.
  ['date', { read: 'string', decode: 'date' }],
  ['interval', { read: 'string', decode: 'interval' }],
  ['bytea', { read: 'Buffer', write: 'Uint8Array' }],
  ['json', { read: 'Json', write: 'JsonInput' }],
  ['jsonb', { read: 'Json', write: 'JsonInput' }],
  ['point', { read: '{ x: number; y: number }', write: 'string' }],
  ['circle', { read: '{ x: number; y: number; radius: number }', write: 'string' }],
]);

/** How a bigint is shown, by the option `int8`. */
export const INT8_TYPES: Readonly<Record<'number' | 'bigint' | 'string', BaseType>> = {
  number: { read: 'number', decode: 'int8' },
  bigint: { read: 'bigint', write: 'bigint | number', decode: 'bigint' },
  string: { read: 'string', write: 'string | number | bigint' },
};

/** Element types whose arrays pg parses; arrays of all others it leaves as text. */
export const PARSED_ARRAYS: ReadonlySet<string> = new Set(
  [
    'bool int2 int4 int8 float4 float8 numeric money oid regproc text varchar bpchar uuid bytea json jsonb numrange point',
    'date time timetz timestamp timestamptz interval inet cidr macaddr',
  ].flatMap((line) => line.split(' ')),
);

/** What an element of a parsed array is where it differs from the type alone. */
export const ARRAY_ELEMENTS: ReadonlyMap<string, BaseType> = new Map<string, BaseType>([
  ['numeric', { read: 'number', write: 'string | number' }],
]);
