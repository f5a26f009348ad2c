import { expect, it } from 'vitest';
import { GroupedExpressions } from '../../src/analysis/grouped.ts';
import { parseTree } from '../../src/analysis/parse-tree.ts';
import { isNode, nodeField, nodesField, type TreeNode } from '../../src/analysis/tree.ts';

/** Trees as servers before 18 make them: what is grouped by stands there as it was written. */
function queryOf(text: string): TreeNode {
  const tree = parseTree(text);
  if (!isNode(tree)) throw new Error('no tree');
  return tree;
}

const CALL = '{FUNCEXPR :funcid 10 :args ({VAR :varno 1 :location 9} 7) :location 5}';
const targets = (reference: number): string =>
  `({TARGETENTRY :expr {CONST :constvalue 1} :ressortgroupref 0} {TARGETENTRY :expr ${CALL} :ressortgroupref ${reference}})`;
const query = (sets: string, rtable = '({RANGETBLENTRY :rtekind 0})', reference = 2): TreeNode =>
  queryOf(
    `{QUERY :rtable ${rtable} :targetList ${targets(reference)} :groupClause ({SORTGROUPCLAUSE :tleSortGroupRef 2}) :groupingSets ${sets}}`,
  );
const SETS = '({GROUPINGSET :kind 2})';

/** Which of the expressions of the select list are left out. */
function leftOut(tree: TreeNode): boolean[] {
  const grouped = new GroupedExpressions();
  const answers = (): boolean[] =>
    nodesField(tree, 'targetList').map((target) => {
      const expression = nodeField(target, 'expr');
      return expression !== undefined && grouped.leavesOut(expression, tree);
    });
  const first = answers();
  expect(answers()).toEqual(first);
  return first;
}

it('are the expressions of GROUP BY, and equal ones', () => {
  expect(leftOut(query(SETS))).toEqual([false, true]);
  const tree = query(SETS);
  const grouped = new GroupedExpressions();
  expect(grouped.leavesOut(queryOf(CALL), tree)).toBe(true);
  expect(grouped.leavesOut(queryOf(CALL.replace('9', '90').replace('5', '50')), tree)).toBe(true);
  expect(grouped.leavesOut(queryOf(CALL.replace('10', '11')), tree)).toBe(false);
  expect(grouped.leavesOut(queryOf(CALL.replace('7', '7 8')), tree)).toBe(false);
  expect(grouped.leavesOut(queryOf(CALL.replace('FUNCEXPR', 'OPEXPR')), tree)).toBe(false);
  expect(grouped.leavesOut(queryOf(CALL.replace(':varno', ':varlevelsup')), tree)).toBe(false);
});

it('are none without grouping sets, nor where what is sorted by is something else', () => {
  expect(leftOut(query('<>'))).toEqual([false, false]);
  expect(leftOut(query(SETS, undefined, 1))).toEqual([false, false]);
});

it('are none where the server has columns for them', () => {
  expect(leftOut(query(SETS, '({RANGETBLENTRY :rtekind 0} {RANGETBLENTRY :rtekind 9})'))).toEqual([false, false]);
});

it('are told apart by where their parts begin', () => {
  const tree = queryOf(
    `{QUERY :rtable ({RANGETBLENTRY :rtekind 0}) :targetList ({TARGETENTRY :expr {CONST :constvalue (1 2)} :ressortgroupref 2}) :groupClause ({SORTGROUPCLAUSE :tleSortGroupRef 2}) :groupingSets ${SETS}}`,
  );
  const grouped = new GroupedExpressions();
  const isLeftOut = (value: string): boolean => grouped.leavesOut(queryOf(`{CONST :constvalue ${value}}`), tree);
  expect([isLeftOut('(1 2)'), isLeftOut('(12)')]).toEqual([true, false]);
});
