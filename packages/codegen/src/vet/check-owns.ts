import type { AnalysedProject } from '../analysed-project.ts';
import type { Diagnostic } from '../diagnostic.ts';
import { isCalled } from './rules/owned-tables.ts';

/** What is wrong with the `owns` lists themselves: tables that do not exist, and tables with two owners. */
export function checkOwns({ config, session }: AnalysedProject): Diagnostic[] {
  const { source, targets } = config;
  const tables = [...session.context.catalog.tables.values()];
  const diagnostics: Diagnostic[] = [];
  const owners = new Map<number, string>();
  let from = 0;
  for (const { owns = [], package: folder } of targets) {
    for (const name of owns) {
      const found = source.text.indexOf(JSON.stringify(name), Math.max(source.text.indexOf('"owns"', from), 0));
      const offset = Math.max(found, 0);
      from = offset;
      const table = tables.find((candidate) => isCalled(candidate, name));
      const fail = (message: string): void => {
        diagnostics.push({ severity: 'error', source, offset, message });
      };
      if (table === undefined) fail(`${folder} owns "${name}", and there is no such table`);
      else if (owners.has(table.oid)) fail(`"${name}" has two owners: ${owners.get(table.oid) ?? ''} and ${folder}`);
      if (table !== undefined) owners.set(table.oid, folder);
    }
  }
  return diagnostics;
}
