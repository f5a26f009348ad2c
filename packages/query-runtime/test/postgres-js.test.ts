import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createTestDatabase } from '@kongflow/testing';
import postgres from 'postgres';
import { beforeAll, expect, it, onTestFinished } from 'vitest';
import { batchexec, exec, execresult, execrows, exactlyOne, many, one, type Queryable } from '../src/index.ts';

type Adapter = (sql: postgres.Sql) => Queryable;
let onPostgresJs: Adapter;
let url: string;

/** What the README shows, and not a copy of it. */
beforeAll(async () => {
  ({ url } = await createTestDatabase({ empty: true }));
  const readme = await readFile(path.join(import.meta.dirname, '../README.md'), 'utf8');
  const code = /```ts\n(?<code>[^`]*export function onPostgresJs[^]*?)```/.exec(readme)?.groups?.['code'] ?? '';
  const folder = path.join(import.meta.dirname, '../../../.data', `postgres-js-${process.pid}`);
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, 'adapter.ts'), code);
  ({ onPostgresJs } = (await import(path.join(folder, 'adapter.ts'))) as { onPostgresJs: Adapter });
  await rm(folder, { recursive: true });
});

function connect(): Queryable {
  const sql = postgres(url, { onnotice: () => undefined });
  onTestFinished(async () => sql.end());
  return onPostgresJs(sql);
}

const statement = (text: string, prepared = true) => ({ name: 'Statement', text, prepared });

it.each([true, false])(
  'values arrive as they were sent, and rows as generated code reads them (prepared: %s)',
  async (prepared) => {
    const db = connect();
    const values = [
      1,
      9_007_199_254_740_993n,
      'a "b"',
      null,
      true,
      new Date(0),
      ['x', null, '"\\'],
      Buffer.from([0, 255]),
    ];
    const text = `SELECT $1::int, $2::int8, $3::text, $4::text, $5::bool, $6::timestamptz AT TIME ZONE 'UTC', $7::text[], $8::bytea`;
    expect(await exactlyOne(db, statement(text, prepared), values, (row) => row)).toEqual([
      1,
      '9007199254740993',
      'a "b"',
      null,
      true,
      '1970-01-01 00:00:00',
      String.raw`{x,NULL,"\"\\"}`,
      Buffer.from([0, 255]),
    ]);
  },
);

it('rows are counted, and none is null', async () => {
  const db = connect();
  await exec(db, statement('CREATE TABLE books (id int PRIMARY KEY, about jsonb)'), []);
  const insert = 'INSERT INTO books SELECT * FROM unnest($1::int[], $2::jsonb[])';
  expect(
    await execrows(db, statement(insert), [
      [1, 2],
      ['{"a":1}', null],
    ]),
  ).toBe(2);
  expect(await execresult(db, statement('DELETE FROM books WHERE id = $1'), [2])).toEqual({
    rowCount: 1,
    command: 'DELETE',
  });
  expect(await many(db, statement('SELECT about FROM books'), [], ([about]) => about)).toEqual([{ a: 1 }]);
  expect(await one(db, statement('SELECT id FROM books WHERE id = $1'), [7], ([id]) => id)).toBeNull();
});

it('what PostgreSQL refuses is its error, and a batch says that it needs pg', async () => {
  const db = connect();
  await expect(exec(db, statement('SELECT 1 / $1::int'), [0])).rejects.toMatchObject({ code: '22012' });
  await expect(batchexec(db, statement('SELECT $1::int'), [1], (value) => [value])).rejects.toMatchObject({
    code: 'BATCH_UNSUPPORTED',
  });
});
