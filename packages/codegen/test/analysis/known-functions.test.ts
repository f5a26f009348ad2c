import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  COLLECTING_AGGREGATES,
  NEVER_NULL_AGGREGATES,
  NEVER_NULL_WINDOW_FUNCTIONS,
  PARTIAL_OPERATORS,
  SKIPPING_AGGREGATES,
  TOTAL_FUNCTIONS,
  TOTAL_STRICT_FUNCTIONS,
} from '../../src/analysis/known-functions.ts';
import { openAnalyser, type TestAnalyser } from '../support/analyser.ts';

let analyser: TestAnalyser;
beforeAll(async () => {
  analyser = await openAnalyser(`
    CREATE SEQUENCE counter;
    CREATE TYPE mood AS ENUM ('calm');
    CREATE TABLE numbers (n int NOT NULL, maybe int, word text NOT NULL, truth boolean NOT NULL);
    INSERT INTO numbers VALUES (1, NULL, 'a', true), (2, NULL, 'b', false);
  `);
});
afterAll(async () => {
  await analyser[Symbol.asyncDispose]();
});

/** What the analysis says of the only column, and what the server does. */
async function see(statement: string): Promise<{ notNull: boolean | undefined; nulls: number; rows: number }> {
  const { columns } = await analyser.analyse(statement);
  const { rows } = await analyser.client.query<unknown[]>({ text: statement, rowMode: 'array' });
  return { notNull: columns[0]?.notNull, nulls: rows.filter(([value]) => value === null).length, rows: rows.length };
}

const NEVER_NULL = { notNull: true, nulls: 0 };
const RETURNS = expect.objectContaining(NEVER_NULL);

/** What is newer than the server has no answer: random() of bounds is of version 17, these are of 18. */
const SINCE_18 = new Set(['uuidv4', 'uuidv7', 'array_sort', 'array_reverse']);

async function seeCall(name: string, call: string): ReturnType<typeof see> {
  const { rows } = await analyser.client.query<{ version: number }>(
    "SELECT current_setting('server_version_num')::int AS version",
  );
  const since = SINCE_18.has(name) ? 180_000 : name === 'random' ? 170_000 : 0;
  return (rows[0]?.version ?? 0) < since ? { ...NEVER_NULL, rows: 1 } : see(`SELECT ${call} AS x`);
}

