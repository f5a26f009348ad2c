import path from 'node:path';
import type { Transform } from './schema.ts';

/** One folder of queries and the folder its code goes to. Paths are relative to the config file, with slashes. */
export interface Target {
  /** The package, as `--package` names it: the folder that holds the queries' folder. */
  readonly package: string;
  readonly queriesDirectory: string;
  readonly outputDirectory: string;
  /** What follows a query file's name: `.sql.ts`. */
  readonly suffix: string;
  /** The tables that the package may write to; absent, they are not watched. */
  readonly owns?: readonly string[] | undefined;
}

/** Where a transform of pgtyped reads and writes. */
export function toTarget({ include, emitTemplate, owns }: Transform, srcDir: string): Target {
  const queriesDirectory = path.posix.join(srcDir, path.posix.dirname(include));
  const [folder = '', suffix = ''] = emitTemplate.replace('{{dir}}', queriesDirectory).split('{{name}}');
  return {
    package: path.posix.dirname(queriesDirectory),
    queriesDirectory,
    outputDirectory: path.posix.join(folder, '.'),
    suffix,
    owns,
  };
}

/**
 * The targets that `--package` options choose: all without options.
 * A name fits the folder itself, with or without a trailing slash, and any folder above it.
 */
export function selectTargets(targets: readonly Target[], packages: readonly string[]): Target[] {
  const wanted = packages.map((name) => path.posix.join(name, '.').replace(/\/$/, ''));
  if (wanted.length === 0) return [...targets];
  return targets.filter((target) =>
    wanted.some((name) => target.package === name || target.package.startsWith(`${name}/`)),
  );
}
