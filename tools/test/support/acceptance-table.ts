/** Title of the README section whose tables are read. */
export const ACCEPTANCE_TITLE = 'Where each line of the seed is shown';

/** A test that a table points to. */
export interface TestReference {
  /** From the root of the repository; its last part may be `*.ts`. */
  readonly file: string;
  /** As it stands in the source: of `it.each`, with its placeholders. */
  readonly test: string;
}

/** A line of the seed, and what shows it. */
export interface AcceptanceRow {
  readonly line: string;
  readonly references: readonly TestReference[];
}

/**
 * The rows of the acceptance tables of a README; null when it has no section of that title.
 *
 * @throws {Error} when a table has no rows, or the last cell of a row is not a list of references
 */
export function readAcceptanceTable(readme: string): AcceptanceRow[] | null {
  const section = sectionOf(readme);
  if (section === null) return null;
  const tables = section.split(/\n(?!\|)/).map((block) => block.trim());
  const rows = tables.filter((block) => block.startsWith('|')).flatMap(rowsOf);
  if (rows.length === 0) throw new Error(`The section "${ACCEPTANCE_TITLE}" has no table.`);
  return rows;
}

function sectionOf(readme: string): string | null {
  const [, section] = readme.split(new RegExp(`^#+ ${ACCEPTANCE_TITLE}\\s*$`, 'm'));
  return section?.split(/^#+ /m)[0] ?? null;
}

function rowsOf(table: string): AcceptanceRow[] {
  const [head = '', , ...rows] = table.split('\n').map(cellsOf);
  if (rows.length === 0) throw new Error(`The table of "${String(head)}" is empty.`);
  return rows.map((cells) => ({
    line: cells[0] ?? '',
    references: (cells.length < 2 ? '' : (cells.at(-1) ?? '')).split(/<br\s*\/?>/).map(referenceOf),
  }));
}

function cellsOf(row: string): string[] {
  const cells = row.split(/(?<!\\)\|/).slice(1, -1);
  return cells.map((cell) => cell.trim().replaceAll(String.raw`\|`, '|'));
}

function referenceOf(text: string): TestReference {
  const [, , file, test] = /^(`+) ?(\S+) › (.+?) ?\1$/.exec(text.trim()) ?? [];
  if (file === undefined || test === undefined) {
    throw new Error(`"${text.trim()}" is no reference such as \`packages/x/test/y.test.ts › name of the test\`.`);
  }
  return { file, test };
}

const headPattern = /^[ \t]*(?:it|test|describe|beforeAll|beforeEach|afterAll|afterEach)\b(?=[.(<])/gm;
const literalPattern = `('(?:[^'\\\\\\n]|\\\\.)*'|"(?:[^"\\\\\\n]|\\\\.)*"|\`(?:[^\`\\\\]|\\\\.)*\`)`;

/** The names of the tests in a source, as they are written there; those that are skipped or not written yet are left out. */
export function testNames(source: string): string[] {
  const heads = [...source.matchAll(headPattern)].map(({ index }) => index);
  return heads.flatMap((start, position) => {
    const [, name] = testPattern.exec(source.slice(start, heads[position + 1])) ?? [];
    return name === undefined ? [] : unquote(name);
  });
}

const testPattern = new RegExp(
  `^\\s*(?:it|test)(?:\\.(?:concurrent|sequential))*` +
    `(?:\\.(?:each|for|runIf|skipIf)\\b(?:<[^(]*>)?[\\s\\S]*?[)\`])?` +
    `\\(\\s*${literalPattern}`,
);

function unquote(literal: string): string {
  return literal.slice(1, -1).replaceAll(/\\(.)/g, '$1');
}
