import { columnName, type Catalog } from '../catalog/catalog.ts';
import type { Diagnostic } from '../diagnostic.ts';
import { spelling } from '../sql/source-query.ts';
import type { QueryFacts } from './compile-query.ts';

/** PostgreSQL's types for a row of any type, and for a list of them: it reads no values of these. */
const ANY_ROW = 2249;
const ANY_ROWS = 2287;

/**
 * What to take a parameter for when the statement is analysed: no function has one of any row, and one of any one row
 * type is compared in the same way.
 */
export function analysableType(oid: number, { types }: Pick<Catalog, 'types'>): string {
  if (oid === ANY_ROW) return 'pg_catalog.pg_am';
  if (oid === ANY_ROWS) return 'pg_catalog.pg_am[]';
  return types.get(oid)?.sqlName ?? 'unknown';
}

/** Parameters that stand beside a row without a type of their own: the server would refuse whatever is passed. */
export function checkRecords(
  { query, description, analysis }: Pick<QueryFacts, 'query' | 'description' | 'analysis'>,
  { types }: Pick<Catalog, 'types'>,
): Diagnostic[] {
  return query.parameters.flatMap((parameter, index): Diagnostic[] => {
    const type = description.parameterTypes[index];
    if (type !== ANY_ROW && type !== ANY_ROWS) return [];
    const written = spelling(query, parameter);
    const column = analysis.parameters[index]?.column;
    const known = column === undefined ? undefined : types.get(column.column.typeOid)?.sqlName;
    const list = type === ANY_ROWS ? '[]' : '';
    const what = column === undefined ? 'is a row' : `is compared with ${columnName(column)}`;
    return [
      {
        severity: 'error',
        source: query.source,
        offset: parameter.uses[0]?.start ?? query.body.start,
        message: `"${written}" ${what}, and PostgreSQL does not say of which type`,
        hint:
          known === undefined
            ? `Write the composite type behind it: "${written}::my_type${list}".`
            : `Write "${written}::${known}${list}".`,
      },
    ];
  });
}
