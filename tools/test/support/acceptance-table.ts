/** Title of the section whose tables are read. */
export const ACCEPTANCE_TITLE = 'Where each line of the seed is shown';

/** What a table points to: a test, a page, or a command and where that is recorded or run. */
export interface Reference {
  /** Such as `npm run bench -- queue`. */
  readonly command?: string;
  /** From the root of the repository; its last part may be `*.ts`. */
  readonly file: string;
  /**
   * Of a test, as it stands in the source (of `it.each`, with its placeholders), perhaps behind the groups that it is in:
   * `group › name`. Of a page, a heading. Of what else a command names, a text that stands there.
   */
  readonly name: string;
}

/** A line of the seed, and what shows it. */
export interface AcceptanceRow {
  readonly line: string;
  readonly references: readonly Reference[];
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

function referenceOf(text: string): Reference {
  const [, , command, file, name] = /^(`+) ?(?:(npm run .+?) › )?(\S+) › (.+?) ?\1$/.exec(text.trim()) ?? [];
  if (file === undefined || name === undefined) {
    throw new Error(`"${text.trim()}" is no reference such as \`packages/x/test/y.test.ts › name of the test\`.`);
  }
  return { ...(command === undefined ? {} : { command }), file, name };
}

/** A test, and the groups that it is in, from the outermost; those whose name is no literal are left out. */
export interface TestName {
  readonly name: string;
  readonly groups: readonly string[];
}

const headPattern = /^[ \t]*(?:it|test|describe|beforeAll|beforeEach|afterAll|afterEach)\b(?=[.(<])/gm;
const literalPattern = `('(?:[^'\\\\\\n]|\\\\.)*'|"(?:[^"\\\\\\n]|\\\\.)*"|\`(?:[^\`\\\\]|\\\\.)*\`)`;
const namedPattern = new RegExp(
  `^\\s*(it|test|describe)(?:\\.(?:concurrent|sequential))*` +
    `(?:\\.(?:each|for|runIf|skipIf)\\b(?:<[^(]*>)?[\\s\\S]*?[)\`])?` +
    `\\(\\s*${literalPattern}`,
);

/** The tests in a source, called as it is written there; those that are skipped or not written yet are left out. */
export function testNames(source: string): TestName[] {
  const heads = [...source.matchAll(headPattern)].map(({ index }) => index);
  let open: { readonly indent: number; readonly name: string }[] = [];
  return heads.flatMap((start, position) => {
    const text = source.slice(start, heads[position + 1]);
    const indent = text.search(/\S/);
    open = open.filter((group) => group.indent < indent);
    const [, kind, literal] = namedPattern.exec(text) ?? [];
    if (literal === undefined) return [];
    const name = literal.slice(1, -1).replaceAll(/\\(.)/g, '$1');
    if (kind !== 'describe') return [{ name, groups: open.map((group) => group.name) }];
    open.push({ indent, name });
    return [];
  });
}
