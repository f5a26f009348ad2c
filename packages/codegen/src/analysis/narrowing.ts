import type { Catalog } from '../catalog/catalog.ts';
import { COMMAND, rangeTableEntry, RTE, withoutCasts } from './scope.ts';
import { field, nodeField, listField, nodesField, numberField, type TreeNode, type TreeValue } from './tree.ts';

/** Node enums: JoinType, NullTestType. */
const INNER_JOIN = 0;
const LEFT_JOIN = 1;
const IS_NOT_NULL = 1;

/**
 * The columns that a query's conditions prove not null in every row it returns, as `range table entry.column`.
 *
 * `WHERE delivered_at IS NOT NULL` proves it, and so does a strict operator: a comparison with null is not true.
 * Only conditions that every row has passed count: WHERE, inner joins, and the inner joins left of a left join.
 */
export function provenNotNull(query: TreeNode, catalog: Catalog): Set<string> {
  const proven = new Set<string>();
  // What UPDATE and MERGE return may be the new row, which the condition has not seen.
  const command = numberField(query, 'commandType');
  if (command !== COMMAND.select && command !== COMMAND.delete) return proven;
  const jointree = nodeField(query, 'jointree');
  if (jointree === undefined) return proven;
  fromTree(jointree, query, catalog, proven);
  return proven;
}

/** The key of a column in the set. */
export function columnKey(variable: TreeNode): string {
  return `${numberField(variable, 'varno')}.${numberField(variable, 'varattno')}`;
}

function fromTree(node: TreeNode, query: TreeNode, catalog: Catalog, proven: Set<string>): void {
  if (node.type === 'FROMEXPR') {
    for (const item of nodesField(node, 'fromlist')) fromTree(item, query, catalog, proven);
    fromCondition(field(node, 'quals'), query, catalog, proven);
  } else if (node.type === 'JOINEXPR') {
    const kind = numberField(node, 'jointype');
    const sides = kind === INNER_JOIN ? ['larg', 'rarg'] : kind === LEFT_JOIN ? ['larg'] : [];
    for (const side of sides) {
      const child = nodeField(node, side);
      if (child !== undefined) fromTree(child, query, catalog, proven);
    }
    if (kind === INNER_JOIN) fromCondition(field(node, 'quals'), query, catalog, proven);
  }
}

function fromCondition(condition: TreeValue, query: TreeNode, catalog: Catalog, proven: Set<string>): void {
  const test = withoutCasts(condition);
  const prove = (value: TreeValue | undefined): void => {
    proveColumn(value, query, proven);
  };
  switch (test?.type) {
    case 'BOOLEXPR':
      if (field(test, 'boolop') === 'and')
        for (const part of listField(test, 'args')) fromCondition(part, query, catalog, proven);
      return;
    case 'NULLTEST':
      if (numberField(test, 'nulltesttype') === IS_NOT_NULL) prove(field(test, 'arg'));
      return;
    case 'OPEXPR':
      if (isStrict(test, catalog)) listField(test, 'args').forEach(prove);
      return;
    case 'SCALARARRAYOPEXPR':
      // "= ALL (…)" is true for an empty array whatever the left side is.
      if (field(test, 'useOr') === 'true' && isStrict(test, catalog)) prove(listField(test, 'args')[0]);
      return;
    case 'VAR':
      prove(test);
      return;
    case undefined:
    default:
  }
}

function isStrict(expression: TreeNode, catalog: Catalog): boolean {
  return catalog.operators.get(numberField(expression, 'opno'))?.strict ?? false;
}

function proveColumn(value: TreeValue | undefined, query: TreeNode, proven: Set<string>): void {
  const variable = withoutCasts(value);
  if (variable?.type !== 'VAR' || numberField(variable, 'varlevelsup') !== 0) return;
  proven.add(columnKey(variable));
  // A column of JOIN … USING stands for a column of one of its sides.
  const entry = rangeTableEntry(query, numberField(variable, 'varno'));
  if (entry === undefined || numberField(entry, 'rtekind') !== RTE.join) return;
  proveColumn(listField(entry, 'joinaliasvars')[numberField(variable, 'varattno') - 1], query, proven);
}
