/** What a type of PostgreSQL's own is to zod. */
interface BaseSchema {
  /** What rows hold. */
  readonly read: string;
  /** What parameters accept; the same where absent. */
  readonly write?: string;
}

/** Numbers as they are: zod's own keep out NaN and the infinities, which PostgreSQL takes. */
const FLOAT: BaseSchema = { read: 'float' };
const JSON_DOCUMENT: BaseSchema = { read: 'json', write: 'jsonInput' };

/** All others are text. What is written here is a helper's name or an expression; it never refuses what PostgreSQL takes. */
export const BASE_SCHEMAS: ReadonlyMap<string, BaseSchema> = new Map<string, BaseSchema>([
  ['bool', { read: 'z.boolean()' }],
  ['int2', { read: 'int2' }],
  ['int4', { read: 'int4' }],
  ['oid', { read: 'oid' }],
  ['float4', FLOAT],
  ['float8', FLOAT],
  ['numeric', { read: 'numeric', write: 'numericInput' }],
  ['uuid', { read: 'uuid' }],
  ['timestamptz', { read: 'z.date()' }],
  ['bytea', { read: 'buffer', write: 'bytes' }],
  ['json', JSON_DOCUMENT],
  ['jsonb', JSON_DOCUMENT],
  ['point', { read: 'point' }],
  ['circle', { read: 'circle' }],
]);

/** The same for bigint, by the option `int8`. */
export const INT8_SCHEMAS: Readonly<Record<'number' | 'bigint' | 'string', BaseSchema>> = {
  number: { read: 'z.int()', write: 'int8' },
  bigint: { read: 'z.int64()', write: 'int8' },
  string: { read: 'z.string()', write: 'int8Input' },
};

/** A constant of the generated file, written where it is used. */
interface Helper {
  readonly text: string;
  /** Helpers that it is made of. */
  readonly needs?: readonly string[];
  /** What it takes from the runtime. */
  readonly runtime?: readonly string[];
  readonly types?: readonly string[];
}

const HEX = '(?:[\\da-f]{4}-?){7}[\\da-f]{4}';

/** PostgreSQL's own ranges and forms. */
export const HELPERS: Readonly<Record<string, Helper>> = {
  int2: { text: 'const int2 = z.int().check(z.gte(-32_768), z.lte(32_767));' },
  int4: { text: 'const int4 = z.int().check(z.gte(-2_147_483_648), z.lte(2_147_483_647));' },
  // PostgreSQL reads -1 as the highest one.
  oid: { text: 'const oid = z.int().check(z.gte(-2_147_483_648), z.lte(4_294_967_295));' },
  int8: { text: 'const int8 = z.union([z.int(), z.int64()]);' },
  int8Input: { text: 'const int8Input = z.union([z.string(), z.int(), z.int64()]);' },
  float: {
    text: "const float = z.custom<number>((value) => typeof value === 'number', 'Invalid input: expected number');",
  },
  numeric: {
    text: String.raw`const numeric = z.string().check(z.regex(/^\s*[+-]?(?:nan|inf(?:inity)?|0[xob][\da-f_]+|(?:[\d_]+\.?[\d_]*|\.[\d_]+)(?:e[+-]?[\d_]+)?)\s*$/i, 'Invalid number'));`,
  },
  numericInput: { text: 'const numericInput = z.union([numeric, float]);', needs: ['numeric', 'float'] },
  uuid: { text: `const uuid = z.string().check(z.regex(/^(?:${HEX}|\\{${HEX}\\})$/i, 'Invalid UUID'));` },
  buffer: {
    text: "const buffer = z.custom<Buffer>((value) => Buffer.isBuffer(value), 'Invalid input: expected Buffer');",
  },
  bytes: {
    text: "const bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array, 'Invalid input: expected Uint8Array');",
  },
  json: {
    text: "const json = z.custom<Json>((value) => isJson(value), 'Invalid input: expected JSON');",
    runtime: ['isJson'],
    types: ['Json'],
  },
  jsonInput: {
    text: "const jsonInput = z.custom<JsonInput>((value) => isJson(value), 'Invalid input: expected JSON');",
    runtime: ['isJson'],
    types: ['JsonInput'],
  },
  point: { text: 'const point = z.object({ x: float, y: float });', needs: ['float'] },
  circle: { text: 'const circle = z.object({ x: float, y: float, radius: float });', needs: ['float'] },
  characters: {
    text: [
      '/** So many characters at most; spaces behind them PostgreSQL leaves out. */',
      'const characters = (limit: number) =>',
      '  z.string().check(z.refine<string>((text) => fitsLength(text, limit), `Too long: expected string to have <=${limit} characters`));',
    ].join('\n'),
    runtime: ['fitsLength'],
  },
  own: {
    text: [
      "/** A type of the config's: nothing is known of it. */",
      "const own = <T>() => z.custom<T>((value) => value !== undefined, 'Invalid input: expected a value');",
    ].join('\n'),
  },
  accepted: {
    text: [
      "/** What a column's schema accepts, as it is: the query makes of it what the schema makes of it. */",
      'const accepted = <T>(schema: StandardSchema<T, unknown>, column: string) =>',
      '  z.custom<T>().check((context) => {',
      "    for (const issue of issuesOf(schema, context.value, column)) context.issues.push({ code: 'custom', input: context.value, ...issue });",
      '  });',
    ].join('\n'),
    runtime: ['issuesOf'],
    types: ['StandardSchema'],
  },
};
