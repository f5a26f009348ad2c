import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openAnalyser, type TestAnalyser } from '../support/analyser.ts';
import { SCHEMA } from '../support/schema.ts';

let analyser: TestAnalyser;
beforeAll(async () => {
  analyser = await openAnalyser(`${SCHEMA}
    CREATE FUNCTION shout(loud text, text, times int) RETURNS text LANGUAGE sql AS 'SELECT $1';
    CREATE FUNCTION wrap(word text, times int DEFAULT 1, mark text DEFAULT '') RETURNS text LANGUAGE sql AS 'SELECT $1';
    CREATE FUNCTION halves(whole text, OUT head text, INOUT tail text) LANGUAGE sql AS 'SELECT $1, $2';
    CREATE FUNCTION parts(OUT part text, whole text, VARIADIC cuts int[]) LANGUAGE sql AS 'SELECT $1';
    CREATE FUNCTION words(whole text) RETURNS TABLE (word text) LANGUAGE sql AS 'SELECT $1';
    CREATE TABLE gaps (gone int, kept int, word varchar(9));
    ALTER TABLE gaps DROP COLUMN gone;
  `);
});
afterAll(async () => {
  await analyser[Symbol.asyncDispose]();
});

describe('what a parameter is called', () => {
  it.each<[string, string, (string | undefined)[]]>([
    ['the column it is stored in', 'INSERT INTO teams (name) VALUES ($1)', ['name']],
    [
      'even where it is compared',
      'UPDATE teams SET name = $1 WHERE color::text = $1 OR parent_id::text = $1',
      ['name'],
    ],
    ['LIMIT and OFFSET', 'SELECT id FROM teams LIMIT $1 OFFSET $2', ['limit', 'offset']],
    ['LIMIT with a cast', 'SELECT id FROM teams LIMIT $1::int', ['limit']],
    ['LIMIT, although it is compared', 'SELECT id FROM teams WHERE id = $1 LIMIT $1', ['limit']],
    ['LIMIT of a subquery', 'SELECT (SELECT id FROM teams LIMIT $1) AS x', ['limit']],
    ['the first of two places', 'SELECT (SELECT id FROM teams OFFSET $1) AS x LIMIT $1', ['limit']],
    ['the column it is compared with', 'SELECT id FROM members WHERE nick = $1 AND email <> $2', ['nick', 'email']],
    ['rather than one beside it', 'SELECT id FROM members WHERE email LIKE $1 AND nick = $1', ['nick']],
    ['on the left side', 'SELECT id FROM members WHERE $1 < left_on', ['left_on']],
    ['a column after a dropped one', 'SELECT FROM gaps WHERE kept + $1 > 0', ['kept']],
    ['a column with a length', 'SELECT FROM gaps WHERE word = $1', ['word']],
    ['the column beside it', 'SELECT tags @> $1 AS x, name LIKE $2 AS y FROM teams', ['tags', 'name']],
    ['the column on its right', 'SELECT $1 LIKE name AS x FROM teams', ['name']],
    ['the first column beside it', 'SELECT id FROM teams WHERE id + parent_id + $1 > 0', ['id']],
    ['the first of two beside it', 'SELECT FROM members WHERE email LIKE $1 AND nick LIKE $1', ['email']],
    ['the column in a function beside it', 'SELECT FROM members WHERE lower(nick) = $1', ['nick']],
    [
      'in IN',
      'SELECT FROM members WHERE nick IN ($1, $2) OR lower(email) NOT IN ($3, $4)',
      ['nick', 'nick', 'email', 'email'],
    ],
    ['in = ANY', 'SELECT FROM members WHERE lower(nick) = ANY($1)', ['nick']],
    ['IS DISTINCT FROM', 'SELECT FROM members WHERE lower(nick) IS DISTINCT FROM $1', ['nick']],
    ['NULLIF', 'SELECT nullif(lower(nick), $1) AS x FROM members', ['nick']],
    ['COALESCE', 'SELECT coalesce(lower(nick), $1) AS x FROM members', ['nick']],
    ['GREATEST', 'SELECT greatest(id, $1) AS x FROM teams', ['id']],
    [
      'a column of the query around',
      'SELECT (SELECT lower(t.name) LIKE $1 FROM members m LIMIT 1) AS x FROM teams t',
      ['name'],
    ],
    ['a column of a subquery in FROM', 'SELECT FROM (SELECT id AS key FROM teams) s WHERE key + $1 > 0', ['key']],
    ['no column of a query beside it', 'SELECT (SELECT max(id) FROM teams) + $1 AS x', [undefined]],
    ['nor of its tables', 'SELECT (SELECT max(i.id) FROM teams i) + $1 AS x FROM members', [undefined]],
    ['a column beside it, where nothing was before', 'SELECT $1::bigint + 1 AS a, id + $1 AS b FROM teams', ['id']],
    [
      'no parameter that a sublink has for itself',
      'SELECT FROM teams WHERE id IN (SELECT team_id FROM members WHERE nick LIKE $1)',
      ['nick'],
    ],
    ['no column of the system', 'SELECT FROM teams WHERE xmin::text LIKE $1', [undefined]],
    ['an argument that has a name', 'SELECT shout($1, $2, $3) AS x', ['loud', 'shout', 'times']],
    ['an argument, whatever else goes out', 'SELECT halves($1, $2) AS x', ['whole', 'tail']],
    ['an argument behind one that goes out', 'SELECT parts($1, VARIADIC $2) AS x', ['whole', 'cuts']],
    ['an argument of a function in FROM', 'SELECT word FROM words($1)', ['whole']],
    ['the argument that takes all the rest', "SELECT parts('whole', $1, 2, $2) AS x", ['cuts', 'cuts']],
    ['the argument that the call names', 'SELECT wrap(mark => $1, word => $2) AS x', ['mark', 'word']],
    ['such an argument under a cast', 'SELECT make_interval(weeks => $1::int, days => $2) AS x', ['weeks', 'days']],
    ['the function', 'SELECT lower($1) AS x', ['lower']],
    ['the columns of a row, one by one', 'SELECT FROM teams WHERE (name, id) > ($1, $2)', ['name', 'id']],
    ['those of a row on the right', 'SELECT FROM teams WHERE ($1, $2::int) <= (name, id)', ['name', 'id']],
    ['the columns beside them in a row', 'SELECT FROM teams WHERE (lower(name), id + 1) > ($1, $2)', ['name', 'id']],
    ['no column of a row but its own', 'SELECT FROM teams WHERE (name, 1) > ($1, $2)', ['name', undefined]],
    ['rather the column than the function', 'SELECT name LIKE lower($1) OR name LIKE $1 AS x FROM teams', ['name']],
    ['not a cast', 'SELECT $1::text::varchar(3) AS x', [undefined]],
    ['nothing', 'SELECT $1::int + $2::int AS x', [undefined, undefined]],
  ])('%s', async (_, statement, expected) => {
    const { names } = await analyser.analyse(statement);
    expect(names.map((each) => each && each.name)).toEqual(expected);
    expect(names.every((each) => each === undefined || each.name !== undefined)).toBe(true);
  });
});
