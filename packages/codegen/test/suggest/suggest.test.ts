import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openCompiler, type TestCompiler } from '../support/compiler.ts';
import { SCHEMA } from '../support/schema.ts';

let compiler: TestCompiler;
beforeAll(async () => {
  compiler = await openCompiler(
    `${SCHEMA}\nCREATE SCHEMA billing; CREATE TABLE billing.invoices (id int, "dueOn" date); CREATE TYPE billing.state AS ENUM ('a');`,
  );
});
afterAll(async () => {
  await compiler[Symbol.asyncDispose]();
});

async function hintFor(statement: string): Promise<string | undefined> {
  const errors = await compiler.errors(`/* @name Q */ -- :exec\n${statement};\n`);
  expect(errors).toMatch(/: error: /);
  return / {2}hint: (.*)$/m.exec(errors)?.[1];
}

describe('did you mean', () => {
  it.each([
    // columns
    ["UPDATE teams SET nmae = 'x'", 'Did you mean name?'],
    ["INSERT INTO teams (name, colour) VALUES ('x', 'red')", 'Did you mean color?'],
    ["INSERT INTO teams (name, colour) SELECT nick, 'red' FROM members", 'Did you mean color?'],
    ['SELECT m.teamId FROM members m', 'Perhaps you meant to reference the column "m.team_id".'],
    ['SELECT "leftOnDay" FROM members', 'Did you mean left_on?'],
    ['SELECT "leftOn" FROM members', 'Perhaps you meant to reference the column "members.left_on".'],
    ['SELECT due_on FROM billing.invoices', 'Perhaps you meant to reference the column "invoices.dueOn".'],
    ['INSERT INTO billing.invoices (due_on) VALUES (now())', 'Did you mean "dueOn"?'],
    ['SELECT zzzz FROM teams', undefined],
    // tables
    ['SELECT 1 AS n FROM team', 'Did you mean teams?'],
    ['DELETE FROM public.member', 'Did you mean members?'],
    ['SELECT 1 AS n FROM invoices', 'Did you mean billing.invoices?'],
    ['SELECT 1 AS n FROM invoice', 'Did you mean billing.invoices?'],
    ['WITH recent AS (SELECT 1 AS n) SELECT n FROM recents', 'Did you mean recent?'],
    ['SELECT mmm.id FROM members AS mm', 'Did you mean mm?'],
    ['SELECT 1 AS n FROM nothing_like_it', undefined],
    // functions
    ["SELECT lowr('x') AS n", 'Did you mean lower?'],
    ["SELECT strict_nam('x') AS n", 'Did you mean strict_name?'],
    [
      'SELECT lower(1, 2) AS n',
      'No function matches the given name and argument types. You might need to add explicit type casts.',
    ],
    // types
    ['SELECT :id::uuuid AS n', 'Did you mean uuid?'],
    ['SELECT :at::datetime AS n', 'Did you mean timestamptz?'],
    ['SELECT :a::colour AS n', 'Did you mean color?'],
    ['SELECT :a::integr AS n', 'Did you mean integer?'],
    // casts of parameters
    ['SELECT 1 AS n FROM members WHERE id = :id::text', 'Write ":id::uuid".'],
    ['SELECT 1 AS n FROM members WHERE :id::text = id', 'Write ":id::uuid".'],
    [
      'SELECT 1 AS n FROM teams WHERE id = name',
      'No operator matches the given name and argument types. You might need to add explicit type casts.',
    ],
    ['SELECT 1 AS n FROM members WHERE team_id = :x OR nick = :x', 'Write ":x::text".'],
  ])('%s', async (statement, hint) => {
    expect(await hintFor(statement)).toBe(hint);
  });

  it('a parameter used as two types', async () => {
    expect(await hintFor('INSERT INTO teams (name, settings) VALUES (:x, :x)')).toBe(
      'Say which type each use of it has, such as ":x::jsonb".',
    );
  });

  it('is found in a file in which nothing else is at its place: tabs, emoji, 200 lines, parameters', async () => {
    const filler = Array.from({ length: 100 }, (_, line) => `\t-- ✅ line ${line}\n\tAND id <> :p${line}\n`).join('');
    const errors = await compiler.errors(
      `/* @name Q */ -- :exec\nUPDATE teams SET name = :aParameterWithALongName\nWHERE true\n${filler}\tAND '✅é' <> :last AND\t nmae = :x;\n`,
    );
    expect(errors.split('\n').slice(0, 4)).toEqual([
      'queries/test.sql:204:25: error: column "nmae" does not exist [42703]',
      "   204 | \tAND '✅é' <> :last AND\t nmae = :x;",
      '       | \t                      \t ^',
      '  hint: Perhaps you meant to reference the column "teams.name".',
    ]);
  });
});
