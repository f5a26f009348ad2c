import type { CompiledParameter, CompiledQuery } from '../compile/compiled-query.ts';
import type { Diagnostic } from '../diagnostic.ts';
import { objectsAmong } from './objects.ts';

/** Whether a parameter may be left out. Not where every object has one of the name: `constructor` is never missing. */
export function isOptional({
  name,
  nullable,
  partial,
}: Pick<CompiledParameter, 'name' | 'nullable' | 'partial'>): boolean {
  return (nullable || partial !== undefined) && !isInherited(name);
}

/** What branches leave out must not be called like what every object has: it would always be given. */
export function checkOptional({ source: query, parameters, branches }: CompiledQuery): Diagnostic[] {
  const placeOf = (property: string): number | undefined =>
    query.parameters[parameters.findIndex(({ name, field }) => (field?.object ?? name) === property)]?.uses[0]?.start;
  const args = [...(query.branches?.arguments.values() ?? [])].filter(({ kind }) => kind !== 'parameter');
  const optional = [
    ...objectsAmong(parameters).flatMap(({ name, partial }) =>
      partial === undefined ? [] : [{ name, at: placeOf(name) }],
    ),
    ...(branches?.arguments ?? []).flatMap(({ name, optional: isLeftOut }, index) =>
      isLeftOut ? [{ name, at: args[index]?.at }] : [],
    ),
  ];
  return optional
    .filter(({ name }) => isInherited(name))
    .map(({ name, at }) => ({
      severity: 'error',
      source: query.source,
      offset: at ?? query.nameAt,
      message: `"${name}" may be left out, and every object in JavaScript has one`,
      hint: 'Give it another name.',
    }));
}

function isInherited(name: string): boolean {
  return Reflect.has(Object.prototype, name);
}
