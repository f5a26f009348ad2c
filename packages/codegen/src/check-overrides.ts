import type { Catalog } from './catalog/catalog.ts';
import type { ColumnOverride } from './config/column-override.ts';
import type { Config } from './config/load-config.ts';
import { offsetOf } from './config/offset-of.ts';
import type { Diagnostic } from './diagnostic.ts';
import { columnKeys } from './naming/column-keys.ts';
import { closest } from './suggest/closest.ts';

/**
 * Overrides that name no column or one that has an override already (errors), or that no query uses (a warning).
 * @param used undefined when only some packages were compiled: then nothing can be said about use
 */
export function checkOverrides(
  { source, options }: Config,
  catalog: Catalog,
  used: ReadonlySet<ColumnOverride> | undefined,
): Diagnostic[] {
  const columns = new Set(
    [...catalog.tables.values()].flatMap((table) => table.columns.flatMap(({ name }) => columnKeys(table, name))),
  );
  const tables = new Set([...columns].map((column) => column.slice(0, column.lastIndexOf('.'))));
  return options.overrides.flatMap((override, index): Diagnostic[] => {
    const { column } = override;
    const at = offsetOf(source.text, ['codegen', 'overrides', index, 'column']);
    const offset = source.text.indexOf(JSON.stringify(column), at);
    const table = column.slice(0, column.lastIndexOf('.'));
    const first = options.overrides.findIndex((each) => exactName(each.column) === exactName(column));
    if (!columns.has(column)) {
      const message = tables.has(table)
        ? `override for a column that table "${table}" does not have: "${column}"`
        : `override for a table that does not exist: "${table}"`;
      const meant = closest(column, columns);
      const hint = meant === undefined ? undefined : `Did you mean "${meant}"?`;
      return [{ severity: 'error', source, offset, message, hint }];
    }
    if (first < index) {
      const line = source.text.slice(0, offsetOf(source.text, ['codegen', 'overrides', first])).split('\n').length;
      const message = `"${column}" has an override already, in line ${line}`;
      return [{ severity: 'error', source, offset, message, hint: 'Take one of them out.' }];
    }
    return used === undefined || used.has(override)
      ? []
      : [{ severity: 'warning', source, offset, message: `no query uses the override of "${column}"` }];
  });
}

/** A table without a schema is one of `public`. */
function exactName(column: string): string {
  return column.split('.').length > 2 ? column : `public.${column}`;
}
