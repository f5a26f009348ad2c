import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openAnalyser, type TestAnalyser } from '../support/analyser.ts';
import { nullsOf } from '../support/nulls.ts';

let analyser: TestAnalyser;
beforeAll(async () => {
  analyser = await openAnalyser(`
    CREATE TABLE sales (id int NOT NULL, day int NOT NULL, shop text NOT NULL, sum int NOT NULL, note text);
    INSERT INTO sales VALUES (1, 1, 'a', 5, NULL), (2, 1, 'a', 6, 'n'), (3, 2, 'a', 7, NULL), (4, 9, 'b', 8, NULL);
    CREATE FUNCTION nothing(int, int) RETURNS int LANGUAGE sql AS 'SELECT NULL::int';
    CREATE AGGREGATE public.max (int) (SFUNC = nothing, STYPE = int);
  `);
});
afterAll(async () => {
  await analyser[Symbol.asyncDispose]();
});

const seen = async (statement: string): Promise<string> => nullsOf(analyser, statement);

describe('the row itself is in its frame', () => {
  it.each([
    'OVER ()',
    'OVER (PARTITION BY shop)',
    'OVER (PARTITION BY shop ORDER BY day)',
    'OVER (ORDER BY day RANGE BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)',
    'OVER (ORDER BY day RANGE BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING)',
    'OVER (ORDER BY day ROWS 2 PRECEDING)',
    'OVER (ORDER BY day ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING)',
    'OVER (ORDER BY day ROWS BETWEEN 0 PRECEDING AND 0 FOLLOWING EXCLUDE TIES)',
    'OVER (ORDER BY day GROUPS BETWEEN CURRENT ROW AND 1 FOLLOWING)',
    'OVER (ORDER BY day ROWS CURRENT ROW EXCLUDE NO OTHERS)',
  ])('%s', async (over) => {
    expect(
      await seen(
        `SELECT sum(sum) ${over}, min(shop) ${over}, first_value(id) ${over}, last_value(id) ${over}, array_agg(note) ${over} FROM sales`,
      ),
    ).toBe('+++++');
    expect(await seen(`SELECT min(note) ${over}, first_value(note) ${over} FROM sales`)).toBe('??');
  });
});

describe('there may be no row in the frame', () => {
  it.each([
    'OVER (ORDER BY day ROWS BETWEEN 2 PRECEDING AND 1 PRECEDING)',
    'OVER (ORDER BY day ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)',
    'OVER (ORDER BY day ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING)',
    'OVER (ORDER BY day ROWS BETWEEN CURRENT ROW AND CURRENT ROW EXCLUDE CURRENT ROW)',
    'OVER (ORDER BY day GROUPS BETWEEN CURRENT ROW AND CURRENT ROW EXCLUDE GROUP)',
    'OVER (ORDER BY day RANGE BETWEEN 1 FOLLOWING AND 2 FOLLOWING)',
    'OVER (ORDER BY day RANGE BETWEEN 2 PRECEDING AND 1 PRECEDING)',
  ])('%s', async (over) => {
    expect(
      await seen(
        `SELECT sum(sum) ${over}, first_value(id) ${over}, array_agg(note) ${over}, count(*) ${over}, row_number() ${over} FROM sales`,
      ),
    ).toBe('???++');
  });

  it('where RANGE has an offset, that is not judged', async () => {
    expect(await seen('SELECT sum(sum) OVER (ORDER BY day RANGE 2 PRECEDING) FROM sales')).toBe('?');
    expect(
      await seen(
        'SELECT sum(sum) OVER (ORDER BY day RANGE BETWEEN CURRENT ROW AND 2 FOLLOWING), sum(sum) OVER (ORDER BY day) FROM sales',
      ),
    ).toBe('?+');
  });

  it('or none that passes the filter', async () => {
    expect(
      await seen(
        'SELECT sum(sum) FILTER (WHERE id > 9) OVER (), array_agg(id) FILTER (WHERE false) OVER () FROM sales',
      ),
    ).toBe('??');
  });
});

it('a neighbour that is not there is what the third argument says', async () => {
  const cases = {
    'lag(sum) OVER (ORDER BY id)': '?',
    'lead(sum, 1) OVER (ORDER BY id)': '?',
    'lag(sum, 1, 0) OVER (ORDER BY id)': '+',
    'lead(sum, 2, -1) OVER (ORDER BY id)': '+',
    'lag(sum, 1, NULL) OVER (ORDER BY id)': '?',
    'lag(sum, NULL, 0) OVER (ORDER BY id)': '?',
    "lag(note, 1, '') OVER (ORDER BY id)": '?',
    'nth_value(sum, 2) OVER (ORDER BY id)': '?',
    'public.max(sum) OVER ()': '?',
  };
  expect(await seen(`SELECT ${Object.keys(cases).join(', ')} FROM sales`)).toBe(Object.values(cases).join(''));
});

it('each call has the frame of its own window', async () => {
  expect(
    await seen(
      'SELECT sum(sum) OVER early, sum(sum) OVER all_of_it FROM sales WINDOW early AS (ORDER BY id ROWS BETWEEN 2 PRECEDING AND 1 PRECEDING), all_of_it AS ()',
    ),
  ).toBe('?+');
});

describe('under a condition of the row at hand', () => {
  it.each([
    ["lag(note, 1, 'x') OVER (ORDER BY id)", '?'],
    ['first_value(note) OVER (ORDER BY id)', '?'],
    ['last_value(note) OVER (ORDER BY id ROWS BETWEEN CURRENT ROW AND 1 FOLLOWING)', '?'],
    ['min(note) OVER (ORDER BY id)', '+'],
    ['lead(shop, 1, note) OVER (ORDER BY id)', '+'],
    ['first_value(shop) OVER (ORDER BY id)', '+'],
  ])('%s', async (call, expected) => {
    expect(await seen(`SELECT CASE WHEN note IS NULL THEN 'y' ELSE ${call} END FROM sales`)).toBe(expected);
  });
});
