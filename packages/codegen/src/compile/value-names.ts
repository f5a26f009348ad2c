import type { InferredName } from '../analysis/parameter-names.ts';
import type { Naming, PlainName } from '../naming/naming.ts';
import type { SourceQuery } from '../sql/source-query.ts';

/**
 * The names of a query's parameters: pgtyped's as they are written, sqlc's as it would call them, in the config's case.
 * @param inferred what the analysis would call those that have only a number
 */
export function parameterNames(
  { dialect, parameters }: SourceQuery,
  naming: Naming,
  inferred: readonly (InferredName | undefined)[],
): string[] {
  if (dialect === 'pgtyped') return parameters.map(({ name }) => name);
  const plain = parameters.map((parameter, index): PlainName => {
    const found = parameter.inferred ? inferred[index] : undefined;
    if (found === undefined) return { name: parameter.name, exact: false };
    const { name, exact } = naming.output(found.name, found.column);
    // What is put before a name makes another of it.
    return { name: parameter.prefix + name, exact: exact && parameter.prefix === '' };
  });
  // A name that somebody wrote is not the one to get a number.
  const order = [...plain.keys()].toSorted(
    (a, b) => Number(parameters[a]?.inferred ?? false) - Number(parameters[b]?.inferred ?? false),
  );
  const names = naming.distinct(order.map((index) => plain[index] ?? { name: '', exact: false }));
  return plain.map((_, index) => names[order.indexOf(index)] ?? '');
}
