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
  /** Which files of the queries' folder make the schema too: all, or one by its name. */
  readonly schemaFiles?: string;
  /** The tables that the package may write to; absent, they are not watched. */
  readonly owns?: readonly string[] | undefined;
}

/**
 * Where a transform of pgtyped reads and writes.
 * @param schema the file or folder that makes the schema
 */
export function toTarget({ include, emitTemplate, owns }: Transform, srcDir: string, schema?: string): Target {
  const queriesDirectory = path.posix.join(srcDir, path.posix.dirname(include));
  const [folder = '', suffix = ''] = emitTemplate.replace('{{dir}}', queriesDirectory).split('{{name}}');
  return {
    package: path.posix.dirname(queriesDirectory),
    queriesDirectory,
    outputDirectory: path.posix.join(folder, '.'),
    suffix,
    owns,
    ...(schema === undefined ? {} : sharedFiles(queriesDirectory, path.posix.join(schema, '.').replace(/\/$/, ''))),
  };
}

function sharedFiles(queriesDirectory: string, schema: string): Pick<Target, 'schemaFiles'> {
  const folder = path.posix.join(queriesDirectory, '.').replace(/\/$/, '');
  if (schema === folder) return { schemaFiles: '*.sql' };
  return path.posix.dirname(schema) === folder && schema.endsWith('.sql')
    ? { schemaFiles: path.posix.basename(schema) }
    : {};
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
