import { z } from 'zod';
import { ColumnOverrideSchema } from './column-override.ts';
import { modelOptions } from './model-options.ts';
import { VetOptionsSchema } from '../vet/options.ts';

/** Our part of pgtyped.config.json; stock pgtyped ignores the key. */
export const CodegenOptionsSchema = z.strictObject({
  /** Folder of migrations or other .sql files that define the schema, relative to the config file; or a database. */
  schema: z
    .union(
      [z.string().min(1), z.strictObject({ database: z.literal(true) })],
      'write a folder or a file, or { "database": true }',
    )
    .default('db/migrations'),
  /** What a bigint column becomes: a number (an error beyond 2^53 - 1), a BigInt or a string. */
  int8: z.enum(['number', 'bigint', 'string']).default('number'),
  /** Whether elements of arrays are taken for nullable where nothing proves that they are not. */
  arrayElements: z.enum(['nullable', 'notNull']).default('nullable'),
  /** Module that generated code imports its runtime from. */
  runtime: z.string().default('@kongflow/database/query-runtime'),
  /** Extension of relative imports in generated code. */
  importExtension: z.enum(['.ts', '.js', '']).default('.js'),
  overrides: z.array(ColumnOverrideSchema).default([]),
  ...modelOptions,
  vet: VetOptionsSchema.prefault({}),
});
export type CodegenOptions = Readonly<z.infer<typeof CodegenOptionsSchema>>;

/** A transform of pgtyped: which files, and where their output goes. */
export const TransformSchema = z.looseObject({
  mode: z.literal('sql', 'only pgtyped\'s "sql" mode is supported'),
  /** `<folder>/*.sql`, relative to `srcDir`. */
  include: z.string().regex(/^(?:[^*?[\]{}]+\/)?\*\.sql$/, 'write "<folder>/*.sql"'),
  emitTemplate: z
    .string()
    .regex(/^\{\{dir\}\}\/(?:[^{}]+\/)?\{\{name\}\}[^{}/]*\.ts$/, 'write "{{dir}}/<folder>/{{name}}.sql.ts"'),
  /** Tables that belong to the package, as `table` or `schema.table`: ours, for `vet`. */
  owns: z.array(z.string().min(1)).optional(),
});
export type Transform = z.infer<typeof TransformSchema>;

/** pgtyped.config.json, as far as it concerns us; what else pgtyped knows may stand there too. */
export const ConfigFileSchema = z.looseObject({
  transforms: z.array(TransformSchema).min(1),
  srcDir: z.string().default('.'),
  codegen: CodegenOptionsSchema.prefault({}),
});
