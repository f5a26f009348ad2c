// Every error code that a package's sources declare stands in the error table of its README, and the other way round.
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';

const packagesFolder = path.join(import.meta.dirname, '../../packages');
const packageNames = (await readdir(packagesFolder)).toSorted();

/** Read from the text, as a union of types leaves nothing behind that could be imported. */
function declaredCodes(source: string): string[] {
  const code = withoutComments(source);
  const declarations = [
    ...code.matchAll(/\bconst \w+_ERROR_CODES = (\[[^\]]*\])/g),
    ...code.matchAll(/\btype \w+ErrorCode =([^;]*);/g),
    ...code.matchAll(/\bextends KongflowError<([^>]*)>/g),
  ];
  return declarations.flatMap(([, declaration = '']) => codesIn(declaration, `'`));
}

function withoutComments(source: string): string {
  return source.replaceAll(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, '');
}

/** The first cells of the tables whose head speaks of codes; of database there are two. */
function documentedCodes(readme: string): string[] {
  return readme
    .split(/\n(?!\|)/)
    .map((block) => block.trim())
    .filter((block) => /^\|[^|\n]*\bcode\b/i.test(block))
    .flatMap((table) => table.split('\n').slice(2))
    .flatMap((row) => codesIn(row.split('|')[1] ?? '', '`'));
}

function codesIn(text: string, quote: string): string[] {
  return [...text.matchAll(new RegExp(`${quote}([A-Z][A-Z0-9_]*)${quote}`, 'g'))].flatMap(([, code]) => code ?? []);
}

async function readSources(packageName: string): Promise<string[]> {
  const folder = path.join(packagesFolder, packageName, 'src');
  const files = (await readdir(folder, { recursive: true })).filter((file) => file.endsWith('.ts'));
  return Promise.all(files.map((file) => readFile(path.join(folder, file), 'utf8')));
}

describe.each(packageNames)('%s', (packageName) => {
  test('declares the error codes that its README documents', async () => {
    const [sources, readme] = await Promise.all([
      readSources(packageName),
      readFile(path.join(packagesFolder, packageName, 'README.md'), 'utf8'),
    ]);
    const declared = new Set(sources.flatMap(declaredCodes));
    // A code of two classes stands in the table of each.
    expect([...new Set(documentedCodes(readme))].toSorted()).toEqual([...declared].toSorted());
  });

  test('declares no code that nothing throws', async () => {
    const sources = (await readSources(packageName)).map(withoutComments);
    // `inputParser(JobsError)` throws the code from within the protocol package
    const throwsInvalidInput = sources.some((source) => source.includes('inputParser('));
    const uses = [
      ...sources.flatMap((source) => codesIn(source, `'`)),
      ...(throwsInvalidInput ? ['INVALID_INPUT'] : []),
    ];
    const unused = sources.flatMap(declaredCodes).filter((code) => uses.filter((use) => use === code).length < 2);
    expect(unused).toEqual([]);
  });

  test('has a closed set of codes for every error class', async () => {
    for (const source of await readSources(packageName)) {
      for (const [, codes = ''] of withoutComments(source).matchAll(/\bextends KongflowError\b(?:<([^>]*)>)?/g)) {
        // the codegen writes such classes: their names are filled in later
        if (codes.includes('${')) continue;
        const isClosed = codes.includes(`'`) || new RegExp(`\\btype ${codes} =`).test(source);
        expect(isClosed, `KongflowError<${codes}>`).toBe(true);
      }
      expect(withoutComments(source)).not.toContain('new KongflowError(');
    }
  });
});

test('packages with errors are looked at', async () => {
  const withCodes = await Promise.all(
    packageNames.map(async (name) =>
      (await readSources(name)).some((text) => declaredCodes(text).length > 0) ? name : '',
    ),
  );
  expect(withCodes).toEqual(expect.arrayContaining(['database', 'events', 'runs', 'server', 'worker-queue']));
});

describe('what counts as a code', () => {
  test.each([
    [`export const X_ERROR_CODES = ['ONE', 'TWO'] as const;`, ['ONE', 'TWO']],
    [`export type XErrorCode =\n  | 'ONE'\n  // 'NOT_THIS'\n  | 'TWO';`, ['ONE', 'TWO']],
    [`class X extends KongflowError<'ONE' | 'TWO'> {}`, ['ONE', 'TWO']],
    [`/** class X extends KongflowError<'ONE'> {} */`, []],
    [`export type XErrorCode = (typeof X_ERROR_CODES)[number];`, []],
    [`const state = 'RUNNING';`, []],
  ])('in %s', (source, codes) => {
    expect(declaredCodes(source)).toEqual(codes);
  });

  test('in a README', () => {
    const table = ['', '| Code | Meaning |', '| --- | --- |', '| `ONE` | not `TWO` |', '| `THREE` | |', ''].join('\n');
    expect(documentedCodes(`Text \`FOUR\`\n${table}\n| state |\n|---|\n| \`FIVE\` |\n`)).toEqual(['ONE', 'THREE']);
  });
});
