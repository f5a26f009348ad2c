import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openAnalyser, type TestAnalyser } from '../support/analyser.ts';
import { nullsOf } from '../support/nulls.ts';

let analyser: TestAnalyser;
beforeAll(async () => {
  analyser = await openAnalyser(`
    CREATE TABLE keyed (id int PRIMARY KEY, note text, size int);
    INSERT INTO keyed VALUES (1, 'x', 1), (2, NULL, NULL), (3, 'y', NULL);
    CREATE TABLE t (id int NOT NULL, note text, size int, truth boolean, name text NOT NULL);
    INSERT INTO t SELECT 10 * a + b, note, size, truth, 'a' FROM
      unnest(ARRAY['x', 'y', NULL], ARRAY[1, 2, 3]) n (note, a), unnest(ARRAY[1, 2, NULL], ARRAY[1, 2, 3]) s (size, b),
      unnest(ARRAY[true, false, NULL]) truth;
  `);
});
afterAll(async () => {
  await analyser[Symbol.asyncDispose]();
});

describe('what a condition proves of note, size and truth', () => {
  it.each([
    ["NOT (note = 'x')", '+??'],
    ['NOT (note IS NULL)', '+??'],
    ['NOT (note IS NOT NULL)', '???'],
    ['NOT NOT (note IS NOT NULL)', '+??'],
    ["NOT (note = 'x' AND size = 1)", '???'],
    ["NOT (note = 'x' AND note = 'y')", '+??'],
    ["NOT (note = 'x' OR size = 1)", '++?'],
    ["note = 'x' OR note = 'y'", '+??'],
    ["note = 'x' OR size = 1", '???'],
    ["note = 'x' OR note = 'y' OR size = 1", '???'],
    ["size = 1 OR note = 'x' OR note = 'y'", '???'],
    ["note = 'x' AND size = 1 OR note = 'y' AND size = 2", '++?'],
    ["note = 'x' AND size = 1 OR note = 'y'", '+??'],
    ["(note = 'x') IS TRUE", '+??'],
    ["(note = 'x') IS NOT TRUE", '???'],
    ["(note = 'x') IS FALSE", '+??'],
    ["(note = 'x') IS NOT FALSE", '???'],
    ["NOT ((note = 'x') IS TRUE)", '???'],
    ["NOT ((note = 'x') IS NOT TRUE)", '+??'],
    ["NOT ((note = 'x') IS FALSE)", '???'],
    ["NOT ((note = 'x') IS NOT FALSE)", '+??'],
    ['truth IS NOT UNKNOWN', '??+'],
    ['truth IS UNKNOWN', '???'],
    ['truth IS TRUE', '??+'],
    ['truth IS FALSE', '??+'],
    ['truth IS NOT TRUE', '???'],
    ['truth IS NOT FALSE', '???'],
    ['NOT (truth IS UNKNOWN)', '??+'],
    ['NOT (truth IS NOT UNKNOWN)', '???'],
    ['NOT truth', '??+'],
    ['(NOT truth) IS TRUE', '??+'],
    ['(NOT truth) IS NOT TRUE', '???'],
    ['(note IS NULL) IS TRUE', '???'],
    ['(note IS NULL) IS FALSE', '+??'],
    ['(note IS NULL) IS NOT TRUE', '+??'],
    ['(note IS NULL) IS NOT FALSE', '???'],
    ['(note IS NOT NULL) IS NOT TRUE', '???'],
    ['(note IS NULL OR size IS NULL) IS NOT TRUE', '++?'],
    ['(note IS NULL AND size IS NULL) IS NOT TRUE', '???'],
    ['((note IS NULL) IS TRUE) IS NOT TRUE', '+??'],
    ["note = ANY (ARRAY['x'])", '+??'],
    ["NOT (note = ANY (ARRAY['x']))", '???'],
    ["NOT (note <> ALL (ARRAY['x']))", '+??'],
    ["note NOT IN ('x', 'z')", '???'],
    ["(note = ANY (ARRAY['x'])) IS NOT TRUE", '???'],
    ["(note <> ALL (ARRAY['x'])) IS NOT TRUE", '???'],
    ["CASE WHEN note = 'x' THEN true END", '???'],
    ["(note, size) < ('y', 2)", '+??'],
    ["(size, note) >= (2, 'x')", '?+?'],
    ["NOT ((note, size) < ('x', 2))", '+??'],
    ["((note, size) < ('y', 2)) IS NOT TRUE", '???'],
    ["(note, size) = ('y', 2)", '++?'],
    ["(note, size) IN (('y', 2), ('x', 1))", '++?'],
    ["(note, size) IN (('y', 2), ('x', id))", '++?'],
    ['(note, size) IN (SELECT i.note, i.size FROM t i)', '++?'],
    ["(note, size) NOT IN (SELECT 'q', 5 WHERE false)", '???'],
    ["NOT ((note, size) IN (SELECT 'q', 5))", '???'],
    ['size IN (SELECT 1)', '?+?'],
    ['size NOT IN (SELECT 1 WHERE false)', '???'],
    ['size > ALL (SELECT 5 WHERE false)', '???'],
    ['NOT (size > ALL (SELECT 1))', '?+?'],
    ["(note, size) = (SELECT 'x', 1)", '++?'],
    ["(note, size) < (SELECT 'y', 1)", '+??'],
    ["NOT ((note, size) = (SELECT 'x', 1))", '???'],
    ['EXISTS (SELECT FROM t i WHERE i.note = t.note)', '???'],
  ])('%s', async (condition, expected) => {
    expect(await nullsOf(analyser, `SELECT note, size, truth FROM t WHERE ${condition}`)).toBe(expected);
  });
});

