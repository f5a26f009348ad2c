import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openAnalyser, type TestAnalyser } from '../support/analyser.ts';

let analyser: TestAnalyser;
beforeAll(async () => {
  analyser = await openAnalyser(`
    CREATE DOMAIN required AS text NOT NULL;
    CREATE TABLE t (name text NOT NULL, note text, size int, word varchar(9));
  `);
});
afterAll(async () => {
  await analyser[Symbol.asyncDispose]();
});

describe('which parameters may be null', () => {
  it.each([
    [
      'of several only the one whose null would be refused',
      'UPDATE t SET note = $1, word = $2, name = lower($1)',
      '!?',
    ],
    ['what a row is set to', 'UPDATE t SET size = $3, (note, name) = (SELECT $1::text, $2::text)', '!!?'],
    ['IS DISTINCT FROM keeps no null out', 'UPDATE t SET name = $1 WHERE note IS DISTINCT FROM $1', '!'],
    ['a domain refuses null, whatever the condition', 'SELECT $1::text::required WHERE $1::text IS NOT NULL', '!'],
  ])('%s', async (_, statement, expected) => {
    const { parameters } = await analyser.analyse(statement);
    expect(parameters.map(({ nullable }) => (nullable ? '?' : '!')).join('')).toBe(expected);
  });

  it('a cast that only names the type stores the value as it is', async () => {
    const { parameters } = await analyser.analyse('UPDATE t SET note = $1::varchar::text');
    expect(parameters.flatMap(({ storedIn }) => storedIn.map(({ asItIs }) => asItIs))).toEqual([true]);
  });
});
