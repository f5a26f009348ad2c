import { columnName, type TableColumn } from '../catalog/catalog.ts';
import type { CompiledParameter, CompiledQuery } from '../compile/compiled-query.ts';
import { isSchemaOverride, type SchemaOverride } from '../config/column-override.ts';
import type { Diagnostic } from '../diagnostic.ts';
import type { TypeMapper } from './type-mapper.ts';

/** Parameters that are stored where a schema keeps watch, and that it could not be asked about. */
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
  const guarded = storedIn.flatMap(({ column }): { column: TableColumn; override: SchemaOverride }[] => {
    const override = types.overrideOf(column);
    return isSchemaOverride(override) && override.validate !== 'read' ? [{ column, override }] : [];
  });
  const unfit = guarded.find(({ column }) => types.fit(typeOid, column) === undefined);
  if (unfit !== undefined)
    return {
      message: `"${name}" is ${types.sqlName(typeOid)} and stored in ${columnName(unfit.column)}: the column's schema cannot be asked about it`,
      hint: `Make it ${types.sqlName(unfit.column.column.typeOid)}, as the column is.`,
    };
  const [first, ...others] = guarded;
  const other = others.find(
    ({ override }) => override.schema !== first?.override.schema || override.from !== first.override.from,
  );
  if (first === undefined || other === undefined) return undefined;
  return {
    message: `"${name}" is stored in ${columnName(first.column)} and ${columnName(other.column)}, whose schemas are different`,
    hint: 'Make two parameters of it.',
  };
}
