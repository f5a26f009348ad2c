import { startEmbeddedPostgres, type EmbeddedPostgres } from '@kongflow/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/load-config.ts';
import { renderDiagnostic } from '../../src/diagnostic.ts';
import { check, generate } from '../../src/run.ts';
import { fingerprint } from '../../src/watch/fingerprint.ts';
import { openCompiler, type TestCompiler } from '../support/compiler.ts';
import { createProject, PLAIN_CONFIG, type Project } from '../support/project.ts';

const SCHEMA = 'CREATE TABLE t (id int PRIMARY KEY, a text NOT NULL, b text, tags text[]);';

describe('what variants have in common', () => {
  let compiler: TestCompiler;
  beforeAll(async () => {
    compiler = await openCompiler(SCHEMA);
  });
  afterAll(async () => {
    await compiler[Symbol.asyncDispose]();
  });

  async function result(statement: string, cardinality = 'one') {
    const [query] = await compiler.compile(`/* @name Q */ -- :${cardinality}\n${statement};`);
    if (query === undefined) throw new Error('nothing was compiled');
    return query;
  }

  it(':one is exactly one only if all prove it', async () => {
    const counted = 'SELECT count(*) AS n FROM t';
    expect((await result(`${counted} /* @if a */ WHERE a = :a /* @end */`)).result).toBe('exactly-one');
    expect((await result(`${counted} /* @if a */ GROUP BY a HAVING a = :a /* @end */`)).result).toBe('one');
    expect((await result(`${counted} /* @if a */ WHERE a = :a /* @else */ GROUP BY b /* @end */`)).result).toBe('one');
  });

  it('the row is a model only if it is in all', async () => {
    expect((await result('SELECT * FROM t /* @if a */ WHERE a = :a /* @end */', 'many')).table?.name).toBe('t');
    const joined = 'SELECT t.* FROM t AS u /* @if all */ LEFT /* @end */ JOIN t ON t.id = u.id + 1';
    const query = await result(joined, 'many');
    expect(query.table).toBeUndefined();
    expect(query.columns.map(({ nullable }) => nullable)).toEqual([true, true, true, true]);
  });

  it('a column is what it shows only if all show it', async () => {
    const query = await result('SELECT /* @if a */ a /* @else */ b /* @end */ AS c, id FROM t', 'many');
    expect(query.columns.map(({ nullable, origin }) => [nullable, origin?.column.name])).toEqual([
      [true, undefined],
      [false, 'id'],
    ]);
  });

  it('a parameter may be null only where all that have it provide for that', async () => {
    const nullable = async (statement: string): Promise<boolean | undefined> =>
      (await result(statement, 'exec')).parameters[0]?.nullable;
    expect(await nullable('UPDATE t SET b = :x /* @if f */, tags = NULL /* @end */')).toBe(true);
    expect(await nullable('UPDATE t SET /* @if f */ a = :x /* @else */ b = :x /* @end */')).toBe(false);
    expect(await nullable('UPDATE t SET id = id /* @if x */, b = :x /* @end */')).toBe(true);
    expect(await nullable('UPDATE t SET id = id /* @if x */, b = :x! /* @end */')).toBe(false);
  });

  it('of rows that nobody reads, columns may come and go', async () => {
    const { result: kind } = await result('DELETE FROM t /* @if x */ RETURNING id /* @end */', 'execrows');
    expect(kind).toBe('row-count');
  });

  it('what is embedded in a branch that is left out is not looked for', async () => {
    const embed = '/* @if x */ sqlc.embed(t) /* @else */ sqlc.embed(t) /* @end */';
    const [query] = await compiler.compile(
      `-- name: Q :many\nSELECT ${embed}, t.id FROM t /* @if x */ WHERE a = @x /* @end */;`,
    );
    expect(query?.columns.map(({ property, embed: table }) => [property, table?.name])).toEqual([
      ['t', 't'],
      ['id', undefined],
    ]);
  });

  it('a text that begins or ends with a remark is analysed as any other', async () => {
    const query = await result(
      '-- @if x\nWITH w AS (SELECT :x::int AS id)\n-- @end\n-- A remark.\nSELECT id, a FROM t WHERE true -- Another.\n-- @if x\nAND id IN (SELECT id FROM w)\n-- @end\n',
      'many',
    );
    expect(query.columns.map(({ nullable }) => nullable)).toEqual([false, false]);
    expect(query.branches?.variants.map(({ compiled }) => compiled.text)).toEqual([
      'SELECT id, a FROM t WHERE true',
      'WITH w AS (SELECT $1::int AS id)\n-- A remark.\nSELECT id, a FROM t WHERE true -- Another.\nAND id IN (SELECT id FROM w)',
    ]);
  });

  it('texts that are the same are compiled once', async () => {
    const query = await result(
      'SELECT id FROM t WHERE true /* @switch s */ /* @case x */ /* @case y */ /* @end */ /* @if a */ AND a = :a /* @end */',
      'many',
    );
    const variants = query.branches?.variants ?? [];
    expect(variants.map(({ label }) => label)).toEqual(['s = x', 's = x, a', 's = y', 's = y, a']);
    expect(new Set(variants.map(({ compiled }) => compiled.source)).size).toBe(2);
  });
});

