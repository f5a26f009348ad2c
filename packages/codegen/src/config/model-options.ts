import { z } from 'zod';

const IdentifierSchema = z.string().regex(/^[A-Za-z_$][\w$]*$/, 'write an identifier');

/** What generated types are called and look like. */
export const modelOptions = {
  /** Types by the table, view, enum or composite type that they are of, as `name` or `schema.name`. */
  rename: z.record(z.string(), IdentifierSchema).default({}),
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
  /** Whether querier.ts has an interface beside its class. */
  querier: z.boolean().default(true),
  /** Whether statements are prepared under their names; not behind a pooler that gives each transaction another server. */
  preparedNames: z.boolean().default(true),
};
