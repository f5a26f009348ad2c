import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { scoreTable, verdictList, withPart } from './page.ts';
import { changeOf, compareVerdicts, Judged, MutationReport } from './verdicts.ts';

const SOURCE = `function f(a: number) {
  if (a < 1) return 1;
  if (a < 1) return 1;
  return [
    a,
  ];
}
`;

type Place = [line: number, column: number];

function mutant([line, column]: Place, [endLine, endColumn]: Place, replacement: string, status = 'Survived') {
  return {
    status,
    replacement,
    location: { start: { line, column }, end: { line: endLine, column: endColumn } },
  };
}

const [FIRST, SECOND] = [2, 3].map((line) => mutant([line, 7], [line, 12], 'true')) as [Mutant, Mutant];
type Mutant = ReturnType<typeof mutant>;
const CHANGE = 'if ([-a < 1-]{+true+}) return 1;';

function report(...mutants: readonly Mutant[]): MutationReport {
  return MutationReport.parse({ files: { 'src/f.ts': { source: SOURCE, mutants } } });
}

function judged(...changes: string[]): Judged {
  return { 'src/f.ts': [{ verdict: 'equivalent', reason: 'it is', changes }] };
}

describe('a mutant', () => {
  it('is its line, with what is replaced in it', () => {
    expect(changeOf(SOURCE, FIRST)).toBe(CHANGE);
    expect(changeOf(`\n\n${SOURCE}`, mutant([4, 7], [4, 12], 'true'))).toBe(CHANGE);
  });

  it('is one line, even if it spans several', () => {
    expect(changeOf(SOURCE, mutant([4, 10], [6, 4], '[]'))).toBe('return [-[ a, ]-]{+[]+};');
  });
});

describe('verdicts', () => {
  it('are compared with what no test noticed, or reached', () => {
    expect(compareVerdicts(report(FIRST), judged(CHANGE))).toEqual({ unjudged: [], outdated: [] });
    const notReached = mutant([4, 10], [6, 4], '[]', 'NoCoverage');
    expect(compareVerdicts(report(FIRST, notReached), judged(CHANGE))).toEqual({
      unjudged: [{ file: 'src/f.ts', change: 'return [-[ a, ]-]{+[]+};' }],
      outdated: [],
    });
    expect(compareVerdicts(report(FIRST), {})).toEqual({
      unjudged: [{ file: 'src/f.ts', change: CHANGE }],
      outdated: [],
    });
  });

  it.each(['Killed', 'Timeout'])('are outdated where a mutant is %s by now', (status) => {
    expect(compareVerdicts(report({ ...FIRST, status }), judged(CHANGE))).toEqual({
      unjudged: [],
      outdated: [{ file: 'src/f.ts', change: CHANGE }],
    });
  });

  it('are one for each of two changes that look alike', () => {
    expect(compareVerdicts(report(FIRST, SECOND), judged(CHANGE)).unjudged).toEqual([
      { file: 'src/f.ts', change: CHANGE },
    ]);
    expect(compareVerdicts(report(FIRST, SECOND), judged(CHANGE, CHANGE)).unjudged).toEqual([]);
    expect(compareVerdicts(report(FIRST), judged(CHANGE, CHANGE)).outdated).toEqual([
      { file: 'src/f.ts', change: CHANGE },
    ]);
  });

  it('are not asked for of files that were not mutated', () => {
    expect(compareVerdicts({ files: {} }, judged(CHANGE))).toEqual({ unjudged: [], outdated: [] });
  });
});

describe('the page', () => {
  it('has the scores of each file, and of all', () => {
    const table = scoreTable(report(FIRST, { ...SECOND, status: 'Killed' }, { ...SECOND, status: 'Timeout' }));
    expect(table.split('\n').slice(2)).toEqual([
      '| **all** | 66.67 | 1 | 1 | 1 | 0 |',
      '| `f.ts` | 66.67 | 1 | 1 | 1 | 0 |',
      '',
    ]);
  });

  it('has the reasons with their changes, long ones in short', () => {
    expect(verdictList(judged(CHANGE))).toBe(`### \`f.ts\`\n\n- **equivalent**: it is\n  - \`${CHANGE}\`\n`);
    const long = verdictList(judged(`return [-${'a'.repeat(60)}${'b'.repeat(60)}-]{++};`));
    expect(long).toContain(`return [-${'a'.repeat(45)} … ${'b'.repeat(45)}-]{++};`);
  });

  it('is replaced in parts', () => {
    const page = 'A\n\n<!-- x -->\n\nold\n\n<!-- end of x -->\n\nB\n';
    expect(withPart(page, 'x', 'new\n')).toBe('A\n\n<!-- x -->\n\nnew\n\n<!-- end of x -->\n\nB\n');
    expect(() => withPart(page, 'y', '')).toThrow('no part "y"');
  });

  // `npm run mutation list` writes them.
  it('lists the verdicts that there are', () => {
    const list = Judged.parse(JSON.parse(readFileSync(path.join(import.meta.dirname, 'judged.json'), 'utf8')));
    const page = readFileSync(path.join(import.meta.dirname, '../../../../docs/codegen/mutation.md'), 'utf8');
    expect(withPart(page, 'verdicts', verdictList(list))).toBe(page);
  });
});
