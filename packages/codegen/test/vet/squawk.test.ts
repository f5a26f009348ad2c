import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { positionOf } from '../../src/diagnostic.ts';
import { findSquawk, Squawk } from '../../src/vet/squawk.ts';
import { createProject } from '../support/project.ts';

/** The real one, which is a devDependency of this repository. */
const executable = findSquawk(path.join(import.meta.dirname, '../../../..'), undefined, {}) ?? 'not installed';

async function lint(text: string, files: Readonly<Record<string, string>> = {}): Promise<string[]> {
  const { root } = createProject(files);
  const found = await new Squawk(executable, root).lint({ file: 'db/migrations/0002_more.sql', text });
  return found.map(({ rule, offset }) => {
    const { line, column } = positionOf(text, offset);
    return `${line}:${column} ${rule}`;
  });
}

const TIMEOUTS = `SET lock_timeout = '1s'; SET statement_timeout = '5s';\n`;

describe('squawk itself', () => {
  it.each([
    ['an index on a table with rows', 'CREATE INDEX i ON users (email);', ['2:1 require-concurrent-index-creation']],
    ['a table of the same file is empty', 'CREATE TABLE t (id bigint);\nCREATE INDEX i ON t (id);', []],
    ['a required column', 'ALTER TABLE users ADD COLUMN age bigint NOT NULL;', ['2:19 adding-required-field']],
    ['with a default', 'ALTER TABLE users ADD COLUMN age bigint NOT NULL DEFAULT 0;', []],
    ['a new type', 'ALTER TABLE users ALTER COLUMN age TYPE bigint;', ['2:36 changing-column-type']],
    ['a new name', 'ALTER TABLE users RENAME COLUMN age TO years;', ['2:19 renaming-column']],
    ['a column goes', 'ALTER TABLE users DROP COLUMN age;', ['2:19 ban-drop-column']],
    ['NOT NULL', 'ALTER TABLE users ALTER COLUMN age SET NOT NULL;', ['2:36 adding-not-nullable-field']],
    [
      'a foreign key that is checked at once',
      'ALTER TABLE users ADD CONSTRAINT k FOREIGN KEY (team) REFERENCES teams (id);',
      ['2:19 constraint-missing-not-valid', '2:23 adding-foreign-key-constraint'],
    ],
    ['nothing', '', []],
  ])('%s', async (_, statement, rules) => {
    expect((await lint(TIMEOUTS + statement)).toSorted()).toEqual(rules.toSorted());
  });

  it('counts columns in bytes, which we turn into characters', async () => {
    expect(await lint(`${TIMEOUTS}/* größer 😀 */ DROP TABLE "é";`)).toEqual(['2:17 ban-drop-table']);
  });

  it('leaves out what a comment of its own says, whose reason stands above', async () => {
    const drop = 'DROP TABLE users;';
    expect(await lint(`${TIMEOUTS}${drop}`)).toEqual(['2:1 ban-drop-table']);
    expect(await lint(`${TIMEOUTS}-- nobody reads it since 1.4\n-- squawk-ignore ban-drop-table\n${drop}`)).toEqual([]);
    expect(await lint(`-- applied everywhere\n-- squawk-ignore-file\n${drop}`)).toEqual([]);
  });

  it('takes a file for one transaction, unless it cannot be', async () => {
    const columns = 'ALTER TABLE a ADD COLUMN b bigint;\nALTER TABLE a ADD COLUMN c bigint;';
    expect(await lint(TIMEOUTS + columns)).toEqual([]);
    const concurrent = 'CREATE TABLE t (id bigint);\nCREATE INDEX CONCURRENTLY IF NOT EXISTS i ON users (email);';
    const found = await lint(TIMEOUTS + concurrent);
    expect(found).not.toContainEqual(expect.stringContaining('ban-concurrent-index-creation-in-transaction'));
    expect(found).toEqual(['2:1 prefer-robust-stmts']);
  });

  it('reads its own config file, which then says what a transaction is', async () => {
    const drops = 'DROP TABLE users;\nALTER TABLE a ADD COLUMN b bigint;\nALTER TABLE a ADD COLUMN c bigint;';
    const config = 'excluded_rules = ["ban-drop-table"]\nassume_in_transaction = false\n';
    expect(await lint(TIMEOUTS + drops, { '.squawk.toml': config })).toEqual([
      '2:1 prefer-robust-stmts',
      '3:15 prefer-robust-stmts',
      '4:15 prefer-robust-stmts',
    ]);
  });

  it('says what it cannot read', async () => {
    expect(await lint('SELEC 1;')).toContain('1:1 syntax-error');
  });
});
