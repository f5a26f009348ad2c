import { gatherEvidence, type Evidence } from '../analysis/parameters.ts';
import type { AnalysedQuery } from '../analysed-project.ts';
import { type Catalog, columnName, type TableColumn } from '../catalog/catalog.ts';
import type { SourceQuery } from '../sql/source-query.ts';

/** Why each parameter has its type and may be null or not, in the order of the parameters. */
export function parameterReasons({ compiled, tree }: AnalysedQuery, catalog: Catalog): string[] {
  const { parameters, source } = compiled;
  const evidence = tree === undefined ? [] : gatherEvidence(catalog, tree, parameters.length).evidence;
  return parameters.map((parameter, index) => {
    const found = evidence[index];
    const reason = found === undefined ? undefined : reasonOf(found);
    const marked = found === undefined ? false : found.use().nullable !== parameter.nullable;
    const isRequired = source.parameters[index]?.required === true;
    const mark = markOf(source, index);
    const type = catalog.types.get(parameter.typeOid)?.sqlName ?? 'unknown';
    const parts = [
      ...(marked || (isRequired && !parameter.nullable) ? [mark] : []),
      reason ?? `PostgreSQL takes it for ${type}`,
    ];
    return parts.join('; ');
  });
}

function markOf({ parameters, dialect }: SourceQuery, index: number): string {
  const { name, required, nullable } = parameters[index] ?? { name: '', required: false, nullable: false };
  if (required) return `":${name}!" says that it is not null`;
  return nullable && dialect === 'pgtyped' ? `":${name}?" says that it may be null` : 'the statement marks it so';
}

function reasonOf(found: Evidence): string | undefined {
  const { stored, compared } = found;
  const use = found.use();
  const reasons: string[] = [];
  if (found.expected) reasons.push('the statement provides for null');
  if (stored !== undefined) reasons.push(storedReason(found, stored));
  else if (compared !== undefined) reasons.push(`compared with ${columnName(compared)}`);
  if (use.elementNullable) reasons.push('so its elements may be null');
  return reasons.length === 0 ? undefined : reasons.join('; ');
}

function storedReason(found: Evidence, stored: TableColumn): string {
  const elements = found.elementStoredNullable || found.elementStoredNotNull;
  const what = `${elements ? 'its elements are ' : ''}stored in ${columnName(stored)}`;
  const isMixed = elements
    ? found.elementStoredNullable && found.elementStoredNotNull
    : found.storedNullable && found.storedNotNull;
  if (isMixed) return `${what} and others, of which one is NOT NULL`;
  // A value that COALESCE passes over, or that another branch of CASE is there for, says nothing of the column's nulls.
  const isWhole = elements || found.storedNullable || found.storedNotNull;
  return isWhole ? `${what}, which is ${stored.column.notNull ? 'NOT NULL' : 'nullable'}` : what;
}
