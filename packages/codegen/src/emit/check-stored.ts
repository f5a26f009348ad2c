import { columnName, type TableColumn } from '../catalog/catalog.ts';
import type { CompiledParameter, CompiledQuery } from '../compile/compiled-query.ts';
import { isSchemaOverride, type ColumnOverride } from '../config/column-override.ts';
import type { Diagnostic } from '../diagnostic.ts';
import type { TypeMapper } from './type-mapper.ts';

/** Parameters that are stored where a schema keeps watch, and that it could not be asked about, or that would be two things. */
export function checkStored(queries: readonly CompiledQuery[], types: TypeMapper): Diagnostic[] {
  return queries.flatMap((query) =>
    query.parameters.flatMap((parameter, index): Diagnostic[] => {
      const problem = problemOf(parameter, types);
      if (problem === undefined) return [];
      const { source, body, parameters } = query.source;
      return [{ severity: 'error', source, offset: parameters[index]?.uses[0]?.start ?? body.start, ...problem }];
    }),
  );
}

function problemOf(
  { name, typeOid, storedIn }: CompiledParameter,
  types: TypeMapper,
): { message: string; hint: string } | undefined {
  const overridden = storedIn.flatMap(({ column }): StoredOverride[] => {
    const override = types.overrideOf(column);
    return override === undefined ? [] : [{ column, override, fit: types.fit(typeOid, column) }];
  });
  const unfit = overridden.find(({ override, fit }) => isAsked(override) && fit === undefined);
  if (unfit !== undefined)
    return {
      message: `"${name}" is ${types.sqlName(typeOid)} and stored in ${columnName(unfit.column)}: the column's schema cannot be asked about it`,
      hint: `Make it ${types.sqlName(unfit.column.column.typeOid)}, as the column is.`,
    };
  const [first, ...others] = overridden.filter(({ fit }) => fit !== undefined);
  const other = others.find((each) => first !== undefined && sourceOf(each) !== sourceOf(first));
  if (first === undefined || other === undefined) return undefined;
  const what = [first, other].every(({ override }) => isSchemaOverride(override)) ? 'schemas' : 'overrides';
  return {
    message: `"${name}" is stored in ${columnName(first.column)} and ${columnName(other.column)}, whose ${what} are different`,
    hint: 'Make two parameters of it.',
  };
}

/** An override of a column that a parameter is stored in. */
interface StoredOverride {
  readonly column: TableColumn;
  readonly override: ColumnOverride;
  readonly fit: 'value' | 'elements' | undefined;
}

/** Whether a schema has to see what is stored. */
function isAsked(override: ColumnOverride): boolean {
  return isSchemaOverride(override) && override.validate !== 'read';
}

/** What the type of a parameter is made of. */
function sourceOf({ override, fit }: StoredOverride): string {
  return JSON.stringify([isSchemaOverride(override) ? override.schema : override.type, override.from, fit]);
}
