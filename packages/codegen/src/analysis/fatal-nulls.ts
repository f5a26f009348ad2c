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
    const holds = (assumed: readonly ParameterUse[]): boolean =>
      new Nullability(catalog, assumed).expressionNotNull(value, scope);
    // It may be null for another reason, which is the author's business.
    if (holds(result) || !holds(given)) continue;
    const mayChange = (use: ParameterUse, index: number): boolean => use.nullable && isOpen(index);
    for (const [index, use] of result.entries())
      if (mayChange(use, index) && !holds(given.with(index, { ...use, nullable: true })))
        result[index] = { ...use, nullable: false };
    if (holds(result)) continue;
    // Each alone may be null, but not all: COALESCE of several takes the last one then.
    const last = result.findLastIndex(
      (use, index) => mayChange(use, index) && holds(result.with(index, { ...use, nullable: false })),
    );
    const use = result[last];
    if (use !== undefined) result[last] = { ...use, nullable: false };
  }
  return result;
}