describe('in a project', () => {
  let server: EmbeddedPostgres;
  beforeAll(async () => {
    server = await startEmbeddedPostgres();
  });
  afterAll(async () => {
    await server.stop();
  });

  const QUERY =
    '/* @name Find */ -- :many\nSELECT id FROM t /* @if a */ WHERE a = :a /* @else */ WHERE b IS NULL /* @end */;\n';

  function project(codegen: unknown): Project {
    return createProject({
      'pgtyped.config.json': JSON.stringify({ ...PLAIN_CONFIG, codegen }),
      'db/migrations/0001_t.sql': SCHEMA,
      'packages/a/queries/t.sql': QUERY,
    });
  }

  it('none of the statements is prepared where the config says so', async () => {
    const { config, read } = project({ preparedNames: false });
    await generate({ config, databaseUrl: server.url() });
    const code = read('packages/a/src/generated/t.sql.ts');
    expect(code.match(/name: 'Find_/g)).toHaveLength(2);
    expect(code.match(/prepared: false/g)).toHaveLength(2);
  });

  it('the config says how many variants there may be', async () => {
    const { config } = project({ maxVariants: 1 });
    const { diagnostics } = await generate({ config, databaseUrl: server.url() });
    expect(diagnostics.map(renderDiagnostic).join('\n'))
      .toBe(`packages/a/queries/t.sql:1:10: error: query "Find" has 2 variants; the limit is 1
     1 | /* @name Find */ -- :many
       |          ^
  hint: Each is a prepared statement of its own. Nest branches that go together, make queries of some, or set "maxVariants" in the config.`);
  });

  it('watch opens another session when that number changes', () => {
    const { config, write } = project({ maxVariants: 3 });
    const before = fingerprint(loadConfig(config));
    expect(fingerprint(loadConfig(config))).toBe(before);
    write('pgtyped.config.json', JSON.stringify({ ...PLAIN_CONFIG, codegen: { maxVariants: 4 } }));
    expect(fingerprint(loadConfig(config))).not.toBe(before);
  });

  it('check knows when a branch has changed', async () => {
    const { config, write, read } = project({});
    await generate({ config, databaseUrl: server.url() });
    expect((await check({ config, databaseUrl: server.url() })).differences).toEqual([]);
    write('packages/a/queries/t.sql', QUERY.replace('b IS NULL', 'b IS NOT NULL'));
    expect((await check({ config, databaseUrl: server.url() })).differences).toMatchObject([
      { file: 'packages/a/src/generated/t.sql.ts', kind: 'stale' },
    ]);
    expect(read('packages/a/src/generated/t.sql.ts')).toContain('b IS NULL');
  });
});
