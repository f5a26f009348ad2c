import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { CodegenOptions } from '../config/schema.ts';
import type { Target } from '../config/target.ts';

/** The file of models that all packages share, relative to the config file; nothing where each has its own. */
export function sharedModelsFile({ models }: CodegenOptions): string | undefined {
  return models === undefined ? undefined : path.posix.join(models.directory, 'models.ts');
}

/**
 * querier.ts with a line that says where the models are. It is how they are found once the config says something else:
 * nothing else in the package knows the folder.
 */
export function withModelsNote(querier: string, { outputDirectory }: Target, models: string): string {
  const [head = '', ...rest] = querier.split('\n');
  return [head, `// Its models are in ${path.posix.relative(outputDirectory, models)}`, ...rest].join('\n');
}

/**
 * Folders of models that packages shared before this run and no package shares after it.
 * @param targets all of the config
 * @param written those whose querier.ts this run writes
 */
export function abandonedDirectories(
  root: string,
  options: CodegenOptions,
  targets: readonly Target[],
  written: readonly Target[],
): string[] {
  const before = new Map(targets.map((target) => [target, notedDirectory(root, target)]));
  const after = new Set(
    targets.map((target) => (written.includes(target) ? options.models?.directory : before.get(target))),
  );
  const taken = new Set([...after, ...targets.map(({ outputDirectory }) => outputDirectory)]);
  return [...new Set([...before.values()].flatMap((directory) => directory ?? []))].filter(
    (directory) => !taken.has(directory),
  );
}

function notedDirectory(root: string, { outputDirectory }: Target): string | undefined {
  const file = path.join(root, outputDirectory, 'querier.ts');
  if (!existsSync(file)) return undefined;
  const [, note = ''] = readFileSync(file, 'utf8').split('\n', 2);
  const place = /^\/\/ Its models are in (.+)$/.exec(note)?.[1];
  return place === undefined ? undefined : path.posix.dirname(path.posix.join(outputDirectory, place));
}
