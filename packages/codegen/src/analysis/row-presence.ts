import type { Catalog } from '../catalog/catalog.ts';
import { provenNotNull } from './narrowing.ts';
import { mayMissRow } from './nullability.ts';
import { arms, outputs, resolve, RTE, standsFor, type Scope } from './scope.ts';
import { field, isNode, listField, numberField, type TreeNode, type TreeValue } from './tree.ts';

/** Whether a row of the query always has the row of the table that a column is of. */
export type RowPresence = 'always' | 'perhaps';

/**
 * Whether the row that an output column is taken from is there in every row of the query: not when an outer join may
 * have found none. Nothing for a column that is not read straight from a table.
 */
export function rowPresence(catalog: Catalog, scope: Scope, column: number): RowPresence | undefined {
  const found = arms(scope).map((arm) => {
    const target = outputs(arm.query).find((entry) => numberField(entry, 'resno') === column);
    return target && isAlwaysThere(catalog, field(target, 'expr'), arm);
  });
  if (found.includes(undefined)) return undefined;
  return found.includes(false) ? 'perhaps' : 'always';
}

function isAlwaysThere(catalog: Catalog, expression: TreeValue | undefined, scope: Scope): boolean | undefined {
  if (!isNode(expression)) return undefined;
  const reference = resolve(expression, scope);
  if (reference === undefined) return undefined;
  const kind = numberField(reference.entry, 'rtekind');
  // Grouping sets leave out some columns of a row, and not the row.
  if (listField(scope.query, 'groupingSets').length > 0) return undefined;
  if (kind === RTE.group) return isAlwaysThere(catalog, standsFor(reference)[0], scope);
  if (kind !== RTE.relation) return undefined;
  if (mayMissRow(expression, scope.query)) return false;
  // "(b 3)": through the null-extended side of join 3.
  if (listField(expression, 'varnullingrels').length <= 1) return true;
  return isProven(catalog, expression, scope.query);
}

/** One column that is not null proves the row. */
function isProven(catalog: Catalog, variable: TreeNode, query: TreeNode): boolean {
  const prefix = `${numberField(variable, 'varno')}.`;
  return [...provenNotNull(query, catalog)].some((key) => key.startsWith(prefix));
}
