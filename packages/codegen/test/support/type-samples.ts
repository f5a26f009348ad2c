import * as fc from 'fast-check';

/** A PostgreSQL type, and texts of values of it as a user might write them. */
export interface TypeSample {
  readonly name: string;
  readonly sql: string;
  readonly text: fc.Arbitrary<string>;
  /** What generated code gives and takes, of the text that PostgreSQL writes; that text where absent. */
  readonly value?: (text: string) => unknown;
  /** What `value` is given instead: an expression over `sample`. */
  readonly ask?: string;
}

const characters = (all: string): fc.Arbitrary<string> => fc.constantFrom(...Array.from(all));
const ascii = fc.string({ unit: characters('abcXYZ,"\\{}() \n\'é😀;:|'), maxLength: 12 });
const anyText = fc.oneof(ascii, fc.constantFrom('', 'NULL', 'null', ' ', '\\', '"', '{}', '(,)', 'a,b'));
const digits = (length: number): fc.Arbitrary<string> =>
  fc.string({ unit: characters('0123456789'), minLength: 1, maxLength: length });
const decimal = fc.tuple(fc.constantFrom('', '-'), digits(30), digits(20)).map(([sign, a, b]) => `${sign}${a}.${b}`);
const day = fc.oneof(
  fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }),
  // Days that a time zone left out, or whose midnight it did.
  fc.constantFrom(
    ...['2011-12-30', '2024-03-10', '2018-11-04', '1883-11-18', '0001-01-01'].map((text) => new Date(text)),
  ),
);
const date = fc.oneof(
  { weight: 9, arbitrary: day.map((each) => each.toISOString().slice(0, 10)) },
  fc.constantFrom('infinity', '-infinity', '0044-03-15 BC', '12345-01-01'),
);
const clock = fc
  .tuple(fc.nat(23), fc.nat(59), fc.nat(59), fc.nat(999_999))
  .map(([h, m, s, us]) => `${h}:${m}:${s}.${String(us).padStart(6, '0')}`);
const timestamp = fc.oneof(
  { weight: 9, arbitrary: fc.tuple(day, clock).map(([d, time]) => `${d.toISOString().slice(0, 10)} ${time}`) },
  // Times that New York's clocks never show, and one that they show twice.
  fc.constantFrom('2024-03-10 02:30:00', '2024-11-03 01:30:00', 'infinity', '0044-03-15 12:00:00 BC'),
);
const instant = fc
  .oneof(
    fc.date({ min: new Date('-004700-01-01T00:00:00Z'), max: new Date(8.64e15), noInvalidDate: true }),
    fc
      .constantFrom(
        '2024-03-10T06:59:59.999Z',
        '2024-11-03T05:30:00Z',
        '2024-11-03T06:30:00Z',
        '1850-01-01T00:00:00.001Z',
      )
      .map((text) => new Date(text)),
  )
  .map((each) => {
    const year = each.getUTCFullYear();
    const rest = each.toISOString().replace(/^[+-]?\d+/, '');
    return year > 0 ? `${String(year).padStart(4, '0')}${rest}` : `${String(1 - year).padStart(4, '0')}${rest} BC`;
  });
const float = fc
  .oneof(fc.double(), fc.constantFrom(-0, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 5e-324))
  .map((each) => (Object.is(each, -0) ? '-0' : String(each)));
const coordinate = fc.oneof(fc.integer(), fc.double({ min: -1e9, max: 1e9, noNaN: true })).map(String);
const pointText = fc.tuple(coordinate, coordinate).map(([x, y]) => `(${x},${y})`);
const points = fc.array(pointText, { minLength: 2, maxLength: 4 }).map((each) => each.join(','));
const json = fc.jsonValue().map((each) => JSON.stringify(each).replaceAll(String.raw`\u0000`, ''));
const bits = (minLength: number, maxLength: number): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom('0', '1'), minLength, maxLength });
const hex = (length: number): fc.Arbitrary<string> =>
  fc.string({ unit: characters('0123456789abcdef'), minLength: length, maxLength: length });
