import { offsetOf } from '../config/offset-of.ts';
import type { Diagnostic } from '../diagnostic.ts';
import type { VetContext } from './rule.ts';
import { closest } from '../suggest/closest.ts';

/** What is wrong with the config's lists of tables: those that do not exist, and those with two owners. */
export function checkTables({ project, schema }: VetContext): Diagnostic[] {
  const { source, targets, options } = project.config;
  const tables = schema.tables;
  const names = new Set(tables.flatMap(({ schema, name }) => [name, `${schema}.${name}`]));
  const diagnostics: Diagnostic[] = [];
  const fail = (path: readonly (string | number)[], message: string, hint?: string): void => {
    diagnostics.push({ severity: 'error', source, offset: offsetOf(source.text, path), message, hint });
  };
  const missing = (name: string): string | undefined => {
    const meant = closest(name, names);
    return meant === undefined ? undefined : `Did you mean "${meant}"?`;
  };
  const owners = new Map<number, string>();
  for (const [index, { owns = [], package: folder }] of targets.entries()) {
    for (const [at, name] of owns.entries()) {
      const path = ['transforms', index, 'owns', at];
      const table = schema.called(name);
      if (table === undefined) fail(path, `${folder} owns "${name}", and there is no such table`, missing(name));
      else if (owners.has(table.oid))
        fail(
          path,
          owners.get(table.oid) === folder
            ? `${folder} owns "${name}" twice`
            : `"${name}" has two owners: ${owners.get(table.oid) ?? ''} and ${folder}`,
        );
      else owners.set(table.oid, folder);
    }
  }
  for (const [at, name] of options.vet.smallTables.entries())
    if (schema.called(name) === undefined)
      fail(['codegen', 'vet', 'smallTables', at], `"smallTables": there is no table "${name}"`, missing(name));
  return diagnostics;
}
