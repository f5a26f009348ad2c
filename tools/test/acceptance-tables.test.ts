// What a page says about where a line of the seed is shown is true: the files are there, and so are the tests, the
// commands and the headings.
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { secretProviderConformance } from '@kongflow/secret-store/conformance';
import { describe, expect, test } from 'vitest';
import { ACCEPTANCE_TITLE, readAcceptanceTable, testNames } from './support/acceptance-table.ts';
import { problemOf } from './support/reference-problem.ts';

const root = path.resolve(import.meta.dirname, '../..');
const CODEGEN = 'docs/codegen/acceptance.md';

/** What was made to a seed whose lines can be pointed to. */
const WITH_TABLE = [CODEGEN, 'packages/api-vote/README.md', 'packages/secret-store/README.md'];

const inDocs = await readdir(path.join(root, 'docs'), { recursive: true });
const pages = [
  ...inDocs.filter((name) => name.endsWith('.md')).map((name) => `docs/${name}`),
  ...(await readdir(path.join(root, 'packages'))).map((name) => `packages/${name}/README.md`),
].toSorted();
const texts = await Promise.all(
  pages.map(async (page) => ({ page, text: await readFile(path.join(root, page), 'utf8').catch(() => '') })),
);
const withTable = texts.filter(({ text }) => text.includes(`# ${ACCEPTANCE_TITLE}\n`));

test('what was made to a seed has a table', () => {
  expect(withTable.map(({ page }) => page)).toEqual(expect.arrayContaining(WITH_TABLE));
});

test.each(withTable)('every reference of $page points to something', async ({ text }) => {
  const references = readAcceptanceTable(text)?.flatMap((row) => row.references) ?? [];
  expect(references).not.toEqual([]);
  const problems = await Promise.all(references.map(problemOf));
  expect(problems.filter((problem) => problem !== null)).toEqual([]);
});

test('the table of the codegen has every item of its seed', async () => {
  const rows = readAcceptanceTable(await readFile(path.join(root, CODEGEN), 'utf8')) ?? [];
  const items = Array.from({ length: 13 }, (_, index) => String(index + 1));
  expect([...new Set(rows.map(({ line }) => line))]).toEqual([...items, 'done']);
});

describe('a reference points to nothing', () => {
  const own = 'tools/test/acceptance-tables.test.ts';
  const cases = 'packages/secret-store/src/conformance/*.ts';
  const golden = 'packages/codegen/test/vet/golden.test.ts';
  const howTo = 'packages/codegen/test/how-to.test.ts';
  test.each([
    ['packages/api-vote/test/nonesuch.test.ts', 'x', 'there is no packages/api-vote/test/nonesuch.test.ts'],
    ['packages/nonesuch/test/*.ts', 'x', 'there is no packages/nonesuch/test/*.ts'],
    [own, 'not the name of a test', `${own} has no test "not the name of a test"`],
    [own, 'a reference points to nothing', `${own} has no test "a reference points to nothing"`],
    [own, 'a table › but this one does not', `${own} has no test "a table › but this one does not"`],
    [cases, 'no case', `${cases} has no test "no case"`],
    [golden, 'nonesuch', `${golden} has no test "nonesuch"`],
    [howTo, 'docs/codegen/how-to/nonesuch.md', `${howTo} has no test "docs/codegen/how-to/nonesuch.md"`],
    [howTo, 'docs/codegen/comparison.md', `${howTo} has no test "docs/codegen/comparison.md"`],
    ['docs/benchmarks.md', 'Nonesuch', 'docs/benchmarks.md has no heading "Nonesuch"'],
  ])('when it is %s › %s', async (file, name, problem) => {
    expect(await problemOf({ file, name })).toBe(problem);
  });

  test.each([
    ['npm run nonesuch', 'docs/benchmarks.md', 'Queue', 'there is no npm script "nonesuch"'],
    ['npm run bench -- nonesuch', 'docs/benchmarks.md', 'Queue', 'there is no scripts/bench/nonesuch.ts'],
    ['npm run bench', 'docs/benchmarks.md', 'Queue', '"npm run bench" does not say which'],
    ['npm run bench -- queue', 'docs/benchmarks.md', 'Nonesuch', 'docs/benchmarks.md has no heading "Nonesuch"'],
    ['npm run bench -- queue', 'docs/nonesuch.md', 'Queue', 'there is no docs/nonesuch.md'],
    ['npm run check:packages', '.ci/run', 'nonesuch', '.ci/run has no "nonesuch"'],
  ])('when it is %s › %s › %s', async (command, file, name, problem) => {
    expect(await problemOf({ command, file, name })).toBe(problem);
  });

  test('but this one does not', async () => {
    expect(await problemOf({ file: own, name: 'but this one does not' })).toBeNull();
    expect(await problemOf({ file: own, name: 'a reference points to nothing › but this one does not' })).toBeNull();
    const name = secretProviderConformance[0]?.name ?? '';
    expect(await problemOf({ file: cases, name })).toBeNull();
    expect(await problemOf({ file: 'packages/secret-store/src/conformance/index.ts', name })).toBeNull();
    expect(await problemOf({ file: golden, name: 'unused-query' })).toBeNull();
    expect(await problemOf({ file: golden, name: '%s' })).toBeNull();
    expect(await problemOf({ file: howTo, name: 'docs/codegen/how-to/select.md' })).toBeNull();
    const measured = { file: 'docs/benchmarks.md', name: 'Codegen: from SQL to TypeScript' };
    expect(await problemOf(measured)).toBeNull();
    expect(await problemOf({ ...measured, command: 'npm run bench -- codegen --rounds 2' })).toBeNull();
    expect(await problemOf({ command: 'npm run vet', file: '.ci/run', name: 'step vet' })).toBeNull();
  });
});