describe('what conditions prove inside of an expression', () => {
  it.each([
    ["CASE WHEN note IS NOT NULL THEN note ELSE 'z' END", '+'],
    ["CASE WHEN note IS NULL THEN 'z' ELSE note END", '+'],
    ["CASE WHEN size = 1 THEN note ELSE 'z' END", '?'],
    ["CASE WHEN size = 1 THEN 'z' WHEN note IS NOT NULL THEN note ELSE name END", '+'],
    ["CASE WHEN note IS NULL THEN 'z' WHEN size = 1 THEN note ELSE name END", '+'],
    ["CASE WHEN note = 'x' THEN 'z' ELSE note END", '?'],
    ["CASE WHEN note IS NOT NULL THEN 'z' ELSE note END", '?'],
    ['CASE WHEN note IS NOT NULL THEN (SELECT t.note) ELSE name END', '+'],
    ["CASE note WHEN 'x' THEN note ELSE name END", '?'],
    ["CASE WHEN note > '' THEN CASE WHEN size = 1 THEN 'a' ELSE 'b' END || note ELSE 'z' END", '+'],
    ["CASE WHEN note IS NULL THEN 'z' ELSE note END || note", '?'],
  ])('%s', async (expression, expected) => {
    expect(await nullsOf(analyser, `SELECT ${expression} FROM t`)).toBe(expected);
  });

  it.each([
    ['array_agg(note) FILTER (WHERE note IS NOT NULL)', '?[+]'],
    ['array_agg(note) FILTER (WHERE size IS NOT NULL)', '?[?]'],
    ['array_agg(note)', '?[?]'],
    ['ARRAY(SELECT note FROM t i WHERE i.note IS NOT NULL)', '+[+]'],
    ['ARRAY(SELECT i.note FROM t i WHERE i.size IS NOT NULL)', '+[?]'],
  ])('%s', async (expression, expected) => {
    expect(await nullsOf(analyser, `SELECT ${expression} FROM t`, true)).toBe(expected);
  });
});

describe('what conditions prove of the row behind a group', () => {
  it.each([
    [
      "CASE WHEN note > '' THEN 'x' = ANY (coalesce(array_agg(note) FILTER (WHERE size > 0), '{}')) ELSE true END",
      '+[?]',
    ],
    [
      "CASE WHEN size > 0 THEN 'x' = ANY (coalesce(array_agg(note) FILTER (WHERE size > 0), '{}')) ELSE true END",
      '?[?]',
    ],
    ['(SELECT array_agg(keyed.note) FILTER (WHERE keyed.note IS NOT NULL))', '?[?]'],
  ])('%s', async (expression, expected) => {
    expect(await nullsOf(analyser, `SELECT ${expression} FROM keyed GROUP BY id`, true)).toBe(expected);
  });
});

describe('what a condition proves of a row that an outer join may miss', () => {
  const LEFT = 'FROM t a LEFT JOIN t b ON b.id = a.id + 11';

  it.each([
    [`SELECT b.id, b.note, b.size ${LEFT}`, '???'],
    [`SELECT b.id, b.note, b.size ${LEFT} WHERE b.note = 'y'`, '++?'],
    [`SELECT b.id, b.name ${LEFT} WHERE b.id > 0`, '++'],
    [`SELECT b.id, b.name ${LEFT} WHERE a.id > 0`, '??'],
    [`SELECT b.id, b.name ${LEFT} WHERE b.note IS NULL`, '??'],
    [`SELECT c.id, b.id ${LEFT} LEFT JOIN t c ON c.id = b.id WHERE c.id > 0`, '+?'],
    [`SELECT c.id, b.id ${LEFT} LEFT JOIN t c ON c.id = b.id WHERE b.id > 0`, '?+'],
    [`SELECT CASE WHEN b.id > 0 THEN b.name ELSE 'z' END, CASE WHEN a.id > 0 THEN b.name ELSE 'z' END ${LEFT}`, '+?'],
    [`SELECT b.id FROM t a FULL JOIN t b ON b.id = a.id WHERE b.id > 0`, '+'],
    ['SELECT x.one FROM t a LEFT JOIN (SELECT 1 AS one, 2 AS two) x ON a.id > 10 WHERE x.two = 2', '+'],
    ['SELECT note, a.note, b.note FROM t a FULL JOIN t b USING (note) WHERE note IS NOT NULL', '+??'],
  ])('%s', async (statement, expected) => {
    expect(await nullsOf(analyser, statement)).toBe(expected);
  });
});
