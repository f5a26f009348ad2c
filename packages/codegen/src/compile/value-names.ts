import { camelCase, singular } from '../names.ts';
import type { SourceQuery } from '../sql/source-query.ts';

/**
 * The names of a query's parameters: pgtyped's as they are written, sqlc's as it would call them, in camelCase.
 * @param inferred what the analysis would call those that have only a number
 */
export function parameterNames(
  { dialect, parameters }: SourceQuery,
  inferred: readonly (string | undefined)[],
): string[] {
  if (dialect === 'pgtyped') return parameters.map(({ name }) => name);
  return distinct(
    parameters.map((parameter, index) => {
      const found = parameter.inferred ? inferred[index] : undefined;
      return found === undefined ? parameter.name : parameter.prefix + found;
    }),
  );
}

/** A property of a row, before it has a name of its own: a column, or an embedded table. */
export type NamedOutput = { readonly column: string } | { readonly table: string };

/** The properties of a row in sqlc's dialect, in which two columns may have one name. */
export function rowProperties(outputs: readonly NamedOutput[]): string[] {
  return distinct(outputs.map((output) => ('table' in output ? singular(output.table) : output.column)));
}

/** Names as TypeScript has them; the second of the same is numbered 2. */
function distinct(names: readonly string[]): string[] {
  // A name that is written as it is keeps it, whatever comes before.
  const taken = new Set<string>();
  const first = new Set(names.map((name) => camelCase(name)));
  return names.map((name) => {
    const plain = camelCase(name);
    let unique = plain;
    for (let number = 2; taken.has(unique) || (unique !== plain && first.has(unique)); number++)
      unique = camelCase(`${name}_${number}`);
    taken.add(unique);
    return unique;
  });
}
