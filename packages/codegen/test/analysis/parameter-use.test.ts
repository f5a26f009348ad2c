import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openAnalyser, type TestAnalyser } from '../support/analyser.ts';

let analyser: TestAnalyser;
beforeAll(async () => {
  analyser = await openAnalyser(`
    CREATE TABLE things (
      id int PRIMARY KEY, name text NOT NULL, note text, word varchar(9), tags text[], numbers int[] NOT NULL
    );
    CREATE TABLE parts (thing int NOT NULL, note text NOT NULL, size int);
    CREATE TABLE strict_parent (word text, required text);
    CREATE TABLE lax_child () INHERITS (strict_parent);
    DO $$ BEGIN
      EXECUTE CASE WHEN current_setting('server_version_num')::int < 180000
        THEN 'ALTER TABLE ONLY strict_parent ALTER required SET NOT NULL'
        ELSE 'ALTER TABLE strict_parent ADD CONSTRAINT here NOT NULL required NO INHERIT' END;
    END $$;
  `);
});
afterAll(async () => {
  await analyser[Symbol.asyncDispose]();
});

/** Each parameter: `table.column`, with a mark if it may be null, and one if its elements may. */
async function uses(statement: string): Promise<string> {
  const { parameters } = await analyser.analyse(statement);
  return parameters
    .map(({ column, nullable, elementNullable }) => {
      const of = column === undefined ? '-' : `${column.table.name}.${column.column.name}`;
      return `${of}${nullable ? '?' : ''}${elementNullable ? '[?]' : ''}`;
    })
    .join(' ');
}

describe('stored', () => {
  it.each([
    ['INSERT INTO things (id, name, note) VALUES ($1, $2, $3)', 'things.id things.name things.note?'],
    ['INSERT INTO things (id, note) VALUES ($1, $2), ($3, $4)', 'things.id things.note? things.id things.note?'],
    ['INSERT INTO things (note, id) SELECT $1, $2::int ORDER BY $3::int', 'things.note? things.id -'],
    ['UPDATE things SET note = $1, name = $2', 'things.note? things.name'],
    ['UPDATE things SET (note, name) = ($1, $2)', 'things.note? things.name'],
    ['UPDATE strict_parent SET word = $1, required = $2', 'strict_parent.word? strict_parent.required'],
    ['UPDATE strict_parent SET word = $1, required = lower($1)', 'strict_parent.word'],
    [
      'INSERT INTO strict_parent SELECT x, x FROM (SELECT $1::text AS x UNION SELECT note FROM things) s',
      'strict_parent.word',
    ],
    [
      'INSERT INTO things (id, note, name) SELECT 1, x, x FROM (SELECT $1::text AS x UNION SELECT note FROM things) s',
      'things.note',
    ],
    ['UPDATE things SET note = $1, name = CASE WHEN id = 1 THEN $1 ELSE note END', 'things.note?'],
    ['UPDATE things SET (note, name) = (SELECT $1::text, $2::text)', '- -'],
    ['UPDATE things SET note = $1 FROM parts WHERE parts.thing = $2', 'things.note? parts.thing'],
    [
      'INSERT INTO things (id, name) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET note = $3 WHERE things.name <> $4',
      'things.id things.name things.note? things.name',
    ],
    [
      'MERGE INTO things t USING parts p ON t.id = p.thing WHEN MATCHED AND p.size > $1 THEN UPDATE SET note = $2 WHEN NOT MATCHED THEN INSERT (id, name) VALUES ($3, $4)',
      'parts.size things.note? things.id things.name',
    ],
    [
      'WITH a AS (UPDATE parts SET size = $1 RETURNING thing) DELETE FROM things WHERE id = $2',
      'parts.size? things.id',
    ],
    ['INSERT INTO things (id, note) SELECT x, $2 FROM (VALUES ($1::int)) v (x)', 'things.id things.note?'],
    [
      'INSERT INTO things (id, note) SELECT x, y FROM (SELECT $1::int, $2::text UNION SELECT 2, $3) s (x, y)',
      'things.id things.note? things.note?',
    ],
    ['INSERT INTO things (note) SELECT s.y FROM (SELECT $1::text AS y, 1 AS x GROUP BY 1, 2) s', 'things.note?'],
    ['INSERT INTO things (note) SELECT y FROM (SELECT $1::text AS y) s JOIN (SELECT 1 AS x) r ON true', 'things.note?'],
    [
      'INSERT INTO things (note) SELECT y FROM (SELECT $1::text AS y) s JOIN (SELECT $2::text AS y) r USING (y)',
      'things.note? -',
    ],
    ['INSERT INTO things (word) VALUES ($1)', 'things.word?'],
    ['INSERT INTO things (word) VALUES ($1::text)', 'things.word?'],
    [
      'WITH RECURSIVE r AS (SELECT $1::text AS x UNION ALL SELECT x FROM r) INSERT INTO things (note) SELECT x FROM r',
      'things.note?',
    ],
  ])('%s', async (statement, expected) => {
    expect(await uses(statement)).toBe(expected);
  });
});

