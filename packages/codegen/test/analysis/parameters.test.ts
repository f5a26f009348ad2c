import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openCompiler, type TestCompiler } from '../support/compiler.ts';
import { SCHEMA } from '../support/schema.ts';

let compiler: TestCompiler;
beforeAll(async () => {
  compiler = await openCompiler(SCHEMA);
});
afterAll(async () => {
  await compiler[Symbol.asyncDispose]();
});

describe('parameters', () => {
  it.each([
    [
      'INSERT takes its columns',
      'INSERT INTO teams (name, color, settings, parent_id) VALUES (:name, :color, :settings, :parentId)',
      { name: 'string', color: 'Color | null', settings: 'JsonInput', parentId: 'number | bigint | null' },
    ],
    [
      'several rows',
      'INSERT INTO teams (name, color) VALUES (:a, :b), (:c, :d)',
      { a: 'string', b: 'Color | null', c: 'string', d: 'Color | null' },
    ],
    [
      'UPDATE',
      'UPDATE members SET nick = :nick, email = :email WHERE id = :id',
      { nick: 'string | null', email: 'string', id: 'string' },
    ],
    [
      'ON CONFLICT',
      'INSERT INTO members (team_id, email) VALUES (:team, :email) ON CONFLICT (email) DO UPDATE SET nick = :nick',
      { team: 'number | bigint', email: 'string', nick: 'string | null' },
    ],
    [
      'MERGE',
      'MERGE INTO teams t USING (SELECT :id::bigint AS id) s ON t.id = s.id WHEN MATCHED THEN UPDATE SET color = :color WHEN NOT MATCHED THEN INSERT (name) VALUES (:name)',
      { id: 'number | bigint', color: 'Color | null', name: 'string' },
    ],
    [
      'INSERT … SELECT',
      'INSERT INTO teams (name, color) SELECT :name, :color::color WHERE true',
      { name: 'string', color: 'Color | null' },
    ],
    [
      'a CTE before INSERT … SELECT',
      'WITH input AS (SELECT :name::text AS n, :color::color AS c) INSERT INTO teams (name, color) SELECT n, c FROM input',
      { name: 'string', color: 'Color | null' },
    ],
    [
      'an INSERT in a CTE',
      'WITH x AS (INSERT INTO teams (name, color) VALUES (:name, :color) RETURNING id) SELECT id FROM x',
      { name: 'string', color: 'Color | null' },
    ],
    [
      'an UPDATE in a CTE',
      'WITH x AS (UPDATE members SET nick = :nick WHERE id = :id RETURNING id) SELECT id FROM x',
      { nick: 'string | null', id: 'string' },
    ],
    [
      'unnest',
      'INSERT INTO teams (name, color) SELECT x.n, x.c FROM unnest(:names::text[], :colors::color[]) AS x(n, c)',
      { names: 'readonly string[]', colors: 'readonly (Color | null)[]' },
    ],
    [
      'unnest in the select list',
      'INSERT INTO teams (name, color) SELECT unnest(:names::text[]), unnest(:colors::color[])',
      { names: 'readonly string[]', colors: 'readonly (Color | null)[]' },
    ],
    [
      'unnest through a CTE',
      'WITH i AS (SELECT * FROM unnest(:emails::text[], :nicks::text[]) AS u(e, n)) INSERT INTO members (team_id, email, nick) SELECT :team, e, n FROM i',
      { emails: 'readonly string[]', nicks: 'readonly (string | null)[]', team: 'number | bigint' },
    ],
    ['a whole array in an array column', 'UPDATE teams SET tags = :tags', { tags: 'readonly (string | null)[]' }],
    ['IS NULL', 'SELECT id FROM teams WHERE :color::color IS NULL OR color = :color', { color: 'Color | null' }],
    ['COALESCE', 'UPDATE teams SET name = coalesce(:name, name)', { name: 'string | null' }],
    ['the last of COALESCE', 'SELECT coalesce(nick, :fallback) AS nick FROM members', { fallback: 'string' }],
    ['IS DISTINCT FROM', 'SELECT id FROM teams WHERE color IS DISTINCT FROM :color', { color: 'Color | null' }],
    ['= ANY', 'SELECT id FROM teams WHERE color = ANY(:colors::color[])', { colors: 'readonly Color[]' }],
    [
      'LIMIT',
      'SELECT id FROM teams LIMIT :limit OFFSET :offset',
      { limit: 'number | bigint', offset: 'number | bigint' },
    ],
    [
      'the strictest column wins',
      'WITH x AS (UPDATE teams SET name = :name) UPDATE members SET nick = :name',
      { name: 'string' },
    ],
    [
      'the author wins over the column',
      'INSERT INTO teams (name) SELECT :name::text WHERE :name::text IS NOT NULL',
      { name: 'string | null' },
    ],
    ['a required mark wins over all', 'UPDATE teams SET color = :color!', { color: 'Color' }],
    [
      'a condition in CASE',
      'UPDATE teams SET color = CASE WHEN :on THEN :color::color END',
      { on: 'boolean', color: 'Color' },
    ],
    [
      'a sublink is no parameter',
      'SELECT id FROM teams WHERE id IN (SELECT team_id FROM members WHERE nick = :nick)',
      { nick: 'string' },
    ],
    [
      'DELETE … USING',
      'DELETE FROM members m USING teams t WHERE t.id = m.team_id AND t.name = :name AND m.left_on < :before',
      { name: 'string', before: 'string' },
    ],
    ['a statement without a tree', 'SET LOCAL search_path TO public', {}],
  ])('%s', async (_, statement, expected) => {
    expect((await compiler.see(statement, 'exec')).params).toEqual(expected);
  });

  it('is of the column that it is stored in, or else compared with', async () => {
    const columns = async (statement: string): Promise<(string | undefined)[]> => {
      const [query] = await compiler.compile(`/* @name Q */ -- :exec\n${statement};`);
      return query?.parameters.map(({ column }) => column && `${column.table.name}.${column.column.name}`) ?? [];
    };
    expect(
      await columns(
        'UPDATE members SET profile = coalesce(:profile, profile) WHERE nick = :nick AND email = ANY(:emails::text[])',
      ),
    ).toEqual(['members.profile', 'members.nick', 'members.email']);
    expect(
      await columns(
        'INSERT INTO members (team_id, email, profile) SELECT 1, e, p FROM unnest(:emails::text[], :profiles::jsonb[]) u(e, p)',
      ),
    ).toEqual(['members.email', 'members.profile']);
    expect(await columns('SELECT FROM members WHERE profile @> :part::jsonb AND nick LIKE :pattern')).toEqual([
      undefined,
      undefined,
    ]);
    expect(await columns('WITH m AS (SELECT nick AS n FROM members) SELECT FROM m WHERE m.n > :after')).toEqual([
      'members.nick',
    ]);
  });

  it.each([
    ['(nick, email) < (:nick, :email)'],
    ['(:nick, :email) < (nick, email)'],
    ['(nick, email) = (:nick, :email)'],
    ["(nick, email) IN (('a', 'b'), (:nick, :email))"],
    ['(:nick, :email) IN (SELECT nick, email FROM members)'],
    ['(:nick, :email) = (SELECT nick, email FROM members LIMIT 1)'],
    ['(:nick, :email) >= (SELECT m.nick, m.email FROM members m LIMIT 1)'],
    ['(:nick::text, :email) IN (SELECT * FROM (SELECT nick, email FROM members) AS m)'],
    ['nick IN (:nick) AND :email IN (nick || 1, email)'],
    ['nick = :nick AND :email <> ALL (SELECT email FROM members)'],
  ])('is compared with a column in %s', async (condition) => {
    const [query] = await compiler.compile(`/* @name Q */ -- :exec\nSELECT FROM members WHERE ${condition};`);
    expect(query?.parameters.map(({ name, column }) => [name, column?.column.name])).toEqual([
      ['nick', 'nick'],
      ['email', 'email'],
    ]);
  });

  it('is compared with nothing where a subquery computes', async () => {
    const [query] = await compiler.compile(
      '/* @name Q */ -- :exec\nSELECT FROM members WHERE :nick IN (SELECT lower(nick) FROM members);',
    );
    expect(query?.parameters[0]?.column).toBeUndefined();
  });
});
