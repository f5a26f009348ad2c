import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  array,
  bigint,
  date,
  exactlyOne,
  exec,
  execrows,
  int8,
  interval,
  json,
  jsonArray,
  jsonOrNull,
  many,
  nullable,
  one,
  QueryResultError,
  text,
  type Queryable,
  type QueryConfig,
} from '../src/index.ts';

const statement = { name: 'GetThing_0badcafe', text: 'SELECT $1' };

/** A database that answers with these rows and keeps what it was asked. */
function answering(rows: unknown[][], rowCount: number | null = rows.length): Queryable & { asked: QueryConfig[] } {
  const asked: QueryConfig[] = [];
  return {
    asked,
    query: async (config) => {
      asked.push(config);
      return { rows, rowCount };
    },
  };
}

const first = (row: unknown[]): unknown => row[0];

describe('running', () => {
  it('sends a named statement and asks for rows as arrays', async () => {
    const db = answering([]);
    await exec(db, statement, [7]);
    expect(db.asked).toEqual([{ ...statement, values: [7], rowMode: 'array', types: expect.anything() }]);
  });

  it('one is the row or null', async () => {
    expect(await one(answering([[1]]), statement, [], first)).toBe(1);
    expect(await one(answering([]), statement, [], first)).toBeNull();
  });

  it('exactlyOne is the only row', async () => {
    expect(await exactlyOne(answering([[1]]), statement, [], first)).toBe(1);
    for (const rows of [[], [[1], [2]]]) {
      const error = exactlyOne(answering(rows), statement, ['a value'], first);
      await expect(error).rejects.toThrow(QueryResultError);
      await expect(error).rejects.toMatchObject({
        code: 'UNEXPECTED_ROW_COUNT',
        message: `GetThing_0badcafe returned ${rows.length} rows where exactly one was expected`,
      });
    }
  });

  it('many is every row, execrows their number', async () => {
    expect(await many(answering([[1], [2]]), statement, [], first)).toEqual([1, 2]);
    expect(await execrows(answering([], 3), statement, [])).toBe(3);
    expect(await execrows(answering([], null), statement, [])).toBe(0);
  });

  it('lets an error of the database through', async () => {
    const db = { query: () => Promise.reject(new Error('no connection')) };
    await expect(many(db, statement, [], first)).rejects.toThrow('no connection');
  });
});

describe('parameters', () => {
  it("json keeps the JSON null apart from SQL's NULL", () => {
    expect(json(null)).toBe('null');
    expect(json('a')).toBe('"a"');
    expect(json([1, { b: undefined }])).toBe('[1,{}]');
    expect(jsonOrNull(null)).toBeNull();
    expect(jsonOrNull(undefined)).toBeNull();
    expect(jsonOrNull(0)).toBe('0');
  });

  it('jsonArray encodes each element', () => {
    expect(jsonArray([null, 'a'], json)).toEqual(['null', '"a"']);
    expect(jsonArray([null, 'a'], jsonOrNull)).toEqual([null, '"a"']);
    expect(jsonArray(undefined, json)).toBeNull();
    expect(jsonArray(null, json)).toBeNull();
  });
});

describe('decoders', () => {
  it('int8 is a number as long as that is exact', () => {
    expect(int8('9007199254740991')).toBe(9_007_199_254_740_991);
    expect(int8('-9007199254740991')).toBe(-9_007_199_254_740_991);
    expect(int8(5)).toBe(5);
    expect(() => int8('9007199254740992')).toThrow(expect.objectContaining({ code: 'UNSAFE_INTEGER' }));
  });

  it('bigint is exact', () => {
    expect(bigint('-9223372036854775808')).toBe(-9_223_372_036_854_775_808n);
  });

  it('date is the day that the database holds, in any time zone', () => {
    expect(date(new Date(2024, 0, 1))).toBe('2024-01-01');
    expect(date(new Date(2024, 11, 31, 23, 59))).toBe('2024-12-31');
    expect(date('infinity')).toBe('infinity');
  });

  it('interval is text that PostgreSQL reads', () => {
    expect(interval({ toPostgres: () => '1 days' })).toBe('1 days');
    expect(interval('P1D')).toBe('P1D');
  });

  it('nullable decodes what is there', () => {
    expect(nullable('1', int8)).toBe(1);
    expect(nullable(null, int8)).toBeNull();
  });

  it.each([
    ['{}', []],
    ['{a,b}', ['a', 'b']],
    ['{NULL,"NULL",null}', [null, 'NULL', 'null']],
    [String.raw`{"a,b","say \"hi\"","back\\slash","{}",""}`, ['a,b', 'say "hi"', String.raw`back\slash`, '{}', '']],
    ['{"two\nlines"}', ['two\nlines']],
    ['[2:3]={a,b}', ['a', 'b']],
  ])('array reads %s', (literal, expected) => {
    expect(array(literal, text)).toEqual(expected);
  });

  it('array takes what pg has parsed already', () => {
    expect(array(['1', null], int8)).toEqual([1, null]);
  });

  it('array reads any array that PostgreSQL would write', () => {
    // As array_out does: quotes where the element is empty, reads as NULL or holds a special character.
    const write = (element: string | null): string => {
      if (element === null) return 'NULL';
      if (element !== '' && !/[{}",\\\s]/.test(element) && element.toUpperCase() !== 'NULL') return element;
      return `"${element.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
    };
    const element = fc.option(
      fc.string({ unit: fc.constantFrom('a', ',', '"', '\\', '{', '}', ' ', '\n', 'é', '😀') }),
    );
    fc.assert(
      fc.property(fc.array(element), (elements) => {
        expect(array(`{${elements.map(write).join(',')}}`, text)).toEqual(elements);
      }),
    );
  });
});