describe('chosen', () => {
  it.each([
    ['UPDATE things SET note = coalesce($1, $2)', 'things.note? things.note'],
    ['UPDATE things SET note = coalesce($1, $2, $3)', 'things.note? things.note? things.note'],
    ['UPDATE things SET note = CASE WHEN id = 1 THEN $1 ELSE $2 END', 'things.note? things.note?'],
    ['UPDATE things SET note = CASE WHEN $2 THEN $1 ELSE note END', 'things.note? -'],
    ['UPDATE things SET name = CASE WHEN $2 THEN $1 ELSE name END', 'things.name -'],
    ['UPDATE things SET note = CASE WHEN $2 THEN $1 END', 'things.note -'],
    ["UPDATE things SET note = CASE WHEN $2 THEN $1 WHEN id = 1 THEN NULL ELSE '' END", 'things.note -'],
    [
      'UPDATE things SET note = CASE WHEN $2 THEN CASE WHEN id = 1 THEN $1 END ELSE $3 END',
      'things.note - things.note?',
    ],
    ['UPDATE things SET note = $1, name = CASE WHEN $2 THEN $1 ELSE name END', 'things.note -'],
    ['UPDATE things SET note = CASE WHEN $2 THEN $1 ELSE note END, name = $1', 'things.note -'],
    ['UPDATE things SET note = coalesce(CASE WHEN id = 1 THEN $1 END, note)', 'things.note'],
    ['UPDATE things SET note = coalesce(CASE WHEN id = 1 THEN $1 ELSE name END, note)', 'things.note'],
    ['UPDATE things SET note = $1, word = $2::text, name = coalesce($1, $2::text)', 'things.note? things.word'],
    ['UPDATE things SET note = CASE WHEN id = 1 THEN coalesce(note, $1) ELSE $2 END', 'things.note things.note?'],
    ['UPDATE things SET note = lower($1)', '-'],
    ['UPDATE things SET note = nullif($1, $2)', 'things.note -'],
    ['UPDATE things SET tags = ARRAY(SELECT $1::text)', '-'],
    ['UPDATE things SET note = (SELECT $1::text)', 'things.note'],
    ['UPDATE things SET note = coalesce($1, note), name = $1', 'things.note'],
    ['UPDATE things SET note = $1, name = $1', 'things.note'],
    ['UPDATE things SET name = $1, note = $1', 'things.name'],
    ['SELECT FROM things WHERE $1::text IS NULL OR note = $1', 'things.note?'],
    ['SELECT FROM things WHERE note IS NOT DISTINCT FROM $1', 'things.note?'],
    ['SELECT FROM things WHERE $1 IS DISTINCT FROM note', 'things.note?'],
    ['SELECT coalesce(note, $1) FROM things', '-'],
  ])('%s', async (statement, expected) => {
    expect(await uses(statement)).toBe(expected);
  });
});

describe('elements', () => {
  it.each([
    ['INSERT INTO things (id, note) SELECT * FROM unnest($1::int[], $2::text[])', 'things.id things.note[?]'],
    ['INSERT INTO things (note) SELECT unnest($1::text[])', 'things.note[?]'],
    ['INSERT INTO things (note, name) SELECT x, x FROM unnest($1::text[]) AS x', 'things.note'],
    ['INSERT INTO things (name, note) SELECT x, x FROM unnest($1::text[]) AS x', 'things.name'],
    [
      'INSERT INTO things (note) SELECT coalesce(x, y) FROM unnest($1::text[], $2::text[]) AS u (x, y)',
      'things.note things.note',
    ],
    [
      "INSERT INTO things (note) SELECT CASE WHEN $2 THEN x ELSE '' END FROM unnest($1::text[]) AS x",
      'things.note[?] -',
    ],
    [
      "INSERT INTO things (note, name) SELECT x, CASE WHEN $2 THEN x ELSE '' END FROM unnest($1::text[]) AS x",
      'things.note -',
    ],
    ['INSERT INTO things (id, note) SELECT n, x FROM unnest($1::text[]) WITH ORDINALITY AS u (x, n)', 'things.note[?]'],
    ['INSERT INTO things (id) SELECT n FROM unnest($1::text[]) WITH ORDINALITY AS u (x, n)', '-'],
    [
      'INSERT INTO things (note) SELECT y FROM ROWS FROM (generate_series(1, $1), unnest($2::text[])) AS u (x, y)',
      '- things.note[?]',
    ],
    ['INSERT INTO things (tags) VALUES ($1)', 'things.tags?'],
    ['INSERT INTO things (note) SELECT string_to_table($1, $2)', '- -'],
  ])('%s', async (statement, expected) => {
    expect(await uses(statement)).toBe(expected);
  });
});

