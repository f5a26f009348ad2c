import type { CompiledParameter } from '../compile/compiled-query.ts';
import type { ObjectField } from '../sql/source-query.ts';

/** An object, or a list of them, among the parameters of a function. */
export interface ObjectParameter {
  readonly object: string;
  /** Whether it is a list of such objects. */
  readonly many: boolean;
  /** By their own names. */
  readonly fields: readonly CompiledParameter[];
}

/** What a function takes: each object, whose fields are parameters to the server, in the place of its first field. */
export function objectsAmong(parameters: readonly CompiledParameter[]): (CompiledParameter | ObjectParameter)[] {
  const seen = new Set<string>();
  return parameters.flatMap((parameter): (CompiledParameter | ObjectParameter)[] => {
    const { field } = parameter;
    if (field === undefined) return [parameter];
    if (seen.has(field.object)) return [];
    seen.add(field.object);
    return [{ object: field.object, many: field.many, fields: fieldsOf(parameters, field) }];
  });
}

function fieldsOf(parameters: readonly CompiledParameter[], { object }: ObjectField): CompiledParameter[] {
  return parameters.flatMap((parameter) => {
    const { field } = parameter;
    return field?.object === object ? [{ ...parameter, name: field.name }] : [];
  });
}
