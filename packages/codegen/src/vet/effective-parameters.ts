import { COMMAND, outputs, parameterNumber, resolve, RTE, type Scope } from '../analysis/scope.ts';
import {
  field,
  flag,
  forEachChild,
  isNode,
  listField,
  nodeField,
  nodesField,
  numberField,
  type TreeNode,
  type TreeValue,
} from '../analysis/tree.ts';
import type { PlanNode } from '../plan/plan-node.ts';

const SUBLINK_EXISTS = 0;

/**
 * The numbers of the parameters that can make a difference.
 *
 * Two witnesses: in the tree, a parameter that is all there is of a sort or group key, or that only an output reads
 * which nobody looks at, changes nothing; and what the planner folds away is not in the plan. What EXPLAIN does not
 * print counts as there.
 */
export function effectiveParameters(tree: TreeNode, plan: PlanNode | undefined): Set<number> {
  const read = new Set<number>();
  visitQuery({ query: tree, outer: undefined }, read);
  if (plan === undefined) return read;
  const planned = new Set([...JSON.stringify(plan).matchAll(/\$(\d+)/g)].map(([, number]) => Number(number)));
  const hidden = hiddenFromPlan(tree);
  return new Set([...read].filter((number) => planned.has(number) || hidden.has(number)));
}

function visitQuery(scope: Scope, found: Set<number>, withOutputs = true): void {
  const { query } = scope;
  const visit = (value: TreeValue | undefined): void => {
    visitValue(value, scope, found);
  };
  const grouped = groupedOutputs(scope);
  for (const [name, value] of query.fields) {
    if (name === 'targetList') {
      for (const target of nodesField(query, name)) {
        const isSortKey = flag(target, 'resjunk') && parameterNumber(field(target, 'expr')) > 0;
        const isUnread = !withOutputs && numberField(query, 'commandType') === COMMAND.select;
        if (!isSortKey && !isUnread) visit(target);
      }
    } else if (name === 'rtable') {
      for (const entry of nodesField(query, name)) {
        if (numberField(entry, 'rtekind') !== RTE.group) visit(entry);
        else
          listField(entry, 'groupexprs').forEach((key, index) => {
            if (parameterNumber(key) === 0 || grouped.has(index + 1)) visit(key);
          });
      }
    } else if (name === 'cteList') {
      for (const cte of nodesField(query, name)) {
        const inner = nodeField(cte, 'ctequery');
        const isUnread =
          numberField(cte, 'cterefcount') === 0 &&
          inner !== undefined &&
          numberField(inner, 'commandType') === COMMAND.select;
        if (!isUnread) visit(cte);
      }
    } else visit(value);
  }
}

/** The group keys that are among the outputs, from 1. */
function groupedOutputs(scope: Scope): Set<number> {
  const keys = new Set<number>();
  for (const target of outputs(scope.query)) {
    const expression = field(target, 'expr');
    if (!isNode(expression) || expression.type !== 'VAR') continue;
    const reference = resolve(expression, scope);
    if (reference !== undefined && numberField(reference.entry, 'rtekind') === RTE.group) keys.add(reference.column);
  }
  return keys;
}

function visitValue(value: TreeValue | undefined, scope: Scope, found: Set<number>): void {
  if (!isNode(value)) {
    forEachChild(value, (child) => {
      visitValue(child, scope, found);
    });
    return;
  }
  if (value.type === 'QUERY') {
    visitQuery({ query: value, outer: scope }, found);
    return;
  }
  if (value.type === 'SUBLINK' && numberField(value, 'subLinkType') === SUBLINK_EXISTS) {
    const query = nodeField(value, 'subselect');
    const hasKeys = query !== undefined && (listField(query, 'groupClause').length > 0 || flag(query, 'hasTargetSRFs'));
    if (query !== undefined && !hasKeys) {
      visitQuery({ query, outer: scope }, found, false);
      return;
    }
  }
  if (value.type === 'PARAM') add(value, found);
  forEachChild(value, (child) => {
    visitValue(child, scope, found);
  });
}

function add(parameter: TreeNode, found: Set<number>): void {
  if (numberField(parameter, 'paramkind') === 0) found.add(numberField(parameter, 'paramid'));
}

/** Fields that EXPLAIN prints nothing of, at least in one of the versions that we run on. */
const HIDDEN = new Set([
  'limitCount',
  'limitOffset',
  'onConflict',
  'mergeActionList',
  'windowClause',
  'values_lists',
  'testexpr',
]);

function hiddenFromPlan(tree: TreeNode): Set<number> {
  const found = new Set<number>();
  const visit = (node: TreeNode, hidden: boolean): void => {
    if (hidden && node.type === 'PARAM') add(node, found);
    for (const [name, value] of node.fields) {
      const inside = hidden || HIDDEN.has(name);
      if (isNode(value)) visit(value, inside);
      else
        forEachChild(value, (child) => {
          visit(child, inside);
        });
    }
  };
  visit(tree, false);
  return found;
}
