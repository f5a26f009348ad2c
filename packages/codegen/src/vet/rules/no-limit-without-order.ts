import { isConstantOne } from '../../analysis/row-count.ts';
import { COMMAND, RTE, withoutCasts } from '../../analysis/scope.ts';
import { field, flag, listField, nodesField, numberField, type TreeNode } from '../../analysis/tree.ts';
import { finding, type Finding, type Rule } from '../rule.ts';
import { startOf, wordsOf } from '../tokens.ts';

export const noLimitWithoutOrder: Rule = {
  name: 'no-limit-without-order',
  doc: 'a `:many` query with LIMIT and without ORDER BY: which rows it returns is up to the plan',
  severity: 'warning',
  check({ queries }) {
    return queries.flatMap((query): Finding[] => {
      if (query.compiled.source.cardinality !== 'many' || query.tree === undefined || !isArbitrary(query.tree))
        return [];
      const words = wordsOf(query).filter(({ text }) => text === 'limit' || text === 'fetch');
      return [
        finding(
          query,
          words.at(-1)?.at ?? startOf(query),
          'nothing says which rows LIMIT leaves: it may be others each time',
          'Add an ORDER BY that ends in a unique column.',
        ),
      ];
    });
  },
};

/** Rows of tables, cut off where they happen to stand. `LIMIT 1` and locked rows say that any will do. */
function isArbitrary(query: TreeNode): boolean {
  const limit = withoutCasts(field(query, 'limitCount'));
  return (
    numberField(query, 'commandType') === COMMAND.select &&
    limit !== undefined &&
    !isConstantOne(limit) &&
    // LIMIT NULL and LIMIT ALL are none.
    !flag(limit, 'constisnull') &&
    listField(query, 'sortClause').length === 0 &&
    listField(query, 'rowMarks').length === 0 &&
    // What a subquery or a function has put in order stays so.
    nodesField(query, 'rtable').some((entry) => numberField(entry, 'rtekind') === RTE.relation) &&
    nodesField(query, 'rtable').every((entry) => ORDERLESS.has(numberField(entry, 'rtekind')))
  );
}

const ORDERLESS: ReadonlySet<number> = new Set([RTE.relation, RTE.join, RTE.group]);
