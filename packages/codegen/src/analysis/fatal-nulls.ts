import type { Catalog } from '../catalog/catalog.ts';
import { Nullability } from './nullability.ts';
import type { ParameterUse, RequiredValue } from './parameters.ts';

/**
 * The same parameters, but none may be null whose null would be stored, through whatever stands around it, where null is
 * refused: `SET required = :n + 1, optional = :n`.
 * @param required what is stored there
 * @param isOpen whether the author has not decided about a parameter
 */
export function withoutFatalNulls(
  catalog: Catalog,
  parameters: readonly ParameterUse[],
  required: readonly RequiredValue[],
  isOpen: (index: number) => boolean,
): readonly ParameterUse[] {
  if (!parameters.some(({ nullable }, index) => nullable && isOpen(index))) return parameters;
  const given = parameters.map((use) => ({ ...use, nullable: false }));
  const result = [...parameters];
  for (const { value, scope } of required) {
    if (new Nullability(catalog, result).expressionNotNull(value, scope)) continue;
    // It may be null for another reason, which is the author's business.
    if (!new Nullability(catalog, given).expressionNotNull(value, scope)) continue;
    for (const [index, use] of result.entries()) {
      const others = given.with(index, { ...use, nullable: true });
      const decides =
        use.nullable && isOpen(index) && !new Nullability(catalog, others).expressionNotNull(value, scope);
      if (decides) result[index] = { ...use, nullable: false };
    }
  }
  return result;
}