/** A call of each function whose arguments are not null: what the list says is also what the server does. */
const STRICT = `
lower('A') upper('a') initcap('a') length('a') char_length('a') character_length('a') octet_length('a') bit_length('a')
btrim('a') ltrim('a') rtrim('a') replace('a','a','b') translate('a','a','b') overlay('abc'placing'x'from'2')
left('a',1) right('a',1) substr('a',1) lpad('a',2) rpad('a',2) repeat('a',2) reverse('a') position('a'in'b') strpos('a','b')
split_part('a','b',2) starts_with('a','b') ascii('a') chr(65) quote_ident('a') quote_literal('a') to_char(now(),'YYYY') to_hex(10)
md5('a') sha224('a') sha256('a') sha384('a') sha512('a') encode('a','hex') decode('aa','hex') convert_from('a','UTF8')
convert_to('a','UTF8') regexp_replace('a','b','c') hashtext('a') hashtextextended('a',1) normalize('a') uuidv7()
abs(1) ceil(1.5) ceiling(1.5) floor(1.5) round(1.5) trunc(1.5) sign(1) mod(5,3) div(5,3) power(2,3) sqrt(2) cbrt(2) exp(1)
ln(2) log(2) degrees(1) radians(1) width_bucket(1,0,9,3) gcd(4,6) lcm(4,6) factorial(3) nextval('counter') random(1,2)
age(now()) date_trunc('day',now()) date_bin('1h',now(),now()) date_part('day',now()) extract(day/**/from/**/now())
make_interval(1) make_date(2020,1,1) make_time(1,1,1) make_timestamp(2020,1,1,1,1,1) make_timestamptz(2020,1,1,1,1,1)
timezone('UTC',now()) to_timestamp(1) justify_days('1d') justify_hours('1h') justify_interval('1d')
cardinality('{}'::int[]) array_cat('{}','{1}'::int[]) array_remove('{1}',1) array_replace('{1}',1,2) array_to_json('{1}'::int[])
string_to_array('','b') array_to_string('{1}'::int[],',') to_json(1) to_jsonb(1) row_to_json(row(1)) json_array_length('[]')
jsonb_array_length('[]') json_typeof('1') jsonb_typeof('1') jsonb_set('{}','{a}','1') jsonb_insert('[]','{0}','1')
jsonb_strip_nulls('{}') json_strip_nulls('{}') jsonb_pretty('{}') jsonb_object('{a,b}') json_object('{a,b}') jsonb_exists('{}','a')
array_fill(1,'{2}') array_positions('{1}'::int[],1) trim_array('{1,2}'::int[],1) format('a') quote_nullable('a') concat_ws(',','a')
substring('a',1) regexp_split_to_array('a,b',',') pg_size_pretty(1::int8) pg_input_is_valid('a','int4')
trim_scale(1.50) sin(1) cos(1) tan(1) cot(1) asin(1) acos(1) atan(1) atan2(1,2) sind(1) cosd(1) tand(1) cotd(1) asind(1) acosd(1)
atand(1) atan2d(1,2) sinh(1) cosh(1) tanh(1) asinh(1) acosh(1) atanh(0.5) jsonb_path_query_array('{}','$.a')
array_shuffle('{1}'::int[]) array_sample('{1}'::int[],1) array_sort('{1}'::int[]) array_reverse('{1}'::int[])
regexp_count('a','a') regexp_instr('a','a') regexp_like('a','a') unistr('a') to_date('2020','YYYY') isfinite(now())
to_tsvector('simple','a') to_tsquery('simple','a') plainto_tsquery('simple','a') phraseto_tsquery('simple','a')
websearch_to_tsquery('simple','a') ts_rank('a','a') ts_rank_cd('a:1','a') ts_headline('a','a'::tsquery) setweight('a:1','A')
strip('a:1') numnode('a') querytree('a') isempty('[1,2)'::int4range) lower_inc('[1,2)'::int4range) upper_inc('[1,2)'::int4range)
lower_inf('[1,2)'::int4range) upper_inf('[1,2)'::int4range) int4range(1,2) int8range(1,2) numrange(1,2) tsrange('2020-01-01','2021-01-01')
tstzrange('2020-01-01','2021-01-01') daterange('2020-01-01','2021-01-01') range_merge(int4range(1,2),int4range(3,4))
host('10.0.0.1') masklen('10.0.0.1') family('10.0.0.1') broadcast('10.0.0.1') hostmask('10.0.0.1') netmask('10.0.0.1')
network('10.0.0.1') abbrev('10.0.0.1'::inet) set_masklen('10.0.0.1'::inet,8)
generate_series(1,2) generate_subscripts('{1,2}'::int[],1) json_array_elements('[1]') jsonb_array_elements('[1]')
json_object_keys('{"a":1}') jsonb_object_keys('{"a":1}') string_to_table('a,b',',') regexp_split_to_table('a,b',',')
regexp_matches('ab','b') jsonb_path_query('[1]','$[*]')
pg_try_advisory_lock(1) pg_try_advisory_xact_lock(1) pg_advisory_unlock(1) set_config('a.b','c',true)`;

const TOTAL = `
now() statement_timestamp() clock_timestamp() transaction_timestamp() timeofday() gen_random_uuid() uuidv4() pi()
version() pg_backend_pid() txid_current() pg_current_xact_id() concat(NULL) num_nulls(NULL::int) num_nonnulls(NULL::int)
array_append(NULL,1) array_prepend(1,NULL) json_build_object('a',NULL) jsonb_build_object('a',NULL) json_build_array(NULL)
jsonb_build_array(NULL) pg_typeof(NULL) current_database() enum_range(NULL::mood) enum_first(NULL::mood) enum_last(NULL::mood)`;

/** Calls without the blanks that separate them here. */
function calls(text: string): [name: string, call: string][] {
  return text
    .trim()
    .split(/\s+(?![^(]*\))/)
    .map((call) => [call.slice(0, call.indexOf('(')), call.replaceAll(/(?<=')(placing|from|in)(?=')/g, ' $1 ')]);
}

describe('functions', () => {
  it.each(calls(STRICT))('%s returns a value for values: %s', async (name, call) => {
    expect(await seeCall(name, call)).toEqual(RETURNS);
  });

  it('the calls above are of all the strict functions that are known', () => {
    expect(new Set(calls(STRICT).map(([name]) => name))).toEqual(TOTAL_STRICT_FUNCTIONS);
  });

  it.each(calls(TOTAL))('%s returns a value even for nulls: %s', async (name, call) => {
    expect(await seeCall(name, call)).toEqual(RETURNS);
  });

  it('the calls above are of all the total functions that are known', () => {
    expect(new Set(calls(TOTAL).map(([name]) => name))).toEqual(TOTAL_FUNCTIONS);
  });

  it('a strict one returns null for null', async () => {
    expect(await see('SELECT abs(maybe) AS x FROM numbers')).toEqual({ notNull: false, nulls: 2, rows: 2 });
  });
});

