import { withoutCasts } from '../../analysis/scope.ts';
import { field } from '../../analysis/tree.ts';
import { finding, type Finding, type Rule } from '../rule.ts';
import { startOf, wordsOf } from '../tokens.ts';
import { forEachQuery } from '../walk.ts';

export const noOffset: Rule = {
  name: 'no-offset',
  doc: 'OFFSET with a parameter: the rows before the page are read and thrown away',
  severity: 'warning',
  check({ queries }) {
    return queries.flatMap((query): Finding[] => {
      let paged = false;
      if (query.tree !== undefined) {
        forEachQuery(query.tree, ({ query: part }) => {
          const offset = withoutCasts(field(part, 'limitOffset'));
          // OFFSET 0 is how one keeps a subquery apart.
          paged ||= offset !== undefined && offset.type !== 'CONST';
        });
      }
      if (!paged) return [];
      const at = wordsOf(query).find(({ text }) => text === 'offset')?.at ?? startOf(query);
      return [
        finding(
          query,
          at,
          'OFFSET reads all the rows that it skips, and skips or repeats some when rows come or go',
          'Continue behind the last row seen: "WHERE (created_at, id) < (:createdAt, :id) ORDER BY created_at DESC, id DESC LIMIT :limit".',
        ),
      ];
    });
  },
};
