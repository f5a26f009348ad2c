import path from 'node:path';
import { z } from 'zod';
import { RESERVED_WORDS } from '../names.ts';
import { ZodOptionSchema } from './zod-option.ts';

const IdentifierSchema = z.string().regex(/^[\p{ID_Start}_$][\p{ID_Continue}$]*$/u, 'write an identifier');

/** Types of TypeScript's own. */
const OWN_TYPES = new Set(
  'any bigint boolean never null number object string symbol undefined unknown void'.split(' '),
);

const TypeNameSchema = IdentifierSchema.refine(
  (name) => !RESERVED_WORDS.has(name) && !OWN_TYPES.has(name),
  'no type of yours can be called this',
);

/** One file of models for all packages. */
const ModelsSchema = z.strictObject({
  /** Its folder, relative to the config file. */
  directory: z
    .string()
    .min(1)
    .transform((directory) => path.posix.join(directory, '.').replace(/\/$/, '')),
  /** What generated code imports it from. */
  package: z.string().regex(/^[^./]/, 'write the name of a package, such as "@acme/models"'),
});

/** What generated types are called and look like. */
export const modelOptions = {
  /** Types by the table, view, enum or composite type that they are of, as `name` or `schema.name`. */
  rename: z.record(z.string(), TypeNameSchema).default({}),
  /** Properties of generated types: as TypeScript has them, or as SQL. */
  case: z.enum(['camel', 'snake']).default('camel'),
  /** Properties by the column that they are of, as `column`, `table.column` or `schema.table.column`. */
  renameColumns: z.record(z.string(), IdentifierSchema).default({}),
  /** Whether a table's model has the table's name and not its singular. */
  exactTableNames: z.boolean().default(false),
  /** Singulars of tables that the rules of English get wrong. */
  singular: z.record(z.string(), z.string().min(1)).default({}),
  /** An enum as a union type, or as a constant object beside it. */
  enums: z.enum(['union', 'const']).default('union'),
  /** Where the models of all packages are; absent, each package has its own. */
  models: ModelsSchema.optional(),
  /** Whether querier.ts has an interface beside its class. */
  querier: z.boolean().default(true),
  /** Whether statements are prepared under their names; not behind a pooler that gives each transaction another server. */
  preparedNames: z.boolean().default(true),
  /** Whether there are schemas of zod for models and parameters, and the module that they take zod from. */
  zod: ZodOptionSchema,
  /** Most statements that the branches of one query may make. */
  maxVariants: z.int().min(1).default(64),
};
