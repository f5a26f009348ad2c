import { startEmbeddedPostgres, type EmbeddedPostgres } from '@kongflow/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { main } from '../../src/cli/main.ts';
import { explain } from '../../src/explain/explain.ts';
import { createProject, PLAIN_CONFIG, type Project } from '../support/project.ts';

let server: EmbeddedPostgres;
beforeAll(async () => {
  server = await startEmbeddedPostgres();
});
afterAll(async () => {
  await server.stop();
});

function project(): Project {
  return createProject({
    'pgtyped.config.json': JSON.stringify(PLAIN_CONFIG),
    'db/migrations/0001_users.sql':
      'CREATE TABLE users (id int PRIMARY KEY, name text NOT NULL UNIQUE, email text, age int NOT NULL);',
    'packages/a/queries/users.sql': `/* @name Find */ -- :many
SELECT id, email FROM users
WHERE true
  -- @if name
  AND name = :name
  -- @end
  -- @if hasEmail
  AND email IS NOT NULL
  -- @end
  -- @if minAge
  AND age BETWEEN :minAge AND :maxAge
  -- @end
  AND id <> :except
ORDER BY -- @switch order
  -- @case name
  name,
  -- @else
  email,
  -- @end
  id;

/* @name All */ -- :many
SELECT id FROM users;

/* @name Change */ -- :exec
UPDATE users SET
  -- @if name
  name = :name,
  -- @end
  -- @if age
  age = :age,
  -- @end
  id = id
WHERE id = :id;
`,
  });
}

async function run({ config }: Project, ...args: string[]): Promise<{ status: number; out: string; error: string }> {
  const texts = { out: '', error: '' };
  const status = await main(
    [...args, '--config', config],
    { KONGFLOW_CODEGEN_DATABASE_URL: server.url() },
    { out: (text) => (texts.out += text), error: (text) => (texts.error += text) },
  );
  return { status, ...texts };
}

it('says of each parameter when it is sent, and shows each plan once', async () => {
  const { status, out } = await run(project(), 'explain', 'Find');
  expect(status).toBe(0);
  expect(out).toContain(`Parameters
  name: string, optional (text) — compared with users.name; left out, so is what depends on it
  minAge: number, optional (integer) — compared with users.age; left out, so is what depends on it
  maxAge: number, optional (integer) — compared with users.age; needed with minAge
  except: number, required (integer) — compared with users.id
  hasEmail: boolean, optional — chooses what is sent
  order: 'name', optional — chooses what is sent

Columns
  id: number (integer) — users.id is NOT NULL
  email: string | null (text) — `);
  expect(out.match(/^With /gm)).toHaveLength(16);
  expect(out.match(/^Plan, /gm)).toHaveLength(16);
  const change = await run(project(), 'explain', 'Change');
  expect(change.out).toContain(`
With (none)
With age
With name
With name, age

  UPDATE users SET
    id = id
  WHERE id = $1

Plan, for any parameters and large tables
  Update on users
    ->  Index Scan using users_pkey on users
          Index Cond: (id = $1)
`);
  expect(change.out.match(/^Plan, /gm)).toHaveLength(1);
});

it('shows the one text that --with chooses, in any order', async () => {
  const { out } = await run(project(), 'explain', 'Find', '--with', 'order=name,name');
  expect(out).toContain(`
  SELECT id, email FROM users
  WHERE true
    AND name = $1
    AND id <> $2
  ORDER BY
    name,
    id

Parameters
  name: string, required (text) — compared with users.name
  except: number, required (integer) — compared with users.id

Columns
`);
  expect(out).not.toContain('With ');
  const [nothing] = await explain('Find', { config: project().config, databaseUrl: server.url(), with: '(none)' });
  expect(nothing?.parameters.map(({ name }) => name)).toEqual(['except']);
});

it('gives programs all variants', async () => {
  const { out } = await run(project(), 'explain', 'Find', '--format', 'json');
  const { queries } = JSON.parse(out) as { queries: { variants: { with: string; text: string; plan: string[] }[] }[] };
  expect(queries[0]?.variants).toHaveLength(16);
  expect(queries[0]?.variants.at(-1)).toEqual({
    with: 'name, hasEmail, minAge',
    text: expect.stringContaining('AND age BETWEEN $2 AND $3'),
    plan: expect.arrayContaining([expect.stringContaining('Index Scan')]),
  });
});

it.each([
  ['Find', 'nam', 'Find has no variant with "nam"; did you mean "name"? There are:\n  order = name\n  (none)\n'],
  ['Find', 'order', 'Find has no variant with "order". There are:\n  order = name\n  (none)\n'],
  ['Find', '', 'Find has no variant with "". There are:\n  order = name\n  (none)\n'],
  ['All', 'name', 'All has no branches: --with has nothing to choose'],
])('refuses %s --with %s', async (query, chosen, message) => {
  const { status, error } = await run(project(), 'explain', query, '--with', chosen);
  expect(status).toBe(2);
  expect(error).toContain(message);
});

it('--with belongs to explain', async () => {
  expect(await run(project(), 'vet', '--with', 'name')).toMatchObject({
    status: 2,
    error: 'error: --with is for "explain", not for "vet"\n',
  });
});
