import type { ForeignKey } from '../plan/read-schema.ts';
import { sqlIdentifier } from '../suggest/identifiers.ts';
import type { VetContext } from './rule.ts';

/** The statement that makes an index for a foreign key. */
export function createIndex({ table, columns }: ForeignKey, { schema, project }: VetContext): string {
  const { keywords } = project.session.context.catalog;
  const names = columns.map((column) => sqlIdentifier(column, keywords)).join(', ');
  return `CREATE INDEX ON ${schema.table(table)?.sqlName ?? ''} (${names})`;
}