const OF_GROUP: Record<string, string> = {
  json_object_agg: 'json_object_agg(word, maybe)',
  jsonb_object_agg: 'jsonb_object_agg(word, maybe)',
  string_agg: "string_agg(word, ',')",
  ...Object.fromEntries(['bool_and', 'bool_or', 'every'].map((name) => [name, `${name}(truth)`])),
  regr_count: 'regr_count(maybe, n)',
};
const ORDERED: Record<string, string> = {
  mode: 'mode()',
  percentile_cont: 'percentile_cont(0.5)',
  percentile_disc: 'percentile_disc(0.5)',
};
const ofGroup = (name: string, column: string): string =>
  OF_GROUP[name] ?? (name in ORDERED ? `${ORDERED[name]} WITHIN GROUP (ORDER BY ${column})` : `${name}(${column})`);

describe('aggregates', () => {
  it.each([...NEVER_NULL_AGGREGATES])('%s counts no rows, too', async (name) => {
    expect(await see(`SELECT ${ofGroup(name, 'maybe')} AS x FROM numbers WHERE false`)).toEqual(RETURNS);
  });

  it.each([...COLLECTING_AGGREGATES])('%s collects nulls, and is null for no rows', async (name) => {
    const call = ofGroup(name, 'maybe');
    expect(await see(`SELECT ${call} AS x FROM numbers GROUP BY n`)).toEqual({ ...NEVER_NULL, rows: 2 });
    expect(await see(`SELECT ${call} AS x FROM numbers WHERE false`)).toEqual({ notNull: false, nulls: 1, rows: 1 });
  });

  it.each([...SKIPPING_AGGREGATES])('%s is null for no rows', async (name) => {
    const call = ofGroup(name, 'n');
    expect(await see(`SELECT ${call} AS x FROM numbers GROUP BY n`)).toEqual({ ...NEVER_NULL, rows: 2 });
    expect(await see(`SELECT ${call} AS x FROM numbers WHERE false`)).toEqual({ notNull: false, nulls: 1, rows: 1 });
  });

  it.each([...SKIPPING_AGGREGATES].filter((name) => !(name in OF_GROUP)))('%s is null for nulls', async (name) => {
    const seen = await see(`SELECT ${ofGroup(name, 'maybe')} AS x FROM numbers GROUP BY n`);
    expect(seen).toEqual({ notNull: false, nulls: 2, rows: 2 });
  });

  it('a percentile is null for a null fraction', async () => {
    const seen = await see('SELECT percentile_cont(NULL) WITHIN GROUP (ORDER BY n) AS x FROM numbers GROUP BY n');
    expect(seen).toEqual({ notNull: false, nulls: 2, rows: 2 });
  });

  it.each([...NEVER_NULL_WINDOW_FUNCTIONS])('%s has a value for every row', async (name) => {
    const call = name === 'ntile' ? 'ntile(2)' : name === 'count' ? 'count(maybe)' : `${name}()`;
    expect(await see(`SELECT ${call} OVER (ORDER BY n) AS x FROM numbers`)).toEqual({ ...NEVER_NULL, rows: 2 });
  });

  it('the lists name each of them once', () => {
    const lists = [COLLECTING_AGGREGATES, SKIPPING_AGGREGATES, NEVER_NULL_AGGREGATES, NEVER_NULL_WINDOW_FUNCTIONS];
    expect(lists.map((list) => [...list].filter((name) => /^\w+$/.test(name)).length)).toEqual([5, 15, 2, 7]);
  });
});

describe('operators', () => {
  const PARTIAL: Record<string, string> = {
    '->': `'{}'::jsonb -> 'a'`,
    '->>': `'{}'::jsonb ->> 'a'`,
    '#>': `'{}'::jsonb #> '{a}'`,
    '#>>': `'{}'::jsonb #>> '{a}'`,
    '@?': `'{}'::jsonb @? 'strict $.a'`,
    '#': `lseg '((0,0),(1,1))' # lseg '((5,5),(6,9))'`,
    '##': `point '(1,1)' ## line '{1,0,nan}'`,
  };

  it.each(Object.entries(PARTIAL))('%s may find nothing: %s', async (_, expression) => {
    expect(await see(`SELECT ${expression} AS x`)).toEqual({ notNull: false, nulls: 1, rows: 1 });
  });

  it.each([
    ["'{}'::jsonb @@ '$.a'", { notNull: false, nulls: 1, rows: 1 }],
    ["'a b'::tsvector @@ 'a'::tsquery", { ...NEVER_NULL, rows: 1 }],
    ["'a'::tsquery @@ 'a b'::tsvector", { ...NEVER_NULL, rows: 1 }],
  ])('@@ is a predicate of JSON, which may not hold nor fail, or a search: %s', async (expression, expected) => {
    expect(await see(`SELECT ${expression} AS x`)).toEqual(expected);
  });

  it('these are all that are known', () => {
    expect(new Set(Object.keys(PARTIAL))).toEqual(PARTIAL_OPERATORS);
  });
});
