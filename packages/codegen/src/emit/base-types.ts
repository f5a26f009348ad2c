/** A built-in type: what generated code returns and accepts, and the functions of the runtime between it and PostgreSQL's text. */
export interface BaseType {
  /** What generated code returns. */
  readonly read: string;
  /** What it accepts; the same where absent. */
  readonly write?: string;
  /** Reads the text. */
  readonly decode: string;
  /** The driver has read a column of this type already, by the runtime's `rowTypes`; not so inside of arrays and records. */
  readonly parsed?: true;
  /** Writes what pg would not, or checks it; pg writes the rest itself. */
  readonly encode?: string;
}

const NUMBER: BaseType = { read: 'number', decode: 'number', parsed: true };
const JSON_DOCUMENT: BaseType = {
  read: 'Json',
  write: 'JsonInput',
  decode: 'jsonDocument',
  parsed: true,
  encode: 'json',
};

/**
 * What is not text to a program. Everything else stays as PostgreSQL writes it: `numeric` loses no digit, a `date` and a
 * `timestamp`, which are no instants, meet no time zone, and ranges keep the form PostgreSQL gives them.
 */
export const BASE_TYPES: ReadonlyMap<string, BaseType> = new Map<string, BaseType>([
  ['bool', { read: 'boolean', decode: 'bool', parsed: true }],
  ['int2', NUMBER],
  ['int4', NUMBER],
  ['oid', NUMBER],
  ['float4', NUMBER],
  ['float8', NUMBER],
  ['numeric', { read: 'string', write: 'string | number', decode: 'text' }],
  ['timestamptz', { read: 'Date', decode: 'timestamptz', parsed: true }],
  ['date', { read: 'string', decode: 'date' }],
  ['interval', { read: 'string', decode: 'interval' }],
  ['bytea', { read: 'Buffer', write: 'Uint8Array', decode: 'bytea', parsed: true }],
  ['json', JSON_DOCUMENT],
  ['jsonb', JSON_DOCUMENT],
  ['point', { read: '{ x: number; y: number }', decode: 'point', encode: 'pointText' }],
  ['circle', { read: '{ x: number; y: number; radius: number }', decode: 'circle', encode: 'circleText' }],
]);

/** How a bigint is shown, by the option `int8`. */
export const INT8_TYPES: Readonly<Record<'number' | 'bigint' | 'string', BaseType>> = {
  number: { read: 'number', write: 'number | bigint', decode: 'int8', encode: 'int8Value' },
  bigint: { read: 'bigint', write: 'bigint | number', decode: 'bigint', encode: 'int8Value' },
  string: { read: 'string', write: 'string | number | bigint', decode: 'text', encode: 'int8Value' },
};

/** Every type that pg hands over as text and that stays it. */
export const TEXT_TYPE: BaseType = { read: 'string', decode: 'text' };
