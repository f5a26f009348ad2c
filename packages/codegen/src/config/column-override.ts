import { z } from 'zod';

/** A TypeScript type for one column, in results and in the parameters that are stored in it or compared with it. */
export interface TypeOverride {
  /** `table.column` or `schema.table.column`. */
  readonly column: string;
  /** The type, such as `EventPayload` or `DisplayProperty[]`. */
  readonly type: string;
  /** The module that exports the type's first identifier; absent for a global type. */
  readonly from?: string | undefined;
}

/** A schema for one column: what it makes of a parameter is stored, and its types are the column's. */
export interface SchemaOverride {
  /** `table.column` or `schema.table.column`. */
  readonly column: string;
  /** The exported schema, of any library that speaks Standard Schema: `eventPayload`. */
  readonly schema: string;
  /** The module that exports it. */
  readonly from: string;
  /** On the way into the database, out of it, or both. */
  readonly validate: 'write' | 'read' | 'both';
}

export type ColumnOverride = TypeOverride | SchemaOverride;

export function isSchemaOverride(override: ColumnOverride | undefined): override is SchemaOverride {
  return override !== undefined && 'schema' in override;
}

/** An override as the config file has it. */
export const ColumnOverrideSchema = z
  .strictObject({
    column: z.string().regex(/^[^.]+\.[^.]+(?:\.[^.]+)?$/, 'write "table.column" or "schema.table.column"'),
    type: z.string().min(1).optional(),
    schema: z
      .string()
      .regex(/^[\p{ID_Start}_$][\p{ID_Continue}$]*$/u, 'write the name of an export')
      .optional(),
    from: z.string().min(1).optional(),
    validate: z.enum(['write', 'read', 'both']).optional(),
  })
  .transform(({ column, type, schema, from, validate }, context): ColumnOverride => {
    const fail = (message: string): never => {
      context.addIssue({ code: 'custom', message });
      return z.NEVER;
    };
    if (type !== undefined && schema !== undefined) return fail('"type" and "schema" exclude each other');
    if (schema === undefined) {
      if (type === undefined) return fail('write a "type" or a "schema"');
      return validate === undefined ? { column, type, from } : fail('"validate" needs a "schema"');
    }
    if (from === undefined) return fail('"schema" needs "from", the module that exports it');
    return { column, schema, from, validate: validate ?? 'write' };
  });
