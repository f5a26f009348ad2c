import type { Diagnostic, SourceText } from '../diagnostic.ts';
import { readBranches } from './branches/read-branches.ts';
import { findDialect } from './dialect.ts';
import { joinOptionalMarks } from './optional-marks.ts';
import { checkEach, checkFile } from './pgtyped-agrees.ts';
import { readParameters } from './pgtyped-parameters.ts';
import { rowsOf } from './rows-form.ts';
import { CARDINALITIES, type Cardinality, type SourceQuery } from './source-query.ts';
import { isComment, splitFile, type QueryBlock } from './split-file.ts';
import { readSqlcQueries } from './sqlc/read-sqlc-queries.ts';
import type { Token } from './tokenize.ts';

/** The queries of a .sql file, in the dialect of its headers, and all that is wrong with how it is written. */
export function readQueries(source: SourceText): { queries: SourceQuery[]; diagnostics: Diagnostic[] } {
  const { dialect, mixed } = findDialect(source);
  if (mixed !== undefined) return { queries: [], diagnostics: [mixedDialects(source, mixed)] };
  return dialect === 'sqlc' ? readSqlcQueries(source) : readPgtypedQueries(source);
}

function mixedDialects(source: SourceText, { pgtyped, sqlc }: { pgtyped: number; sqlc: number }): Diagnostic {
  const line = source.text.slice(0, Math.min(pgtyped, sqlc)).split('\n').length;
  const [second, first] = sqlc > pgtyped ? ["sqlc's", "pgtyped's"] : ["pgtyped's", "sqlc's"];
  return {
    severity: 'error',
    source,
    offset: Math.max(pgtyped, sqlc),
    message: `this header is ${second}, and the one in line ${line} is ${first}`,
    hint: 'A file is in one dialect: split it.',
  };
}

function readPgtypedQueries(source: SourceText): { queries: SourceQuery[]; diagnostics: Diagnostic[] } {
  const { blocks, diagnostics } = splitFile(source);
  const queries: SourceQuery[] = [];
  const warnings: Diagnostic[] = [];
  for (const written of blocks) {
    const problems: Diagnostic[] = [];
    const fail = (offset: number, message: string, hint?: string): void => {
      problems.push({ severity: 'error', source, offset, message, hint });
    };
    const block = { ...written, tokens: joinOptionalMarks(source.text, written.tokens, fail) };
    checkName(block, fail);
    const cardinality = readCardinality(block, fail);
    checkTokens(source, block, fail);
    const statement = toStatement(source, block, fail);
    const branches = readBranches({ ...statement, tokens: block.tokens, cardinality, units: [] }, (each) => {
      (each.severity === 'error' ? problems : warnings).push(each);
    });
    checkTags(block, cardinality, statement, fail);
    if (problems.length > 0) diagnostics.push(...problems);
    else if (cardinality !== undefined)
      queries.push({ ...statement, cardinality, ...(branches === undefined ? {} : { branches }) });
  }
  // A file with errors would only echo them through pgtyped: then each query that has none is shown to it alone.
  const found =
    diagnostics.length === 0 ? checkFile(queries) : checkEach(queries.filter((query) => isClean(query, diagnostics)));
  diagnostics.push(...found);
  return {
    queries: queries.filter((query) => isClean(query, diagnostics)),
    diagnostics: [...diagnostics, ...warnings],
  };
}

type Fail = (offset: number, message: string, hint?: string) => void;

function isClean(query: SourceQuery, diagnostics: readonly Diagnostic[]): boolean {
  const start = query.source.text.lastIndexOf('/*', query.nameAt);
  return !diagnostics.some(({ offset }) => offset >= start && offset <= query.body.end);
}

function checkName({ name }: QueryBlock, fail: Fail): void {
  const foreign = /[^\p{ASCII}]/u.exec(name.text)?.[0];
  if (foreign !== undefined)
    fail(
      name.at,
      `pgtyped reads no query name with "${foreign}"`,
      'Use the letters A to Z, digits and underscores; names in sqlc\'s headers ("-- name: …") may have any letters.',
    );
  else if (!/^[A-Za-z]\w*$/.test(name.text))
    fail(
      name.at,
      `"${name.text}" is not a query name`,
      'Use letters, digits and underscores, beginning with a letter.',
    );
}

