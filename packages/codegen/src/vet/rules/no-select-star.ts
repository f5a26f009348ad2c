import type { AnalysedQuery } from '../../analysed-project.ts';
import { finding, type Rule } from '../rule.ts';
import { wordsOf, type Word } from '../tokens.ts';

/** What a star of a list follows; after anything else it multiplies. */
const BEFORE = new Set(['select', 'all', 'distinct', 'returning', ',', '.']);
/** And what follows a star behind `DISTINCT ON (…)`. */
const BEHIND = new Set([undefined, ',', ')', 'from', 'where']);

export const noSelectStar: Rule = {
  name: 'no-select-star',
  doc: '`*` in an output list; generated code writes it out, so this is a matter of taste',
  severity: 'off',
  check({ queries }) {
    return queries.flatMap((query) =>
      stars(query).map(({ at }) =>
        finding(
          query,
          at,
          'the columns are not named: a column added later becomes part of the row',
          'Name the columns.',
        ),
      ),
    );
  },
};

function stars(query: AnalysedQuery): Word[] {
  const words = wordsOf(query);
  return words.filter(({ text }, index) => {
    if (text !== '*') return false;
    const before = words[index - 1]?.text ?? '';
    // count(*), and EXISTS (SELECT * …), which reads no column.
    if (before === '(' || (before === 'select' && words[index - 3]?.text === 'exists')) return false;
    return BEFORE.has(before) || BEHIND.has(words[index + 1]?.text);
  });
}
