import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Describer, isRefusal } from '../../src/database/describe.ts';
import { withPlaceholders } from '../../src/sql/placeholders.ts';
import { readQueries } from '../../src/sql/read-queries.ts';
import type { SourceQuery } from '../../src/sql/source-query.ts';
import { openCompiler, type TestCompiler } from '../support/compiler.ts';

/**
 * Statements made of all that looks like a parameter and is none, and of parameters in every notation, with PostgreSQL
 * as the judge: it counts the parameters of what is sent, runs it, and each value has to come back where it was put.
 */
let compiler: TestCompiler;
let describer: Describer;
beforeAll(async () => {
  compiler = await openCompiler('CREATE TABLE t (id int);');
  describer = await Describer.connect(compiler.database.url, 1);
});
afterAll(async () => {
  describer.close();
  await compiler[Symbol.asyncDispose]();
});

/** An expression, by the numbers that its parameters get, and the text that it evaluates to. */
interface Piece {
  sql(write: (parameter: number) => string): string;
  value(values: readonly string[]): string;
  readonly parameters: readonly number[];
}

const NAMES = ['a', 'b_1', 'camelCase', 'ünder$2'];
const innards = fc
  .array(
    fc.constantFrom(
      'a',
      "'",
      '"',
      '\\',
      ':',
      ';',
      '$',
      '$1',
      '@a',
      '@',
      '--',
      '/*',
      '*/',
      ' ',
      '\n',
      '😀',
      'sqlc.arg(a)',
      '::',
    ),
    { maxLength: 6 },
  )
  .map((parts) => parts.join(''));

function constant(sql: string, value: string): Piece {
  return { sql: () => sql, value: () => value, parameters: [] };
}

const literal = fc.oneof(
  innards.map((text) => constant(`'${text.replaceAll("'", "''")}'::text`, text)),
  innards.map((text) => constant(`E'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'::text`, text)),
  innards.map((text) => constant(`U&'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'::text`, text)),
  fc.tuple(fc.constantFrom('', 'q', 'tag_1', 'ü'), innards).map(([tag, text]) => {
    const safe = text.replaceAll('$', '');
    return constant(`$${tag}$${safe}$${tag}$::text`, safe);
  }),
  innards.map((text) => {
    const column = `"x${text.replaceAll('"', '""')}"`;
    return constant(`(SELECT s.${column} FROM (SELECT 'v'::text AS ${column}) AS s)`, 'v');
  }),
);
const operator = fc.constantFrom(
  constant('(ARRAY[1] <@ ARRAY[1, 2])::text', 'true'),
  constant('(ARRAY[1]@>ARRAY[1, 2])::text', 'false'),
  constant(`('{"a": 1}'::jsonb?'a')::text`, 'true'),
  constant(`('{"@a": 1}'::jsonb ?| ARRAY['@a', '$1'])::text`, 'true'),
  constant(`('{"a": 1}'::jsonb @@ '$.a == 1')::text`, 'true'),
  constant('(@ -5)::text', '5'),
  constant('(@ @ -5)::text', '5'),
  constant('((ARRAY[1, 2, 3])[1:2])::text', '{1,2}'),
  constant('(SELECT a$1 FROM (SELECT 1 AS a$1) AS s)::text', '1'),
  constant('1_0::text', '10'),
);
const parameter = fc
  .tuple(fc.nat(NAMES.length - 1), fc.constantFrom('::text', ' :: text', '/* @a $1 */::text', '::varchar::text'))
  .map(([index, cast]): Piece => ({
    sql: (write) => write(index) + cast,
    value: (values) => values[index] ?? '',
    parameters: [index],
  }));
const simple = fc.oneof(literal, operator, { arbitrary: parameter, weight: 3 });
const gap = fc.constantFrom(
  ' ',
  '\n',
  '/* @a */',
  '/* $1 /* @b \' */ " $q$ */',
  "-- @a $1 ' don't\n",
  "\n  \\echo @a $1 '\n",
);
const piece = fc.oneof(
  simple,
  fc.tuple(simple, gap, simple).map(([left, between, right]): Piece => ({
    sql: (write) => `(${left.sql(write)}${between}||${between} ${right.sql(write)})`,
    value: (values) => left.value(values) + right.value(values),
    parameters: [...left.parameters, ...right.parameters],
  })),
);