function readCardinality({ name, cardinality }: QueryBlock, fail: Fail): Cardinality | undefined {
  if (cardinality === undefined) {
    fail(
      name.at,
      `query "${name.text}" has no cardinality`,
      `Write one of ${listOf(CARDINALITIES, 'or')} behind the header comment: "*/ -- :one".`,
    );
    return undefined;
  }
  const known = CARDINALITIES.find((candidate) => candidate === cardinality.text);
  if (known === undefined)
    fail(cardinality.at, `unknown cardinality ":${cardinality.text}"`, `Known are ${listOf(CARDINALITIES, 'and')}.`);
  return known;
}

function listOf(words: readonly string[], last: string): string {
  const quoted = words.map((word) => `":${word}"`);
  return `${quoted.slice(0, -1).join(', ')} ${last} ${quoted.at(-1) ?? ''}`;
}

/** What pgtyped's grammar is known to misread without a word, said in the user's terms. */
function checkTokens({ text }: SourceText, block: QueryBlock, fail: Fail): void {
  const astral = [...text.slice(block.header.end, block.body.end).matchAll(/[\u{10000}-\u{10ffff}]/gu)][0];
  const astralAt = astral === undefined ? Number.POSITIVE_INFINITY : block.header.end + astral.index;
  let miscounted = false;
  for (const [index, token] of block.tokens.entries()) {
    const word = text.slice(token.start, token.end);
    if (token.kind === 'parameter') {
      if (
        (!word.endsWith('?') && /^\s*!/.test(text.slice(token.end))) ||
        (word.endsWith('!') && text[token.end] === '=')
      ) {
        fail(
          token.start,
          `pgtyped reads "${word.replace('!', '')}" and the "!" behind it as a required parameter`,
          'Write "<>" instead of "!=", or turn the comparison round.',
        );
      }
      if (astralAt < token.start && !miscounted) {
        // It is one mistake, however many parameters follow.
        miscounted = true;
        fail(
          astralAt,
          `pgtyped miscounts characters beyond the Basic Multilingual Plane: "${word}" would be replaced at the wrong place`,
          "Write it as E'\\U0001F600', or put it behind the last parameter.",
        );
      }
    } else if (token.kind === 'positional') {
      fail(token.start, `write a named parameter instead of "${word}"`);
    } else if (token.kind === 'block-comment' && (/\/\*[^]*\/\*/.test(word) || astralAt < token.start)) {
      fail(
        token.start,
        'pgtyped misreads this comment',
        'Do not nest comments; write line comments inside a statement.',
      );
    } else if (token.kind === 'symbol' && word === ':') {
      checkColon(text, block.tokens[index + 1], token, fail);
    }
  }
}

/** `[1: n]` is a slice to PostgreSQL and the parameter `:n` to pgtyped, which skips the blank. */
function checkColon(text: string, next: Token | undefined, colon: Token, fail: Fail): void {
  if (next?.kind !== 'word' || !/^[A-Za-z_]/.test(text.slice(next.start))) return;
  const name = text.slice(next.start, next.end);
  fail(
    colon.start,
    `pgtyped reads ": ${name}" as the parameter ":${name}"`,
    'Put what follows the colon in parentheses.',
  );
}

/** What takes lists and objects, and what does not. */
function checkTags(
  { tags }: QueryBlock,
  cardinality: Cardinality | undefined,
  { source, tokens, parameters }: Omit<SourceQuery, 'cardinality'>,
  fail: Fail,
): void {
  const [first] = tags;
  if (first !== undefined && (cardinality === 'copyfrom' || cardinality?.startsWith('batch') === true))
    fail(
      first.at,
      `":${cardinality}" takes many sets of parameters, and "@param" makes lists and objects of one set`,
      'Take "@param" out of the header: "VALUES (:name, :age)", "id = ANY (:ids)".',
    );
  if (cardinality !== 'one') return;
  const inserted = tags.find(({ name }) =>
    parameters.some(
      ({ field, uses }) =>
        field?.many === true &&
        field.object === name &&
        uses.some((use) => rowsOf(source.text, tokens, use)?.isStatement === true),
    ),
  );
  if (inserted !== undefined)
    fail(inserted.at, `":one" is one row, and ":${inserted.name}" inserts any number`, 'Write ":many".');
}

function toStatement(source: SourceText, block: QueryBlock, fail: Fail): Omit<SourceQuery, 'cardinality'> {
  const tokens = block.tokens.filter((token) => !isComment(token));
  const { parameters, replacements } = readParameters(source.text, tokens, block.tags, fail);
  return {
    source,
    dialect: 'pgtyped',
    name: block.name.text,
    nameAt: block.name.at,
    doc: block.doc,
    body: block.body,
    tokens,
    parameters,
    replacements,
    embeds: [],
  };
}
