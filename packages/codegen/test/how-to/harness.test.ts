import { describe, expect, it } from 'vitest';
import { compareOutput, readExpectations, withOutput } from '../support/how-to/expected-output.ts';
import { readPage } from '../support/how-to/read-page.ts';

function fence(language: string, ...lines: string[]): string {
  return [`\`\`\`${language}`, ...lines, '```'].join('\n');
}

const at = (line: number, text: string) => ({ file: 'main.ts', line, text, wrapped: text });

describe('readPage', () => {
  const page = [
    '# Title',
    fence('sql', '-- queries/a.sql', '/* @name A */ -- :one', 'SELECT 1;'),
    fence('ts', 'const a = 1;'),
    fence('sql', '-- queries/a.sql', '/* @name B */ -- :one', 'SELECT 2;'),
    fence('ts', 'console.log(a);'),
  ].join('\n');

  it('keeps every line where the page has it', () => {
    const [project] = readPage('page.md', page);
    const sql = project?.files.get('queries/a.sql')?.split('\n');
    expect(sql).toHaveLength(14);
    expect(sql?.slice(3, 5)).toEqual(['/* @name A */ -- :one', 'SELECT 1;']);
    expect(sql?.slice(10)).toEqual(['', '/* @name B */ -- :one', 'SELECT 2;', '']);
    const program = project?.files.get('main.ts')?.split('\n');
    expect([program?.[0], program?.[7], program?.[15]]).toEqual(['export {};', 'const a = 1;', 'console.log(a);']);
  });

  it('has the SQL so far in the second project, and its own config', () => {
    const second = `${fence('json', '{ "codegen": { "enums": "const" } }')}\n${fence('ts', 'const b = 2;')}`;
    const [, project] = readPage('page.md', `${page}\n<!-- another project -->\n${second}`);
    expect(project?.files.get('queries/a.sql')).toContain('SELECT 2;');
    expect(project?.files.get('main.ts')).not.toContain('const a');
    expect(JSON.parse(project?.config ?? '')).toMatchObject({ codegen: { enums: 'const', schema: 'db/migrations' } });
  });

  it('runs tests, only type-checks what is not to run, and leaves out what is for reading', () => {
    const [project] = readPage(
      'page.md',
      [
        fence('ts', '// test/a.test.ts', ''),
        fence('ts no-run', 'x();'),
        fence('sql no-run', 'SELECT 1'),
        fence('json no-run', '{ "codegen": { "enums": "const" } }'),
        fence('json', '{ "scripts": {} }'),
      ].join('\n'),
    );
    expect([...(project?.files.keys() ?? [])]).toEqual(['test/a.test.ts', 'no-run-6.ts']);
    expect(project?.programs).toEqual(['test/a.test.ts']);
    expect(project?.config).not.toContain('enums');
  });

  it('reads blocks of a list', () => {
    const block = fence('json', '{ "codegen": { "enums": "const" } }').replaceAll(/^/gm, '   ');
    const [project] = readPage('page.md', `1. x\n\n${block}\n\n${fence('ts', '')}`);
    expect(project?.config).toContain('"enums":"const"');
  });

  it('refuses what it cannot use, with its line', () => {
    expect(() => readPage('page.md', `# x\n${fence('sql', 'SELECT 1;')}\n${fence('ts', '')}`)).toThrow(
      'page.md:3: begin',
    );
    expect(() => readPage('page.md', `# x\n${fence('json', '{')}\n${fence('ts', '')}`)).toThrow(
      'page.md:3: SyntaxError',
    );
    expect(() => readPage('page.md', '# x\n```ts\nconst a = 1;')).toThrow('page.md:2: this block has no end');
  });
});

describe('expected output', () => {
  const program = ['console.log(a); // { a: 1 }', 'console.log(b);', '// [', '//   1', '// ]', 'console.log(c); // c'];
  const expectations = readExpectations(program.join('\n'));

  it('is what stands behind or below', () => {
    expect(compareOutput(expectations, [at(1, '{ a: 1 }'), at(2, '[ 1 ]'), at(6, 'c')])).toEqual([]);
  });

  it('differs, is missing, or never comes', () => {
    expect(compareOutput(expectations, [at(1, '{ a: 2 }'), at(2, '[ 1 ]'), at(2, '[ 2 ]')])).toEqual([
      [1, 'prints\n  { a: 2 }\nand not\n  { a: 1 }'],
      [2, 'prints\n  [ 1 ]\n[ 2 ]\nand not\n  [\n  1\n]'],
      [6, 'never ran'],
    ]);
    expect(compareOutput(readExpectations('console.log(a);'), [at(1, 'a')])).toEqual([
      [1, 'does not say what it prints: a'],
    ]);
    expect(compareOutput(readExpectations('console.log(\n  a,\n); // a'), [at(1, 'a')])).toEqual([
      [1, 'write console.log(…); in one line'],
    ]);
  });

  it('is written into the page', () => {
    const printed = [at(1, '{ a: 2 }'), at(2, 'x'.repeat(110)), at(6, 'c')];
    const written = withOutput(program.join('\n'), expectations, printed).split('\n');
    expect(written).toEqual([
      'console.log(a); // { a: 2 }',
      'console.log(b);',
      `// ${'x'.repeat(110)}`,
      'console.log(c); // c',
    ]);
  });
});
