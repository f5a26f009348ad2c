import type { AnalysedQuery } from '../../analysed-project.ts';
import { nullComparisons } from '../null-comparisons.ts';
import { finding, type Finding, type Rule } from '../rule.ts';
import { startOf, wordsOf, type Word } from '../tokens.ts';

export const noNullComparison: Rule = {
  name: 'no-null-comparison',
  doc: '`= NULL`, `<> NULL` and other comparisons with NULL, which are never true',
  severity: 'error',
  check({ queries }) {
    return queries.flatMap((query): Finding[] => {
      const tests = query.tree === undefined ? [] : nullComparisons(query.tree);
      const places = placesOf(query, tests.length);
      return tests.map((_, index) =>
        finding(
          query,
          places[index] ?? startOf(query),
          'a comparison with NULL is never true, and not false either',
          'Write "IS NULL" or "IS NOT NULL"; "IS NOT DISTINCT FROM" where a parameter may be null.',
        ),
      );
    });
  },
};

const OPERATOR = /^[-+*/<>=~!@#%^&|`?]+$/;
/** `IS NULL`, `IS NOT NULL`, `IS DISTINCT FROM NULL`. */
const TESTS = new Set(['is', 'not', 'from']);
const CONDITIONS = new Set(['where', 'on', 'when', 'having', 'check', 'case', 'filter']);

/** Each NULL beside an operator; where SET has some too, those behind the first condition; else all that could be. */
function placesOf(query: AnalysedQuery, count: number): number[] {
  const words = wordsOf(query);
  const isCompared = ({ text }: Word, index: number): boolean =>
    text === 'null' &&
    (OPERATOR.test(beside(words, index, -1)) ||
      OPERATOR.test(beside(words, index, 1)) ||
      beside(words, index, -1) === 'when');
  const from = words.find(({ text }) => CONDITIONS.has(text))?.at ?? 0;
  const compared = words.filter(isCompared);
  const all = words.filter(({ text }, index) => text === 'null' && !TESTS.has(words[index - 1]?.text ?? ''));
  const found = [compared, compared.filter(({ at }) => at > from), all].find(({ length }) => length === count);
  return (found ?? []).map(({ at }) => at);
}

/** The nearest word that is no bracket. */
function beside(words: readonly Word[], index: number, step: 1 | -1): string {
  let at = index + step;
  while (['(', ')'].includes(words[at]?.text ?? '')) at += step;
  return words[at]?.text ?? '';
}
