import path from 'node:path';
import type { Catalog } from '../catalog/catalog.ts';
import type { CompiledQuery } from '../compile/compiled-query.ts';
import type { CodegenOptions, ColumnOverride } from '../config/schema.ts';
import type { Target } from '../config/target.ts';
import { Naming } from '../naming/naming.ts';
import { emitModelsFile } from './models-file.ts';
import { ModelRegistry } from './model-registry.ts';
import { emitQuerierFile, type QueryModule } from './querier-file.ts';
import { emitQueryFile } from './query-file.ts';
import { importedName, TypeMapper } from './type-mapper.ts';

/** The compiled queries of one .sql file. */
export interface CompiledFile {
  readonly file: string;
  readonly name: string;
  readonly queries: readonly CompiledQuery[];
}

/** All generated files of a target, by path relative to the config file. */
export interface EmittedTarget {
  readonly files: ReadonlyMap<string, string>;
  readonly usedOverrides: ReadonlySet<ColumnOverride>;
}

/** Writes a target's code: a file for each .sql file, then the querier, then the models that these refer to. */
export function emitTarget(
  target: Target,
  compiled: readonly CompiledFile[],
  catalog: Catalog,
  options: CodegenOptions,
): EmittedTarget {
  const models = new ModelRegistry(
    options.overrides.flatMap((override) => importedName(override) ?? []),
    new Naming(options),
  );
  const types = new TypeMapper(catalog, options, models);
  const context = { types, models };
  const files = new Map<string, string>();
  const modules = compiled.map(({ name, queries }): QueryModule => ({
    name,
    module: name + target.suffix.replace(/\.ts$/, ''),
    queries,
  }));
  const place = (name: string): string => path.posix.join(target.outputDirectory, name);
  for (const { file, name, queries } of compiled)
    files.set(place(name + target.suffix), emitQueryFile(file, queries, context, options));
  files.set(place('querier.ts'), emitQuerierFile(target.queriesDirectory, modules, context, options));
  files.set(place('models.ts'), emitModelsFile(target.queriesDirectory, context, options));
  return { files, usedOverrides: types.usedOverrides };
}
