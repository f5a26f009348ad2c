import type { AnalysedProject } from '../analysed-project.ts';
import { offsetOf } from '../config/offset-of.ts';
import type { Diagnostic } from '../diagnostic.ts';
import { closest } from '../suggest/closest.ts';
import { isCalled } from './rules/owned-tables.ts';

/** What is wrong with the config's lists of tables: those that do not exist, and those with two owners. */
export function checkTables({ config, session }: AnalysedProject): Diagnostic[] {
  const { source, targets, options } = config;
  const tables = [...session.context.catalog.tables.values()];
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
      const table = tables.find((candidate) => isCalled(candidate, name));
      if (table === undefined) fail(path, `${folder} owns "${name}", and there is no such table`, missing(name));
      else if (owners.has(table.oid))
        fail(path, `"${name}" has two owners: ${owners.get(table.oid) ?? ''} and ${folder}`);
      else owners.set(table.oid, folder);
    }
  }
  for (const [at, name] of options.vet.smallTables.entries())
    if (!tables.some((table) => isCalled(table, name)))
      fail(['codegen', 'vet', 'smallTables', at], `"smallTables": there is no table "${name}"`, missing(name));
  return diagnostics;
}
