import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rowPresence } from '../../src/analysis/row-presence.ts';
import { openAnalyser, type TestAnalyser } from '../support/analyser.ts';
import { nullsOf } from '../support/nulls.ts';
import { unlessTooNew } from '../support/postgres-versions.ts';

let analyser: TestAnalyser;
beforeAll(async () => {
  analyser = await openAnalyser(`
    CREATE TABLE t (id int NOT NULL, note text, size int NOT NULL DEFAULT 1);
    CREATE TABLE lists (id int NOT NULL, note text, list int[] NOT NULL CHECK (array_position(list, NULL) IS NULL));
    INSERT INTO lists VALUES (1, 'n', '{1}');
    CREATE VIEW listed AS SELECT id, note, list, ARRAY[note] AS notes FROM lists WHERE note IS NOT NULL;
    CREATE VIEW over_lists AS SELECT note, list, notes FROM listed;
    CREATE VIEW replaced_lists AS SELECT id, list FROM lists;
    CREATE FUNCTION replace_list() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.list := '{NULL}'; RETURN NEW; END $$;
    CREATE TRIGGER replace_list INSTEAD OF INSERT ON replaced_lists FOR EACH ROW EXECUTE FUNCTION replace_list();
    INSERT INTO t VALUES (1, 'n', 1), (2, NULL, 2);
    CREATE VIEW full_ones AS SELECT id, note, size + 0 AS sum FROM t WHERE note IS NOT NULL;
    CREATE VIEW over_it AS SELECT id, note FROM full_ones;
    CREATE VIEW replaced AS SELECT id, note FROM t;
    CREATE FUNCTION replace_it() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.id := NULL; RETURN NEW; END $$;
    CREATE TRIGGER replace_it INSTEAD OF INSERT ON replaced FOR EACH ROW EXECUTE FUNCTION replace_it();
    CREATE TABLE picky (id int NOT NULL);
    CREATE FUNCTION drop_it() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;
    CREATE TRIGGER drop_it BEFORE INSERT ON picky FOR EACH ROW EXECUTE FUNCTION drop_it();
    CREATE TABLE other (id int NOT NULL);
  `);
});
afterAll(async () => {
  await analyser[Symbol.asyncDispose]();
});

describe('what is written through a view', () => {
  it.each([
    ['SELECT id, note FROM full_ones', '++'],
    ['INSERT INTO full_ones (id, note) VALUES (3, NULL) RETURNING id, note', '+?'],
    ['UPDATE full_ones SET note = NULL RETURNING id, note', '+?'],
    ['UPDATE over_it SET note = NULL RETURNING id, note', '+?'],
    ['UPDATE full_ones SET note = NULL RETURNING sum', '?'],
    ['DELETE FROM full_ones RETURNING id, note', '++'],
    ['DELETE FROM over_it RETURNING id, note', '++'],
    ['INSERT INTO replaced (id) VALUES (3) RETURNING id', '?'],
    ['UPDATE t SET size = 2 FROM replaced r WHERE r.id = t.id RETURNING r.id, t.id', '++'],
    ['UPDATE t SET size = 2 FROM full_ones f RETURNING f.note, t.note, t.size', '+?+'],
    ['INSERT INTO t (id) VALUES (3) RETURNING id, note, size', '+?+'],
  ])('%s', async (statement, expected) => {
    expect(await nullsOf(analyser, statement)).toBe(expected);
  });
});

describe('arrays that are written through a view', () => {
  it.each([
    ['SELECT list, notes FROM listed', '+[+]+[+]'],
    ["INSERT INTO listed (id, list) VALUES (2, '{}') RETURNING list, notes", '+[+]?[?]'],
    ['UPDATE listed SET note = NULL RETURNING list, notes', '+[+]?[?]'],
    ['UPDATE over_lists SET note = NULL RETURNING list, notes', '+[+]?[?]'],
    ['DELETE FROM listed RETURNING list, notes', '+[+]+[+]'],
    ["UPDATE lists SET list = '{}' RETURNING list", '+[+]'],
    ["INSERT INTO replaced_lists VALUES (3, '{}') RETURNING list", '?[?]'],
    ["INSERT INTO lists (id, list) SELECT unnest($1::int[]), '{}' RETURNING $1::int[]", '+[+]'],
    ["INSERT INTO lists (id, note, list) SELECT 1, unnest($1::text[]), '{}' RETURNING $1::text[]", '+[?]'],
  ])('%s', async (statement, expected) => {
    expect(await nullsOf(analyser, statement, true)).toBe(expected);
  });
});

