import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Config } from './config/load-config.ts';
import { valueOffsetOf } from './config/offset-of.ts';
import type { Target } from './config/target.ts';
import type { Diagnostic } from './diagnostic.ts';

/** Folders of queries that are not there: a package may have none left, or `include` a mistake in it. */
export function checkFolders({ root, source, targets: all }: Config, targets: readonly Target[]): Diagnostic[] {
  return targets
    .filter(({ queriesDirectory }) => !existsSync(path.join(root, queriesDirectory)))
    .map((target) => ({
      severity: 'warning',
      source,
      offset: valueOffsetOf(source.text, ['transforms', all.indexOf(target), 'include']),
      message: `there is no folder ${target.queriesDirectory}: the package has no queries`,
    }));
}
