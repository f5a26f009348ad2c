import type { CompiledParameter, PartialUse } from '../compile/compiled-query.ts';
import type { ObjectField } from '../sql/source-query.ts';

/** An object, or a list of them, among the parameters of a function. */
export interface ObjectParameter {
  readonly name: string;
  /** The object itself is always given, where it is needed. */
  readonly nullable: false;
  readonly partial: PartialUse | undefined;
  /** Whether it is a list of such objects. */
  readonly many: boolean;
  /** By their own names. */
  readonly fields: readonly CompiledParameter[];
}

/** What a function takes: each object, whose fields are parameters to the server, in the place of its first field. */
export function objectsAmong(parameters: readonly CompiledParameter[]): (CompiledParameter | ObjectParameter)[] {
  const seen = new Set<string>();
  return parameters.flatMap((parameter): (CompiledParameter | ObjectParameter)[] => {
    const { field, partial } = parameter;
    if (field === undefined) return [parameter];
    if (seen.has(field.object)) return [];
    seen.add(field.object);
    const fields = fieldsOf(parameters, field);
    return [{ name: field.object, nullable: false, partial, many: field.many, fields }];
  });
}

/** Whether it is not just one value. */
export function isObject(parameter: CompiledParameter | ObjectParameter): parameter is ObjectParameter {
  return 'fields' in parameter;
}

/** What branches leave out they leave out with the object. */
function fieldsOf(parameters: readonly CompiledParameter[], { object }: ObjectField): CompiledParameter[] {
  return parameters.flatMap((parameter) => {
    const { field } = parameter;
    return field?.object === object ? [{ ...parameter, name: field.name, partial: undefined }] : [];
  });
}