describe('compared', () => {
  it.each([
    ...['=', '<>', '<', '<=', '>', '>='].map((operator) => [`SELECT FROM things WHERE id ${operator} $1`, 'things.id']),
    ['SELECT FROM things WHERE $1 = id', 'things.id'],
    ['SELECT FROM things WHERE id + $1 = 3', '-'],
    ['SELECT FROM things WHERE id + 1 = $1', '-'],
    ['SELECT FROM things WHERE tags && $1', '-'],
    ['SELECT FROM things WHERE note LIKE $1', '-'],
    ['SELECT FROM things WHERE word = $1', 'things.word'],
    ['SELECT FROM things WHERE id = ANY($1)', 'things.id'],
    ['SELECT FROM things WHERE id IN (SELECT thing FROM parts WHERE note LIKE $1)', '-'],
    ['SELECT FROM things WHERE $1 = ANY(tags)', 'things.tags'],
    ['SELECT FROM things WHERE id IN ($1, $2)', 'things.id things.id'],
    ['SELECT FROM things WHERE id NOT IN ($1, 7, $2)', 'things.id things.id'],
    ['SELECT FROM things WHERE word IN ($1, $2)', 'things.word things.word'],
    ['SELECT FROM things WHERE id = ANY(ARRAY[$1, $2 + 1])', 'things.id -'],
    ['SELECT FROM things WHERE note LIKE ANY(ARRAY[$1, $2])', '- -'],
    ['SELECT FROM things WHERE tags = ARRAY[$1, $2]', '- -'],
    ['SELECT FROM things WHERE id = $1 OR id = 3 AND name = $2', 'things.id things.name'],
    ['SELECT FROM things WHERE name = $1 OR note = $1', 'things.name'],
    ['UPDATE things SET note = $1 WHERE name = $1', 'things.note?'],
    ['SELECT FROM things t WHERE EXISTS (SELECT FROM parts WHERE t.name = $1)', 'things.name'],
    ['SELECT FROM (SELECT note AS n FROM things UNION SELECT note FROM things) s WHERE n = $1', 'things.note'],
    ['SELECT FROM (SELECT note AS n FROM things UNION SELECT note FROM parts) s WHERE n = $1', '-'],
    [
      'SELECT FROM (SELECT note AS n FROM things UNION (SELECT note FROM things UNION SELECT note FROM parts LIMIT 3)) s WHERE n = $1',
      '-',
    ],
    ['SELECT FROM (SELECT note AS n FROM things UNION SELECT lower(note) FROM things) s WHERE n = $1', '-'],
    ['SELECT FROM things JOIN parts USING (note) WHERE note = $1', 'things.note'],
    ['SELECT FROM things FULL JOIN parts USING (note) WHERE note = $1', '-'],
    ['SELECT note FROM things GROUP BY note HAVING note = $1', 'things.note'],
    ['SELECT FROM (VALUES (1)) v (x) WHERE x = $1', '-'],
    ['SELECT FROM things, LATERAL (VALUES (note)) v (x) WHERE x = $1', 'things.note'],
    ['SELECT FROM things, LATERAL (VALUES (note), (note)) v (x) WHERE x = $1', '-'],
    ['SELECT FROM generate_series(1, 2) x WHERE x = $1', '-'],
    ['SELECT FROM things WHERE ctid = $1', '-'],
    ['WITH RECURSIVE r AS (SELECT note AS x FROM things UNION ALL SELECT x FROM r) SELECT FROM r WHERE x = $1', '-'],
  ])('%s', async (statement, expected) => {
    expect(await uses(statement)).toBe(expected);
  });
});
