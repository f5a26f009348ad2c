import { RTE } from './scope.ts';
import { field, isList, isNode, listField, nodesField, numberField, type TreeNode, type TreeValue } from './tree.ts';

/**
 * What grouping sets leave out of some rows, and put null there: the expressions of GROUP BY, wherever they stand.
 *
 * PostgreSQL 18 has a column of its own for each. Before, `coalesce(n, 0)` under `ROLLUP (coalesce(n, 0))` looks as it
 * does everywhere else.
 */
export class GroupedExpressions {
  readonly #known = new Map<TreeNode, ReadonlySet<string>>();

  /** Whether an expression is one of those that grouping sets of its query leave out. */
  leavesOut(expression: TreeNode, query: TreeNode): boolean {
    if (listField(query, 'groupingSets').length === 0) return false;
    let grouped = this.#known.get(query);
    if (grouped === undefined) {
      grouped = groupedBy(query);
      this.#known.set(query, grouped);
    }
    return grouped.size > 0 && grouped.has(print(expression));
  }
}

function groupedBy(query: TreeNode): Set<string> {
  if (nodesField(query, 'rtable').some((entry) => numberField(entry, 'rtekind') === RTE.group)) return new Set();
  const references = new Set(nodesField(query, 'groupClause').map((clause) => numberField(clause, 'tleSortGroupRef')));
  const targets = nodesField(query, 'targetList').filter((target) =>
    references.has(numberField(target, 'ressortgroupref')),
  );
  return new Set(targets.map((target) => print(field(target, 'expr'))));
}

/** The same text for the same expression: before version 17 the server tells where it was written, too. */
function print(value: TreeValue): string {
  if (isList(value)) return `(${value.map(print).join(' ')})`;
  if (!isNode(value)) return String(value);
  const fields = [...value.fields].filter(([name]) => name !== 'location');
  return `{${value.type}${fields.map(([name, each]) => ` :${name} ${print(each)}`).join('')}}`;
}