describe('a left join whose right side is one row', () => {
  it.each([
    ['SELECT c.n FROM t LEFT JOIN (SELECT count(*) AS n FROM other) c ON true', '+'],
    ['SELECT c.n FROM t NATURAL LEFT JOIN (SELECT count(*) AS n FROM other) c', '+'],
    ['SELECT c.n FROM t LEFT JOIN (SELECT count(*) AS n FROM other) c ON false', '?'],
    ['SELECT c.n FROM t LEFT JOIN (SELECT count(*) AS n FROM other) c ON NULL', '?'],
    ['SELECT c.n FROM t LEFT JOIN (SELECT count(*) AS n FROM other) c ON c.n > 5', '?'],
    ["SELECT c.n FROM t LEFT JOIN (SELECT count(*) AS n FROM other) c ON 'true'::boolean", '+'],
    ['SELECT c.n FROM t LEFT JOIN (SELECT count(*) AS n FROM other LIMIT 0) c ON true', '?'],
    ['SELECT c.id FROM t LEFT JOIN other c ON true', '?'],
    ['SELECT c.n FROM (SELECT count(*) AS n FROM other) c RIGHT JOIN t ON t.id = c.n', '?'],
    ['SELECT c.n FROM (SELECT count(*) AS n FROM other) c FULL JOIN t ON true', '?'],
    ['SELECT c.n, d.n FROM (t LEFT JOIN (SELECT 1 AS n) c ON true) LEFT JOIN (SELECT 2 AS n) d ON true', '++'],
    ['SELECT c.n FROM t LEFT JOIN (t u LEFT JOIN (SELECT 1 AS n) c ON true) ON t.id = u.id + 5', '?'],
    ['SELECT c.n FROM other RIGHT JOIN (t LEFT JOIN (SELECT 1 AS n) c ON true) ON true', '+'],
    [
      'SELECT c.n, d.n FROM t CROSS JOIN t u LEFT JOIN (SELECT 1 AS n) c ON true, (VALUES (1)) v LEFT JOIN (SELECT 3 AS n) d ON true',
      '++',
    ],
    ['SELECT t.id FROM t FULL JOIN (SELECT 1 AS n) c ON true', '?'],
    ['SELECT t.id FROM t RIGHT JOIN (SELECT 1 AS n) c ON true', '?'],
    ['SELECT u.id FROM t LEFT JOIN (t u JOIN (SELECT 1 AS n) c ON false) ON true', '?'],
    ['WITH c AS (SELECT count(*) AS n FROM other) SELECT c.n FROM t LEFT JOIN c ON true', '+'],
  ])('%s', async (statement, expected) => {
    expect(await nullsOf(analyser, statement)).toBe(expected);
  });
});

describe('rows that a trigger drops', () => {
  it.each([
    ['INSERT INTO picky VALUES (1) RETURNING id', 'at-most-one'],
    ['INSERT INTO other VALUES (1) RETURNING id', 'one'],
    ['INSERT INTO other SELECT count(*) FROM picky RETURNING id', 'one'],
  ])('%s', async (statement, expected) => {
    expect((await analyser.analyse(statement)).rows).toBe(expected);
  });
});

describe('whether the row of the first column is there', () => {
  it.each([
    ['SELECT id FROM t', 'always'],
    ['SELECT o.id FROM t LEFT JOIN other o ON o.id = t.id', 'perhaps'],
    ['SELECT o.id FROM t LEFT JOIN other o ON o.id = t.id WHERE o.id > 1', 'always'],
    ['SELECT o.id FROM t LEFT JOIN other o ON o.id = t.id WHERE t.note IS NOT NULL', 'perhaps'],
    ['SELECT o.id FROM t LEFT JOIN other o ON o.id = t.id UNION SELECT id FROM other', 'perhaps'],
    ['SELECT id FROM other UNION SELECT o.id FROM t LEFT JOIN other o ON true', 'perhaps'],
    ['SELECT id FROM other UNION SELECT id FROM t', 'always'],
    ['SELECT id FROM other UNION SELECT 1', undefined],
    ['SELECT id + 1 FROM t', undefined],
    ['SELECT 1', undefined],
    ['SELECT id::bigint FROM t', undefined],
    ['SELECT x FROM generate_series(1, 2) x', undefined],
    ['SELECT s.id FROM (SELECT id FROM t) s', undefined],
    ['SELECT id FROM t GROUP BY id', 'always'],
    ['SELECT id FROM t GROUP BY ROLLUP (id)', undefined],
    ['SELECT id FROM t JOIN other USING (id)', 'always'],
    ['SELECT id FROM t FULL JOIN other USING (id)', undefined],
    ['SELECT (SELECT t.id) FROM t', undefined],
    ['INSERT INTO t (id) VALUES (1) RETURNING id', 'always'],
    ['DELETE FROM t RETURNING id', 'always'],
  ])('%s', async (statement, expected) => {
    const query = await analyser.tree(statement);
    expect(rowPresence(analyser.catalog, { query, outer: undefined }, 1)).toBe(expected);
  });

  it('is perhaps not there before an insert', async () => {
    const statement = 'INSERT INTO t (id) VALUES (1) RETURNING old.id';
    const see = async (): Promise<unknown> => {
      const query = await analyser.tree(statement);
      return rowPresence(analyser.catalog, { query, outer: undefined }, 1);
    };
    expect(await unlessTooNew<unknown>(analyser.client, statement, 'perhaps', see)).toBe('perhaps');
  });

  it('is not known of a column that there is not, or of a query around', async () => {
    const query = await analyser.tree('SELECT id FROM t');
    expect(rowPresence(analyser.catalog, { query, outer: undefined }, 2)).toBeUndefined();
    const outer = await analyser.tree('SELECT (SELECT t.id FROM other LIMIT 1) FROM t');
    const inner = await analyser.tree('SELECT s.x FROM t, LATERAL (SELECT t.id AS x) s');
    expect(rowPresence(analyser.catalog, { query: outer, outer: undefined }, 1)).toBeUndefined();
    expect(rowPresence(analyser.catalog, { query: inner, outer: undefined }, 1)).toBeUndefined();
  });
});
