import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planVariants } from '../../src/compile/plan-variants.ts';
import type { Choice, Choices } from '../../src/sql/branches/branch.ts';
import { countDecided } from '../../src/sql/branches/decisions.ts';
import { describeVariants, labelOf } from '../../src/sql/branches/describe-variants.ts';
import { isSent } from '../../src/sql/branches/variants.ts';
import { withPlaceholders } from '../../src/sql/placeholders.ts';
import { readQueries } from '../../src/sql/read-queries.ts';
import type { SourceQuery } from '../../src/sql/source-query.ts';
import { tokenize } from '../../src/sql/tokenize.ts';

/** A piece of a statement with branches: a word, or a branch of an argument. */
type Piece =
  | { readonly word: string }
  | { readonly argument: string; readonly body: readonly Piece[]; readonly otherwise: readonly Piece[] | undefined }
  | {
      readonly argument: string;
      readonly cases: readonly (readonly Piece[])[];
      readonly otherwise: readonly Piece[] | undefined;
    };

interface Gaps {
  /** Of each comment: whether it is one of the line's, and what is before and behind it. */
  next(): { readonly line: boolean; readonly before: string; readonly behind: string };
}

const FLAGS = ['f1', 'f2', 'f3'];
const SWITCHES = ['s1', 's2'];
const CASES = ['one', 'two', 'three'];

const { pieces } = fc.letrec<{ pieces: Piece[]; piece: Piece }>((tie) => {
  const inner = tie('pieces');
  const otherwise = fc.option(inner, { nil: undefined });
  return {
    pieces: fc.array(tie('piece'), { maxLength: 4, depthIdentifier: 'branch' }),
    piece: fc.oneof(
      { depthIdentifier: 'branch', depthSize: 'small', maxDepth: 3 },
      fc.constantFrom('a', 'b1', ':p', ':q', "'x -- @if'", '(', '"@else"').map((word) => ({ word })),
      // An `@if` without anything in it is an error.
      fc.record({
        argument: fc.constantFrom(...FLAGS),
        body: inner.map((body) => [{ word: 'in' }, ...body]),
        otherwise,
      }),
      fc.record({
        argument: fc.constantFrom(...SWITCHES),
        cases: fc.tuple(inner, inner, inner),
        otherwise,
      }),
    ),
  };
});

const gaps = fc.array(
  fc.record({
    line: fc.boolean(),
    before: fc.constantFrom('', ' ', '\n', '\n  ', '\t', '\n\n'),
    behind: fc.constantFrom('', ' ', '\n', '\n  '),
  }),
  { minLength: 1, maxLength: 7 },
);

function cycle(all: readonly ReturnType<Gaps['next']>[]): Gaps {
  let at = 0;
  return { next: () => all[at++ % all.length] ?? { line: true, before: '\n', behind: '\n' } };
}

function write(all: readonly Piece[], comments: Gaps): string {
  const comment = (text: string): string => {
    const { line, before, behind } = comments.next();
    return line ? `${before}-- @${text}\n${behind}` : `${before}/* @${text} */${behind}`;
  };
  return all
    .map((piece) => {
      if ('word' in piece) return ` ${piece.word}`;
      const otherwise = piece.otherwise === undefined ? '' : comment('else') + write(piece.otherwise, comments);
      if ('body' in piece)
        return comment(`if ${piece.argument}`) + write(piece.body, comments) + otherwise + comment('end');
      const cases = piece.cases.map((each, index) => comment(`case ${CASES[index] ?? ''}`) + write(each, comments));
      return `${comment(`switch ${piece.argument}`)}${cases.join('')}${otherwise}${comment(`end ${piece.argument}`)}`;
    })
    .join('');
}

/** What is left, word by word. */
function expand(all: readonly Piece[], choices: Choices): string[] {
  return all.flatMap((piece): string[] => {
    if ('word' in piece) return [piece.word];
    const choice = choices.get(piece.argument);
    if ('body' in piece) return expand(choice === true ? piece.body : (piece.otherwise ?? []), choices);
    const index = CASES.indexOf(String(choice));
    return expand(index === -1 ? (piece.otherwise ?? []) : (piece.cases[index] ?? []), choices);
  });
}

function words(text: string): string[] {
  return tokenize(text).map(({ start, end }) => text.slice(start, end));
}

function readOne(text: string): SourceQuery {
  const { queries, diagnostics } = readQueries({ file: 'q.sql', text });
  expect(diagnostics.map(({ message }) => message)).toEqual([]);
  const [query] = queries;
  if (query === undefined) throw new Error('no query');
  return query;
}

/** The same for a random query: one of which something is never sent is none, and says so. */
function readRandom(text: string): SourceQuery {
  const { diagnostics } = readQueries({ file: 'q.sql', text });
  fc.pre(!diagnostics.some(({ message }) => message.startsWith('this is never sent')));
  return readOne(text);
}

const branched = (all: readonly Piece[]): boolean => all.some((piece) => !('word' in piece));

