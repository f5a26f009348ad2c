import type { Client } from 'pg';

/** Values of each type that are likely to be special, as SQL literals; of `any…` types, each of some types. */
const SAMPLES: Readonly<Record<string, readonly string[]>> = {
  bool: ['true', 'false'],
  int2: ['0', '1', '-1', '32767'],
  int4: ['0', '1', '-1', '2', '1000'],
  int8: ['0', '1', '-1', '1000'],
  float4: ['0', '1.5', 'NaN', 'Infinity', '-Infinity'],
  float8: ['0', '1.5', '-2', 'NaN', 'Infinity', '-Infinity'],
  numeric: ['0', '1.50', '-2', 'NaN', 'Infinity', '-Infinity'],
  money: ['0', '1.5'],
  text: [
    '',
    'a',
    'a,b',
    'UTC',
    'day',
    'year',
    'epoch',
    'hex',
    'UTF8',
    'NFC',
    '(',
    'i',
    '%',
    '1',
    '9.9',
    'YYYY-MM-DD',
    '2024-02-29',
  ],
  varchar: ['', 'a'],
  bpchar: ['', 'a'],
  char: ['', 'a'],
  name: ['', 'a', 'UTF8', 'SQL_ASCII'],
  bytea: ['', '\\x61', '\\x00ff'],
  timestamp: ['2024-02-29 12:00', 'infinity', '-infinity', '0044-03-15 BC'],
  timestamptz: ['2024-02-29 12:00Z', 'infinity', '-infinity', '0044-03-15Z BC'],
  date: ['2024-02-29', 'infinity', '-infinity'],
  time: ['00:00', '24:00'],
  timetz: ['00:00+01', '12:00-05'],
  interval: ['0', '1 day', '-1 mon', 'infinity', '-infinity'],
  uuid: ['00000000-0000-0000-0000-000000000000', '019b0000-0000-7000-8000-000000000000'],
  json: ['null', '{}', '[]', '[null]', '{"a": null}', '1', '"a"'],
  jsonb: ['null', '{}', '[]', '[null]', '{"a": null}', '1', '"a"', 'true'],
  jsonpath: ['$', '$.a', 'strict $.x', '$.a == 1', '$ > 1'],
  inet: ['10.0.0.1', '10.0.0.0/8', '::1'],
  cidr: ['10.0.0.0/8', '::/0'],
  macaddr: ['08:00:2b:01:02:03'],
  macaddr8: ['08:00:2b:01:02:03:04:05'],
  bit: ['0', '1'],
  varbit: ['', '101'],
  point: ['(0,0)', '(1,2)', '(NaN,1)', '(Infinity,0)'],
  lseg: ['[(0,0),(1,1)]', '[(0,0),(0,0)]', '[(5,5),(6,6)]', '[(0,1),(1,0)]', '[(NaN,0),(1,1)]'],
  line: ['{1,2,3}', '{1,0,0}', '{0,1,0}', '{1,2,4}', '{NaN,1,1}'],
  box: ['(1,1),(0,0)', '(9,9),(8,8)', '(NaN,1),(0,0)'],
  path: ['[(0,0),(1,1)]', '((0,0),(1,1),(2,0))', '[(0,0)]', '((5,5))', '[(NaN,0),(1,1)]'],
  polygon: ['((0,0),(1,1),(1,0))', '((9,9))', '((NaN,0),(1,1))'],
  circle: ['<(0,0),1>', '<(9,9),0>', '<(NaN,0),1>'],
  int4range: ['empty', '[1,2)', '(,)', '[5,)'],
  int4multirange: ['{}', '{[1,2)}', '{(,)}', '{[5,)}'],
  numrange: ['empty', '[1,2)', '(,)'],
  tsvector: ['', 'a', 'a:1 b:2'],
  tsquery: ['', 'a', 'a & b'],
  xml: ['<a/>', 'text'],
  pg_lsn: ['0/0', '1/1'],
  oid: ['0', '1'],
  regclass: ['pg_class'],
  regtype: ['int4'],
  regproc: ['now'],
  regrole: ['postgres'],
  regnamespace: ['public'],
  xid: ['0', '3'],
  xid8: ['0', '3'],
  tid: ['(0,1)'],
  _int4: ['{}', '{1}', '{NULL}', '{1,NULL,2}', '{{1},{2}}', '[0:1]={1,2}'],
  _text: ['{}', '{a}', '{NULL}', '{a,NULL}', '{k,v}'],
  _float8: ['{0,1}'],
  _numeric: ['{0,1}'],
  _bool: ['{t,NULL}'],
  _jsonb: ['{"null"}'],
  _name: ['{a}'],
  _char: ['{a}'],
};

