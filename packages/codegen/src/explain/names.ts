import type { TableColumn } from '../catalog/catalog.ts';

/** A column as explanations call it. */
export function columnName({ table, column }: TableColumn): string {
  const schema = table.schema === 'public' ? '' : `${table.schema}.`;
  return `${schema}${table.name}.${column.name}`;
}