/** How a parameter is written: by number, or in one of the notations of a name. */
type Notation = 'number' | number;
const notation = fc.oneof(fc.constant<Notation>('number'), fc.nat(99));
const pieces = fc.array(fc.tuple(piece, gap), { minLength: 1, maxLength: 8 });

interface Statement {
  readonly text: string;
  readonly expected: string[];
  /** What each parameter of the statement sent is to be bound to. */
  bind(query: SourceQuery): string[];
}

function toStatement(
  parts: readonly (readonly [Piece, string])[],
  how: Notation,
  values: readonly string[],
): Statement {
  const used = [...new Set(parts.flatMap(([each]) => each.parameters))].toSorted((a, b) => a - b);
  let count = typeof how === 'number' ? how : 0;
  const write = (index: number): string => {
    if (how === 'number') return `$${used.indexOf(index) + 1}`;
    const name = NAMES[index] ?? '';
    const spellings = [
      `@${name}`,
      `sqlc.arg(${name})`,
      `sqlc.arg('${name}')`,
      `sqlc . narg ( ${name} )`,
      `sqlc.slice(${name})`,
    ];
    return spellings[count++ % spellings.length] ?? '';
  };
  return {
    text: `SELECT ARRAY[${parts.map(([each, between]) => each.sql(write) + between).join(', ')}]`,
    expected: parts.map(([each]) => each.value(values)),
    bind: ({ parameters }) =>
      how === 'number'
        ? used.map((index) => values[index] ?? '')
        : parameters.map(({ name }) => values[NAMES.indexOf(name)] ?? ''),
  };
}

function readOne(statement: string, end: string): SourceQuery {
  const { queries, diagnostics } = readQueries({ file: 'fuzz.sql', text: `-- name: Fuzz :one\n${statement}${end}` });
  expect(diagnostics).toEqual([]);
  const [query] = queries;
  if (query === undefined) throw new Error('no query');
  return query;
}

const values = fc
  .tuple(fc.string(), innards, fc.constant('@a'), fc.constant('$1'))
  .filter((all) => !all.join('').includes('\0'));

describe('any statement in the dialect of sqlc', () => {
  it('has the parameters that PostgreSQL sees, and each stands for its value', async () => {
    await fc.assert(
      fc.asyncProperty(pieces, notation, values, fc.constantFrom('', ';', '\n;\n'), async (parts, how, bound, end) => {
        const statement = toStatement(parts, how, bound);
        const query = readOne(statement.text, end);
        const { text } = withPlaceholders(query);
        const [description] = await describer.describeAll([text]);
        if (description === undefined || isRefusal(description)) throw new Error(`${description?.message}: ${text}`);
        expect(query.parameters).toHaveLength(description.parameterTypes.length);
        const { rows } = await compiler.database.client.query<[string[]]>({
          text,
          values: statement.bind(query),
          rowMode: 'array',
        });
        expect(rows[0]?.[0]).toEqual(statement.expected);
      }),
      { numRuns: 300 },
    );
  });

  it('leads back from a position that PostgreSQL reports to the place in the file', async () => {
    await fc.assert(
      fc.asyncProperty(pieces, pieces, notation, async (before, behind, how) => {
        const mistake = constant('nowhere', '');
        const { text } = toStatement([...before, [mistake, ' '], ...behind], how, ['', '', '', '']);
        const query = readOne(text, ';');
        const sent = withPlaceholders(query);
        const [refusal] = await describer.describeAll([sent.text]);
        if (refusal === undefined || !isRefusal(refusal)) throw new Error(`was accepted: ${sent.text}`);
        expect(refusal.message).toContain('nowhere');
        expect(sent.toSource(refusal.position ?? 0)).toBe(query.source.text.indexOf('nowhere'));
      }),
      { numRuns: 150 },
    );
  });
});