const int = (bitCount: number): fc.Arbitrary<string> =>
  fc.bigInt({ min: -(2n ** BigInt(bitCount - 1)), max: 2n ** BigInt(bitCount - 1) - 1n }).map(String);
const safeInt = fc.maxSafeInteger().map(String);
const word = fc.string({ unit: characters('abcXYZ'), minLength: 1, maxLength: 5 });

function range(bound: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const finite = fc
    .tuple(fc.constantFrom('[', '('), bound, bound, fc.constantFrom(']', ')'))
    .map(([open, a, b, close]) => `${open}"${a}","${b}"${close}`);
  return fc.oneof(
    { weight: 4, arbitrary: finite },
    bound.map((each) => `["${each}",)`),
    bound.map((each) => `(,"${each}")`),
    fc.constantFrom('empty', '(,)'),
  );
}
const multirange = (bound: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.array(range(bound), { maxLength: 3 }).map((each) => `{${each.join(',')}}`);
const smallInt = fc.integer({ min: -1000, max: 1000 }).map(String);

const parseNumber = Number;
const coordinates = (text: string): number[] =>
  text
    .split(/[(),<>]+/)
    .filter((part) => part !== '')
    .map(Number);

export const TYPE_SAMPLES: readonly TypeSample[] = [
  { name: 'bool', sql: 'bool', text: fc.constantFrom('t', 'f'), value: (text) => text === 't' },
  { name: 'int2', sql: 'int2', text: int(16), value: parseNumber },
  { name: 'int4', sql: 'int4', text: int(32), value: parseNumber },
  { name: 'int8', sql: 'int8', text: safeInt, value: parseNumber },
  { name: 'oid', sql: 'oid', text: fc.nat(2 ** 31 - 1).map(String), value: parseNumber },
  {
    name: 'float4',
    sql: 'float4',
    text: fc.float({ noDefaultInfinity: false }).map((each) => (Object.is(each, -0) ? '-0' : String(each))),
    value: parseNumber,
  },
  { name: 'float8', sql: 'float8', text: float, value: parseNumber },
  {
    name: 'numeric',
    sql: 'numeric',
    text: fc.oneof(decimal, fc.constantFrom('NaN', 'Infinity', '-Infinity', '1e100')),
  },
  { name: 'numeric_scaled', sql: 'numeric(20, 4)', text: fc.tuple(digits(15), digits(4)).map(([a, b]) => `${a}.${b}`) },
  { name: 'money', sql: 'money', text: fc.integer().map((cents) => String(cents / 100)) },
  { name: 'text', sql: 'text', text: anyText },
  { name: 'varchar', sql: 'varchar(20)', text: anyText },
  { name: 'bpchar', sql: 'char(5)', text: word },
  { name: 'name', sql: 'name', text: anyText },
  {
    name: 'bytea',
    sql: 'bytea',
    text: hex(16).map((each) => String.raw`\x` + each),
    value: (text) => Buffer.from(text.slice(2), 'hex'),
  },
  { name: 'uuid', sql: 'uuid', text: fc.uuid() },
  { name: 'date', sql: 'date', text: date },
  { name: 'time', sql: 'time', text: clock },
  {
    name: 'timetz',
    sql: 'timetz',
    text: fc.tuple(clock, fc.constantFrom('+00', '-05:30', '+14')).map((each) => each.join('')),
  },
  { name: 'timestamp', sql: 'timestamp', text: timestamp },
  {
    name: 'interval',
    sql: 'interval',
    text: fc
      .tuple(fc.integer({ min: -500, max: 500 }), fc.integer({ min: -500, max: 500 }), fc.integer())
      .map(([months, days, us]) => `${months} mons ${days} days ${us} microseconds`),
  },
  { name: 'json', sql: 'json', text: json, value: (text) => JSON.parse(text) as unknown },
  { name: 'jsonb', sql: 'jsonb', text: json, value: (text) => JSON.parse(text) as unknown },
  {
    name: 'inet',
    sql: 'inet',
    text: fc.oneof(
      fc.ipV4(),
      fc.ipV6(),
      fc.ipV4().map((each) => `${each}/16`),
    ),
  },
  { name: 'cidr', sql: 'cidr', text: fc.oneof(fc.ipV4(), fc.ipV6()) },
  { name: 'macaddr', sql: 'macaddr', text: hex(12) },
  { name: 'macaddr8', sql: 'macaddr8', text: hex(16) },
  { name: 'bit', sql: 'bit(4)', text: bits(4, 4) },
  { name: 'varbit', sql: 'varbit', text: bits(0, 12) },
  { name: 'xml', sql: 'xml', text: word.map((each) => `<a b="1,2">${each} "quoted" \\</a>`) },
  {
    name: 'point',
    sql: 'point',
    text: pointText,
    value: (text) => {
      const [x, y] = coordinates(text);
      return { x, y };
    },
  },
  {
    name: 'circle',
    sql: 'circle',
    text: fc.tuple(pointText, fc.nat()).map(([center, radius]) => `<${center},${radius}>`),
    value: (text) => {
      const [x, y, radius] = coordinates(text);
      return { x, y, radius };
    },
  },
  {
    name: 'line',
    sql: 'line',
    text: fc.tuple(fc.integer({ min: 1, max: 9 }), smallInt, smallInt).map((each) => `{${each.join(',')}}`),
  },
  { name: 'lseg', sql: 'lseg', text: fc.tuple(pointText, pointText).map((each) => `[${each.join(',')}]`) },
  { name: 'box', sql: 'box', text: fc.tuple(pointText, pointText).map((each) => each.join(',')) },
  { name: 'path', sql: 'path', text: points.map((each) => `[${each}]`) },
  { name: 'polygon', sql: 'polygon', text: points.map((each) => `(${each})`) },
  { name: 'tsvector', sql: 'tsvector', text: fc.array(word).map((each) => each.join(' ')) },
  { name: 'tsquery', sql: 'tsquery', text: fc.array(word, { minLength: 1 }).map((each) => each.join(' & ')) },
  { name: 'int4range', sql: 'int4range', text: range(smallInt) },
  { name: 'int8range', sql: 'int8range', text: range(safeInt) },
  { name: 'numrange', sql: 'numrange', text: range(decimal) },
  { name: 'tsrange', sql: 'tsrange', text: range(timestamp) },
  { name: 'tstzrange', sql: 'tstzrange', text: range(instant) },
  { name: 'daterange', sql: 'daterange', text: range(day.map((each) => each.toISOString().slice(0, 10))) },
  { name: 'int4multirange', sql: 'int4multirange', text: multirange(smallInt) },
  { name: 'int8multirange', sql: 'int8multirange', text: multirange(safeInt) },
  { name: 'nummultirange', sql: 'nummultirange', text: multirange(decimal) },
  {
    name: 'datemultirange',
    sql: 'datemultirange',
    text: multirange(day.map((each) => each.toISOString().slice(0, 10))),
  },
  { name: 'tsmultirange', sql: 'tsmultirange', text: multirange(timestamp) },
  { name: 'tstzmultirange', sql: 'tstzmultirange', text: multirange(instant) },
  { name: 'pg_lsn', sql: 'pg_lsn', text: fc.nat().map((each) => `0/${each.toString(16)}`) },
  { name: 'jsonpath', sql: 'jsonpath', text: word.map((each) => `$."${each}"[*] ? (@ > 1)`) },
  { name: 'mood', sql: 'mood', text: fc.constantFrom('sad', 'so so', 'a,"b"', String.raw`back\slash`, 'NULL') },
  {
    name: 'timestamptz',
    sql: 'timestamptz',
    text: instant,
    ask: 'extract(epoch FROM sample) * 1000',
    value: (text) => new Date(Number(text)),
  },
];
