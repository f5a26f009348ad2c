import { findColumn, type Catalog, type TableColumn } from '../catalog/catalog.ts';
import { arms, outputs, querySource, resolve, RTE, standsFor, type Scope } from './scope.ts';
import { field, isNode, numberField, type TreeNode, type TreeValue } from './tree.ts';

/**
 * The table column that an output column shows unchanged, through subqueries, CTEs, joins and set operations.
 * The server's own description stops at a UNION; a column whose arms show the same column is that column still.
 */
export function outputOrigin(
  catalog: Catalog,
  scope: Scope,
  column: number,
  seen: ReadonlySet<TreeNode> = new Set(),
): TableColumn | undefined {
  if (seen.has(scope.query)) return undefined;
  const path = new Set(seen).add(scope.query);
  const found = arms(scope).map((arm) => {
    if (arm.query !== scope.query) return outputOrigin(catalog, arm, column, path);
    const target = outputs(arm.query).find((entry) => numberField(entry, 'resno') === column);
    return target === undefined ? undefined : expressionOrigin(catalog, field(target, 'expr'), arm, path);
  });
  const [first] = found;
  return found.every((each) => each?.column === first?.column) ? first : undefined;
}

/** The table column that an expression shows; nothing for one that computes. */
export function expressionOrigin(
  catalog: Catalog,
  expression: TreeValue,
  scope: Scope,
  seen: ReadonlySet<TreeNode> = new Set(),
): TableColumn | undefined {
  if (!isNode(expression) || expression.type !== 'VAR') return undefined;
  const reference = resolve(expression, scope);
  if (reference === undefined) return undefined;
  const { entry, column } = reference;
  if (numberField(entry, 'rtekind') === RTE.relation) return findColumn(catalog, numberField(entry, 'relid'), column);
  const source = querySource(entry, reference.scope);
  if (source !== undefined) return outputOrigin(catalog, source, column, seen);
  const [only, ...others] = standsFor(reference);
  return others.length === 0 && only !== undefined ? expressionOrigin(catalog, only, reference.scope, seen) : undefined;
}