function readmeWith(...rows: string[]): string {
  return [
    '# X',
    '| a | `b › c` |',
    `## ${ACCEPTANCE_TITLE}`,
    '',
    'Text.',
    '',
    ...rows,
    '',
    '## Next',
    '| n | `o › p` |',
  ].join('\n');
}

describe('a table', () => {
  const head = ['| seed | shown by |', '| --- | --- |'];

  test('has rows with one or several references in the last column', () => {
    const rows = readAcceptanceTable(
      readmeWith(
        ...head,
        '| one | `a/x.test.ts › does this, and that` |',
        String.raw`| two \| three | more | ${'``a/*.ts › says `yes` ``'}<br>${'`b.ts › a \\| b`'} |`,
      ),
    );
    expect(rows).toEqual([
      { line: 'one', references: [{ file: 'a/x.test.ts', name: 'does this, and that' }] },
      {
        line: 'two | three',
        references: [
          { file: 'a/*.ts', name: 'says `yes`' },
          { file: 'b.ts', name: 'a | b' },
        ],
      },
    ]);
  });

  test('may name a group of tests, a command, a page and its heading', () => {
    const rows = readAcceptanceTable(
      readmeWith(...head, '| one | `a.test.ts › group › x`<br>`npm run b -- c › d.md › E: f`<br>`d.md › E` |'),
    );
    expect(rows?.[0]?.references).toEqual([
      { file: 'a.test.ts', name: 'group › x' },
      { command: 'npm run b -- c', file: 'd.md', name: 'E: f' },
      { file: 'd.md', name: 'E' },
    ]);
  });

  test('may follow another one', () => {
    const rows = readAcceptanceTable(readmeWith(...head, '| one | `a › b` |', '', ...head, '| two | `c › d` |'));
    expect(rows?.map(({ line }) => line)).toEqual(['one', 'two']);
  });

  test.each([
    ['no table', [], 'has no table'],
    ['no rows', head, 'is empty'],
    ['a second table without rows', [...head, '| one | `a › b` |', '', ...head], 'is empty'],
    ['a row without reference', [...head, '| one | |'], 'is no reference'],
    ['a row of one cell', [...head, '| `a › b` |'], 'is no reference'],
    ['a reference without code marks', [...head, '| one | a › b |'], 'is no reference'],
    ['a reference without a test', [...head, '| one | `a` |'], 'is no reference'],
    ['a command without a place', [...head, '| one | `npm run a › b` |'], 'is no reference'],
    ['an empty second reference', [...head, '| one | `a › b`<br> |'], 'is no reference'],
  ])('is refused with %s', (_what, rows, message) => {
    expect(() => readAcceptanceTable(readmeWith(...rows))).toThrow(message);
  });

  test('is not there without its section', () => {
    expect(readAcceptanceTable('# X\n\n| a | `b › c` |\n| --- | --- |\n')).toBeNull();
  });
});

describe('the names of tests', () => {
  test.each([
    [`it('adds', () => {});`, ['adds']],
    [`  test("says 'no'", async () => {});`, [`says 'no'`]],
    [String.raw`it('isn\'t so', () => {});`, [`isn't so`]],
    ['it(\n  `keeps ${count}`,\n  () => {},\n);', ['keeps ${count}']],
    [`it.each([1, 2])('doubles %s', () => {});`, ['doubles %s']],
    [`it.each<[string, number]>([\n  ['(', 1],\n  ['f()', 2],\n])('takes %j', () => { call('x'); });`, ['takes %j']],
    ['test.each`\n  a | b\n  ${1} | ${2}\n`("adds $a", () => {});', ['adds $a']],
    [`test.for(cases)('of %s', () => {});`, ['of %s']],
    [`it.concurrent('runs beside', () => {});`, ['runs beside']],
    [`it.skipIf(isWindows)('opens', () => {});`, ['opens']],
    [`describe('a group', () => {\n  it('first', a);\n  it('second', b);\n});`, ['first', 'second']],
    [`for (const { name, run } of cases) it(name, run);`, []],
    [`it.skip('later', () => {});\nit.todo('never');\nit.fails('wrong', () => {});`, []],
    [`describe.each([1])('group %s', () => {});`, []],
    [`// it('commented out', () => {});`, []],
    [`const text = 'it(';\nsplit('not a test');`, []],
  ])('in %s', (source, names) => {
    expect(testNames(source).map(({ name }) => name)).toEqual(names);
  });

  test('are known with the groups that they are in', () => {
    const source = [
      `it('alone', a);`,
      `describe('a', () => {`,
      `  it('first', b);`,
      `  describe.each([1])('b', () => {`,
      `    it('second', c);`,
      `  });`,
      `  describe.each(names)(name, () => {`,
      `    it('third', d);`,
      `  });`,
      `});`,
      `describe('c', () => {`,
      `  it('fourth', e);`,
      `});`,
    ].join('\n');
    expect(testNames(source)).toEqual([
      { name: 'alone', groups: [] },
      { name: 'first', groups: ['a'] },
      { name: 'second', groups: ['a', 'b'] },
      { name: 'third', groups: ['a'] },
      { name: 'fourth', groups: ['c'] },
    ]);
  });
});
