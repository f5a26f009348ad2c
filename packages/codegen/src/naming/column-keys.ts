import type { TableColumn } from '../catalog/catalog.ts';

/** What a table, a view or a composite type has of its own: where it is found, and what it is called. */
type Owner = Pick<TableColumn['table'], 'schema' | 'name'>;

/** What the config may call a column, the most exact first: `schema.table.column`, and `table.column` of `public`. */
export function columnKeys({ schema, name }: Owner, column: string): string[] {
  const key = `${name}.${column}`;
  return schema === 'public' ? [`public.${key}`, key] : [`${schema}.${key}`];
}
