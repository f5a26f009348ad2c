import type { Database } from '@kongflow/database';
import { sql } from './setup.ts';

const ours = "n.nspname = 'public'";

/** Everything that a migration can define, as text in a stable order: two schemas are equal when these are. */
const questions: Readonly<Record<string, string>> = {
  columns: `SELECT c.relname, a.attname, a.attnum, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity, a.attgenerated,
      pg_get_expr(d.adbin, d.adrelid), col_description(c.oid, a.attnum)
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
    WHERE ${ours} AND c.relkind IN ('r', 'p', 'v', 'm') AND a.attnum > 0 AND NOT a.attisdropped ORDER BY c.relname, a.attnum`,
  relations: `SELECT c.relname, c.relkind, c.relpersistence, c.reloptions, obj_description(c.oid, 'pg_class')
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE ${ours} ORDER BY 1`,
  constraints: `SELECT c.relname, k.conname, pg_get_constraintdef(k.oid), k.condeferrable, obj_description(k.oid, 'pg_constraint')
    FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE ${ours} ORDER BY 1, 2`,
  indexes: `SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid), i.indisunique, i.indisvalid, obj_description(i.indexrelid, 'pg_class')
    FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE ${ours} ORDER BY 1`,
  triggers: `SELECT c.relname, t.tgname, pg_get_triggerdef(t.oid) FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
    JOIN pg_namespace n ON n.oid = c.relnamespace WHERE ${ours} AND NOT t.tgisinternal ORDER BY 1, 2`,
  functions: `SELECT p.proname, pg_get_functiondef(p.oid), obj_description(p.oid, 'pg_proc')
    FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE ${ours} ORDER BY 1, 2`,
  types: `SELECT t.typname, t.typtype, array(SELECT enumlabel::text FROM pg_enum e WHERE e.enumtypid = t.oid ORDER BY enumsortorder), obj_description(t.oid, 'pg_type')
    FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace WHERE ${ours} AND t.typtype IN ('e', 'd', 'r') ORDER BY 1`,
  sequences: `SELECT sequencename, data_type::text, start_value, increment_by FROM pg_sequences WHERE schemaname = 'public' ORDER BY 1`,
  extensions: `SELECT extname, extversion FROM pg_extension ORDER BY 1`,
};

/** The catalog of the schema `public`. */
export async function readCatalog(database: Database): Promise<Record<string, unknown[][]>> {
  const catalog: Record<string, unknown[][]> = {};
  for (const [name, question] of Object.entries(questions)) catalog[name] = (await sql(database, question)).rows;
  return catalog;
}
