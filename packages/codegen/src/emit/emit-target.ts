import path from 'node:path';
import type { Catalog } from '../catalog/catalog.ts';
import type { CompiledQuery } from '../compile/compiled-query.ts';
import type { ColumnOverride } from '../config/column-override.ts';
import type { CodegenOptions } from '../config/schema.ts';
import type { Diagnostic } from '../diagnostic.ts';
import type { Target } from '../config/target.ts';
import { Naming } from '../naming/naming.ts';
import { checkOutputs } from './check-outputs.ts';
import { checkStored } from './check-stored.ts';
import { emitModelsFile } from './models-file.ts';
import { ModelRegistry } from './model-registry.ts';
import { emitQuerierFile, type QueryModule } from './querier-file.ts';
import { emitQueryFile } from './query-file.ts';
import { emitSchemasFile } from './zod/schemas-file.ts';
import { sharedModelsFile, withModelsNote } from './shared-models.ts';
import type { EmitContext } from './signature.ts';
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
  readonly diagnostics: readonly Diagnostic[];
}

/** How a target's code is written: {@link emitTarget}, or what remembers it. */
export type EmitTarget = typeof emitTarget;

function queriesOf(files: readonly CompiledFile[]): CompiledQuery[] {
  return files.flatMap(({ queries }) => queries);
}

/** What a target is written with, or all of them, where they share their models. */
export function emitContext(catalog: Catalog, options: CodegenOptions): EmitContext {
  const models = new ModelRegistry(
    options.overrides.flatMap((override) => importedName(override) ?? []),
    new Naming(options),
    catalog.tables.values(),
  );
  return { models, types: new TypeMapper(catalog, options, models) };
}

/**
 * Writes a target's code: a file for each .sql file, then the querier, then the models that these refer to.
 * @param shared where the models are not its own: they are written when all targets have been
 */
export function emitTarget(
  target: Target,
  compiled: readonly CompiledFile[],
  catalog: Catalog,
  options: CodegenOptions,
  shared?: EmitContext,
): EmittedTarget {
  const own = shared ?? emitContext(catalog, options);
  const { types } = own;
  const diagnostics: Diagnostic[] = [];
  const context = { ...own, report: (diagnostic: Diagnostic) => void diagnostics.push(diagnostic) };
  const files = new Map<string, string>();
  const modules = compiled.map(({ name, queries }): QueryModule => ({
    name,
    module: name + target.suffix.replace(/\.ts$/, ''),
    queries,
  }));
  const place = (name: string): string => path.posix.join(target.outputDirectory, name);
  for (const { file, name, queries } of compiled)
    files.set(place(name + target.suffix), emitQueryFile(file, queries, context, options));
  const querier = emitQuerierFile(target.queriesDirectory, modules, context, options);
  const models = sharedModelsFile(options);
  files.set(place('querier.ts'), models === undefined ? querier : withModelsNote(querier, target, models));
  if (models === undefined) files.set(place('models.ts'), emitModelsFile(target.queriesDirectory, context, options));
  if (options.zod !== undefined) {
    const all = { of: target.queriesDirectory, models: models === undefined, queries: queriesOf(compiled) };
    files.set(place('schemas.ts'), emitSchemasFile(all, context, catalog, options));
  }
  diagnostics.push(...checkOutputs(target, compiled, options));
  diagnostics.push(...compiled.flatMap(({ queries }) => checkStored(queries, types)));
  return { files, usedOverrides: types.usedOverrides, diagnostics };
}
