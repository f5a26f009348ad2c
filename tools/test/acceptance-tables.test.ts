// What a README says about where a line of the seed is shown is true: the files are there, and so are the tests.
import { access, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { secretProviderConformance } from '@kongflow/secret-store/conformance';
import { describe, expect, test } from 'vitest';
import { ACCEPTANCE_TITLE, readAcceptanceTable, testNames, type TestReference } from './support/acceptance-table.ts';

const root = path.resolve(import.meta.dirname, '../..');

/** The packages that were made to a seed whose lines can be pointed to. */
const WITH_TABLE = ['api-vote', 'secret-store'];

/** Each provider's tests run these cases, whose names exist only when they run. */
const conformance = /^packages\/secret-store\/src\/conformance\/[\w*-]+\.ts$/;

/** Why a reference points to nothing; null when it points to a test. */
async function problemOf({ file, test: name }: TestReference): Promise<string | null> {
  const isPresent = await access(path.join(root, file.replace(/\/\*\.ts$/, ''))).then(
    () => true,
    () => false,
  );
  if (!isPresent) return `there is no ${file}`;
  const names = conformance.test(file)
    ? secretProviderConformance.map((one) => one.name)
    : testNames(await readFile(path.join(root, file), 'utf8'));
  return names.includes(name) ? null : `${file} has no test "${name}"`;
}

const packages = (await readdir(path.join(root, 'packages'))).toSorted();
const readmes = await Promise.all(
  packages.map(async (name) => {
    const text = await readFile(path.join(root, 'packages', name, 'README.md'), 'utf8').catch(() => '');
    return { name, text };
  }),
);
const withTable = readmes.filter(({ text }) => text.includes(`# ${ACCEPTANCE_TITLE}\n`));

test('the packages made to a seed have a table', () => {
  expect(withTable.map(({ name }) => name)).toEqual(expect.arrayContaining(WITH_TABLE));
});

test.each(withTable)('every reference of the README of $name points to a test', async ({ text }) => {
  const references = readAcceptanceTable(text)?.flatMap((row) => row.references) ?? [];
  expect(references).not.toEqual([]);
  const problems = await Promise.all(references.map(problemOf));
  expect(problems.filter((problem) => problem !== null)).toEqual([]);
});

describe('a reference points to nothing', () => {
  const own = 'tools/test/acceptance-tables.test.ts';
  const cases = 'packages/secret-store/src/conformance/*.ts';
  test.each([
    ['packages/api-vote/test/nonesuch.test.ts', 'x', 'there is no packages/api-vote/test/nonesuch.test.ts'],
    ['packages/nonesuch/test/*.ts', 'x', 'there is no packages/nonesuch/test/*.ts'],
    [own, 'not the name of a test', `${own} has no test "not the name of a test"`],
    [own, 'a reference points to nothing', `${own} has no test "a reference points to nothing"`],
    [cases, 'no case', `${cases} has no test "no case"`],
  ])('when it is %s › %s', async (file, name, problem) => {
    expect(await problemOf({ file, test: name })).toBe(problem);
  });

  test('but this one does not', async () => {
    expect(await problemOf({ file: own, test: 'but this one does not' })).toBeNull();
    const name = secretProviderConformance[0]?.name ?? '';
    expect(await problemOf({ file: cases, test: name })).toBeNull();
    expect(await problemOf({ file: 'packages/secret-store/src/conformance/index.ts', test: name })).toBeNull();
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
      { line: 'one', references: [{ file: 'a/x.test.ts', test: 'does this, and that' }] },
      {
        line: 'two | three',
        references: [
          { file: 'a/*.ts', test: 'says `yes`' },
          { file: 'b.ts', test: 'a | b' },
        ],
      },
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
    expect(testNames(source)).toEqual(names);
  });
});
