import { afterAll, beforeAll, expect, it } from 'vitest';
import { openCompiler, type TestCompiler } from '../support/compiler.ts';

/** A schema that compares arrays in its own way: what reads the catalog says whose "=" it means. */
let compiler: TestCompiler;
beforeAll(async () => {
  compiler = await openCompiler(`
    CREATE DOMAIN path_ids AS int[];
    CREATE FUNCTION same_ids(path_ids, path_ids) RETURNS bool LANGUAGE sql AS 'SELECT array_eq($1, $2)';
    CREATE OPERATOR = (LEFTARG = path_ids, RIGHTARG = path_ids, FUNCTION = same_ids);
    CREATE TABLE trails (id int NOT NULL, steps int[] NOT NULL CHECK (array_position(steps, NULL) IS NULL), others int[]);
  `);
});
afterAll(async () => {
  await compiler[Symbol.asyncDispose]();
});

it('is read', async () => {
  const { row } = await compiler.see('SELECT id, steps, others FROM trails');
  expect(row).toEqual({ id: 'number', steps: 'number[]', others: '(number | null)[] | null' });
});
