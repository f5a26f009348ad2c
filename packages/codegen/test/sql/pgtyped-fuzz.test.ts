import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Describer, isRefusal } from '../../src/database/describe.ts';
import { withPlaceholders } from '../../src/sql/placeholders.ts';
import { readQueries } from '../../src/sql/read-queries.ts';
import { openCompiler, type TestCompiler } from '../support/compiler.ts';

/**
 * Statements made of all that looks like a parameter and is none, and of parameters, with PostgreSQL as the judge. What
 * pgtyped's grammar misreads has to be refused; what is not refused has the parameters that PostgreSQL counts.
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

/** An expression, the text that it evaluates to, and the parameter that it is, if it is one. */
interface Piece {
  readonly sql: string;
  readonly value: string;
}

const VALUES = { a: 'first', b1: ':a', camelCase: "'; -- $1", maybe: 'all', list: ['x', 'y'] };
const innards = fc
  .array(fc.constantFrom('a', 'é', "'", '"', '\\', ':', ':a', '::', '$', '--', '/*', '*/', ' ', '\n', '😀', '['), {
    maxLength: 4,
  })
  .map((parts) => parts.join(''));
const plain = fc.stringMatching(/^[a-z ,.()]{0,6}$/);

function literal(text: fc.Arbitrary<string>): fc.Arbitrary<Piece> {
  return fc.oneof(
    text.map((value): Piece => ({ sql: `'${value.replaceAll("'", "''")}'::text`, value })),
    text.map((value): Piece => ({
      sql: `E'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'::text`,
      value,
    })),
    text.map((each): Piece => {
      const column = `"x${each.replaceAll('"', '""')}"`;
      return { sql: `(SELECT s.${column} FROM (SELECT 'v'::text AS ${column}) AS s)`, value: 'v' };
    }),
  );
}

const dollarQuoted = innards
  .map((each) => each.replaceAll('$', ''))
  .map((value): Piece => ({ sql: `$q$${value}$q$::text`, value }));
const operation = fc.constantFrom<Piece>(
  { sql: '((ARRAY[1, 2, 3])[1:2])::text', value: '{1,2}' },
  { sql: '((ARRAY[1, 2, 3])[:2])::text', value: '{1,2}' },
  { sql: '(ARRAY[1] <@ ARRAY[1, 2])::text', value: 'true' },
  { sql: "('1' :: text)", value: '1' },
  { sql: `('{"a": 1}'::jsonb ? 'a')::text`, value: 'true' },
);
const parameter = fc
  .tuple(fc.constantFrom('a', 'b1', 'camelCase'), fc.constantFrom('::text', '!::text', '::varchar::text'))
  .map(([name, end]): Piece => ({ sql: `:${name}${end}`, value: VALUES[name] }));
const marked = fc.constantFrom<Piece>(
  { sql: ':maybe?::text', value: 'all' },
  { sql: ':maybe? ::varchar', value: 'all' },
  { sql: "(:maybe? || 'x')", value: 'allx' },
  { sql: `(jsonb_build_object(:maybe?::text, 1) ? :maybe)::text`, value: 'true' },
  { sql: "('x' IN :list)::text", value: 'true' },
  { sql: "('z' NOT IN :list AND 'x' NOT\nIN :list)::text", value: 'false' },
);
const harmless = fc.oneof(literal(plain), operation, marked, { arbitrary: parameter, weight: 4 });
const odd = fc.oneof({ arbitrary: harmless, weight: 4 }, literal(innards), dollarQuoted);
const harmlessGap = fc.constantFrom(' ', '\n', ' /* plain */ ');
const oddGap = fc.oneof(
  { arbitrary: harmlessGap, weight: 3 },
  fc.constantFrom(' /* :a */ ', ' /* /* */ :b1 */ ', " -- don't :a\n"),
);
const listOf = (piece: fc.Arbitrary<Piece>, gap: fc.Arbitrary<string>): fc.Arbitrary<[Piece, string][]> =>
  fc.array(fc.tuple(piece, gap), { minLength: 1, maxLength: 5 });

/** What is refused of a statement; where nothing is, it has been compared with what PostgreSQL makes of it. */
async function refusalsOf(pieces: readonly (readonly [Piece, string])[]): Promise<string[]> {
  const statement = `SELECT ARRAY[${pieces.map(([{ sql }, between]) => sql + between).join(', ')}] AS all_of`;
  const read = readQueries({
    file: 'fuzz.sql',
    text: `/* @name Fuzz${statement.includes(':list') ? ' @param list -> (...)' : ''} */ -- :one\n${statement};\n`,
  });
  if (read.diagnostics.length > 0) return read.diagnostics.map(({ message }) => message);
  const [query] = read.queries;
  if (query === undefined) throw new Error(`neither read nor refused: ${statement}`);
  const sent = withPlaceholders(query).text;
  const [description] = await describer.describeAll([sent]);
  if (description === undefined || isRefusal(description)) throw new Error(`${description?.message}: ${sent}`);
  expect(query.parameters, sent).toHaveLength(description.parameterTypes.length);
  const { rows } = await compiler.database.client.query<[string[]]>({
    text: sent,
    values: query.parameters.map(({ name }) => new Map(Object.entries(VALUES)).get(name)),
    rowMode: 'array',
  });
  expect(rows[0]?.[0], sent).toEqual(pieces.map(([{ value }]) => value));
  return [];
}

describe('any statement in the dialect of pgtyped', () => {
  it('has the parameters that PostgreSQL sees, and each stands for its value', async () => {
    await fc.assert(
      fc.asyncProperty(listOf(harmless, harmlessGap), async (pieces) => {
        expect(await refusalsOf(pieces)).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  it('has them even where pgtyped may misread it, or is refused', async () => {
    let accepted = 0;
    await fc.assert(
      fc.asyncProperty(listOf(odd, oddGap), async (pieces) => {
        if ((await refusalsOf(pieces)).length === 0) accepted += 1;
      }),
      { numRuns: 300 },
    );
    expect(accepted).toBeGreaterThan(50);
  });
});