describe('variants', () => {
  it('are the statement without what is not chosen, and know where each word stands in the file', () => {
    fc.assert(
      fc.property(
        pieces.filter(branched),
        gaps,
        fc.constantFrom('SELECT', ''),
        fc.boolean(),
        (all, comments, verb, glued) => {
          const spaced = `${verb}${write(all, cycle(comments))} end_of_it`;
          const body = glued ? spaced.replaceAll('*/ ', '*/') : spaced;
          const text = `/* @name Q */ -- :many\n${body};`;
          const query = readRandom(text);
          const plan = planVariants(query, 100_000);
          expect(plan?.diagnostics).toEqual([]);
          for (const { choices, statement } of plan?.variants ?? []) {
            const sent = withPlaceholders(statement);
            const numbered = statement.parameters.map(({ name }) => `:${name}`);
            const found = words(sent.text).map((word) =>
              /^\$\d+$/.test(word) ? (numbered[Number(word.slice(1)) - 1] ?? word) : word,
            );
            expect(found).toEqual([...(verb === '' ? [] : [verb]), ...expand(all, choices), 'end_of_it']);
            expect(sent.text).not.toMatch(/^\s|\s$/);
            for (const { start, end } of tokenize(sent.text)) {
              const word = sent.text.slice(start, end);
              const at = sent.toSource(start + 1);
              expect(text.slice(at).startsWith(/^\$\d/.test(word) ? ':' : word), `${word} at ${at}`).toBe(true);
            }
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  it('are counted as they are', () => {
    fc.assert(
      fc.property(pieces.filter(branched), gaps, (all, comments) => {
        const query = readRandom(`/* @name Q */ -- :many\nSELECT${write(all, cycle(comments))} end_of_it;`);
        const plan = planVariants(query, 100_000);
        if (query.branches === undefined || plan === undefined) throw new Error('no branches');
        expect(countDecided(query.branches, 100_000)).toBe(plan.variants.length);
        const { branches } = query;
        const never = query.tokens.filter(
          ({ start }) => !plan.variants.some(({ choices }) => isSent(branches, choices, start)),
        );
        expect(never).toEqual([]);
        const labels = plan.variants.map(({ choices }) => labelOf(choices, (key) => key));
        expect(new Set(labels).size).toBe(labels.length);
        const texts = plan.statements.map(
          (each) => withPlaceholders(each).text + String(each.parameters.map(({ name }) => name)),
        );
        expect(new Set(texts).size).toBe(texts.length);
      }),
    );
  });

  it('look as if somebody had written them', () => {
    const query = readOne(`/* @name Q */ -- :many
-- @if cte
WITH x AS (SELECT 1)
-- @end
SELECT *, /* @if extra */ 1 AS extra, /* @end */ 2 AS two
FROM t -- the table
WHERE true
  -- @if a
  AND a = :a
  -- @else
  AND a IS NULL
  -- @end
  AND z = 1 -- @if b
  AND b = :b
  -- @end b
ORDER BY -- @switch order
  -- @case newest
  created_at DESC,
  -- @case none
  -- @end
  id
-- @if limited
LIMIT 5
-- @end
;`);
    const texts = (planVariants(query)?.variants ?? []).map(({ statement, choices }) => ({
      label: labelOf(choices, (key) => key),
      text: withPlaceholders(statement).text,
    }));
    expect(texts).toHaveLength(64);
    expect(texts.find(({ label }) => label === 'order = none')?.text).toBe(`SELECT *, 2 AS two
FROM t -- the table
WHERE true
  AND a IS NULL
  AND z = 1
ORDER BY
  id`);
    expect(texts.find(({ label }) => label === 'cte, extra, a, b, order = newest, limited')?.text)
      .toBe(`WITH x AS (SELECT 1)
SELECT *, 1 AS extra, 2 AS two
FROM t -- the table
WHERE true
  AND a = $1
  AND z = 1
  AND b = $2
ORDER BY
  created_at DESC,
  id
LIMIT 5`);
  });
});

describe('a query without branches', () => {
  it.each([
    '-- @todo make it fast',
    '-- me@example.com knows',
    '/* @param title of the book */',
    '-- see @if and @end in the README',
    '-- @id, @in, @is and @send are ordinary',
    '--@sqlc-vet-disable',
    '-- "@case"',
  ])('has ordinary comments: %s', (comment) => {
    const { queries, diagnostics } = readQueries({
      file: 'q.sql',
      text: `/* @name Q */ -- :many\nSELECT 1 AS one\n${comment}\nFROM t;`,
    });
    expect(diagnostics).toEqual([]);
    expect(queries[0]?.branches).toBeUndefined();
    expect(planVariants(queries[0] ?? readOne(''))).toBeUndefined();
  });
});

describe('some variants in words', () => {
  const given = [undefined, true] as const;
  const all = given.flatMap((a) =>
    given.flatMap((b) =>
      ['x', 'y'].map(
        (s): Choices =>
          new Map<string, Choice>([
            ['a', a],
            ['b', b],
            ['s', s],
          ]),
      ),
    ),
  );
  const words = (fits: (choices: Choices) => boolean): string | undefined =>
    describeVariants(all.filter(fits), all, (key) => key);

  it.each([
    [() => true, undefined],
    [(each: Choices) => each.get('a') === true, 'with a'],
    [(each: Choices) => each.get('a') === undefined, 'without a'],
    [(each: Choices) => each.get('a') === true && each.get('s') === 'y', 'with a, s = y'],
    [(each: Choices) => each.get('a') === true && each.get('b') === undefined, 'with a and without b'],
    [(each: Choices) => each.get('a') === undefined && each.get('b') === undefined, 'without a and b'],
    [(each: Choices) => each.get('a') === true || each.get('b') === true, 'with b, s = x, and in 5 other variants'],
  ])('%#', (fits, expected) => {
    expect(words(fits)).toBe(expected);
  });

  it('of none that is given', () => {
    const two = [['a', undefined] as const, ['a', true] as const, ['b', true] as const].map(
      (each): Choices => new Map<string, Choice>([each]),
    );
    expect(describeVariants(two.slice(0, 2), two, (key) => key)).toBe(
      'with none of its branches, and in 1 other variant',
    );
  });
});
