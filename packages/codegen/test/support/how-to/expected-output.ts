import { z } from 'zod';

/** What a line of a page printed. */
export const PrintedSchema = z.object({ file: z.string(), line: z.number(), text: z.string(), wrapped: z.string() });
export type Printed = z.infer<typeof PrintedSchema>;

/** A `console.log` of a page and the comment behind or below it, which says what it prints. */
interface Expectation {
  readonly line: number;
  /** The line without the comment. */
  readonly code: string;
  readonly expected: string;
  /** How many lines below belong to it. */
  readonly below: number;
}

const PRINTS = /^(.*?console\.log\(.*?[);,}])(?:[ \t]+\/\/[ \t]?(.*))?$/;
const COMMENT = /^[ \t]*\/\/ ?(.*)$/;
const WIDTH = 120;

/** The expectations of a program, which has its lines where the page has them. */
export function readExpectations(program: string): Expectation[] {
  const lines = program.split('\n');
  return lines.flatMap((line, index) => {
    if (COMMENT.test(line)) return [];
    const [match, code = '', behind] = PRINTS.exec(line) ?? [];
    if (match === undefined) return [];
    const below: string[] = [];
    if (behind === undefined)
      for (const next of lines.slice(index + 1)) {
        const [comment, text = ''] = COMMENT.exec(next) ?? [];
        if (comment === undefined) break;
        below.push(text);
      }
    return [{ line: index + 1, code, expected: behind ?? below.join('\n'), below: below.length }];
  });
}

/** The differences between what a program says it prints and what it printed; spaces and line breaks do not count. */
export function compareOutput(expectations: readonly Expectation[], printed: readonly Printed[]): [number, string][] {
  const lines = new Set(expectations.map(({ line }) => line));
  const elsewhere = printed.filter(({ line }) => !lines.has(line));
  return [
    ...expectations.flatMap((expectation) => compareLine(expectation, printed)),
    ...elsewhere.map(({ line }): [number, string] => [line, 'write console.log(…); in one line']),
  ];
}

function compareLine({ line, expected }: Expectation, printed: readonly Printed[]): [number, string][] {
  const there = printed.filter((each) => each.line === line);
  const text = there.map((each) => each.text).join('\n');
  if (there.length === 0) return [[line, 'never ran']];
  if (expected === '') return [[line, `does not say what it prints: ${text}`]];
  return collapse(text) === collapse(expected) ? [] : [[line, `prints\n  ${text}\nand not\n  ${expected}`]];
}

/** The page with the comments that are right. */
export function withOutput(page: string, expectations: readonly Expectation[], printed: readonly Printed[]): string {
  const lines = page.split('\n');
  for (const { line, code, below } of expectations.toReversed()) {
    const there = printed.filter((each) => each.line === line);
    if (there.length === 0) continue;
    const behind = `${code} // ${there.map(({ text }) => text).join('\n')}`;
    const fits = behind.length <= WIDTH && !behind.includes('\n');
    lines.splice(line - 1, 1 + below, ...(fits ? [behind] : [code, ...commentOf(code, there)]));
  }
  return lines.join('\n');
}

function commentOf(code: string, printed: readonly Printed[]): string[] {
  const indent = /^ */.exec(code)?.[0] ?? '';
  return printed
    .flatMap(({ text, wrapped }) => (indent.length + text.length + 3 <= WIDTH ? text : wrapped).split('\n'))
    .map((line) => `${indent}// ${line}`);
}

function collapse(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}