/** What stands for a polymorphic argument: a concrete type for each, so that they agree. */
const CONCRETE: readonly Readonly<Record<string, string>>[] = [
  {
    anyelement: 'int4',
    anyarray: '_int4',
    anycompatible: 'int4',
    anycompatiblearray: '_int4',
    anynonarray: 'int4',
    anycompatiblenonarray: 'int4',
    anyrange: 'int4range',
    anymultirange: 'int4multirange',
    any: 'int4',
    anycompatiblerange: 'int4range',
    anycompatiblemultirange: 'int4multirange',
  },
  {
    anyelement: 'text',
    anyarray: '_text',
    anycompatible: 'text',
    anycompatiblearray: '_text',
    anynonarray: 'text',
    anycompatiblenonarray: 'text',
    any: 'text',
  },
];

/**
 * Makes the server able to tell which of many expressions are null, without ending where one fails. All together first,
 * which is what nearly always works and is a hundred times faster.
 */
export const PROBE = `
CREATE FUNCTION pg_temp.is_null(expression text) RETURNS bool LANGUAGE plpgsql AS $$
DECLARE found bool;
BEGIN
  EXECUTE 'SELECT bool_or(x IS NOT DISTINCT FROM NULL) FROM (SELECT ' || expression || ' AS x) AS s' INTO found;
  RETURN coalesce(found, false);
EXCEPTION WHEN OTHERS THEN RETURN NULL;
END $$;`;

/** The expressions among these that are null, and how many have a value. */
export async function nullsAmong(
  client: Client,
  expressions: readonly string[],
): Promise<{ nulls: string[]; values: number }> {
  if (expressions.length === 0) return { nulls: [], values: 0 };
  const all = expressions.map((expression) => `((${expression}) IS NOT DISTINCT FROM NULL)`).join(', ');
  const together = await client
    .query<{ found: boolean[] }>(`SELECT ARRAY[${all}] AS found`)
    .then(({ rows }) => rows[0]?.found, refused);
  const found = together ?? (await oneByOne(client, expressions));
  return {
    nulls: expressions.filter((_, index) => found[index] === true),
    values: found.filter((isNull) => isNull === false).length,
  };
}

async function oneByOne(client: Client, expressions: readonly string[]): Promise<readonly (boolean | null)[]> {
  const { rows } = await client.query<{ is_null: boolean | null }>(
    'SELECT pg_temp.is_null(expression) FROM unnest($1::text[]) AS expression',
    [expressions],
  );
  return rows.map((row) => row.is_null);
}

function refused(error: unknown): undefined {
  if (!(error instanceof Error && 'severity' in error)) throw error;
}

/** Literals of a type; nothing for one that no value can be written of. */
function literals(type: string): string[] {
  return (SAMPLES[type] ?? []).map((text) => `${quoteLiteral(text)}::${sqlName(type)}`);
}

function sqlName(type: string): string {
  return type.startsWith('_') ? `${sqlName(type.slice(1))}[]` : `"${type}"`;
}

function quoteLiteral(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** Lists of arguments for parameters of these types: all combinations, thinned out where there are too many. */
export function argumentLists(types: readonly string[], most = 100): string[][] {
  const polymorphic = types.some((type) => type.startsWith('any'));
  return (polymorphic ? CONCRETE : [{}]).flatMap((concrete: Readonly<Record<string, string>>) => {
    const choices = types.map((type) => literals(concrete[type] ?? type));
    const total = choices.reduce((product, { length }) => product * length, 1);
    const step = Math.max(1, Math.ceil(total / most));
    return Array.from({ length: Math.ceil(total / step) }, (_, index) => {
      let rest = (index * step + (index % step)) % Math.max(1, total);
      return choices.map((each) => {
        const choice = each[rest % each.length] ?? '';
        rest = Math.floor(rest / each.length);
        return choice;
      });
    });
  });
}
