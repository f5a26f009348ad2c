import type pg from 'pg';
import { z } from 'zod';

const IndexSchema = z.object({
  schema: z.string(),
  name: z.string(),
  table: z.number(),
  method: z.string(),
  partial: z.boolean(),
  /** Key columns in their order; null for an expression. */
  columns: z.array(z.string().nullable()),
});
export type Index = Readonly<z.infer<typeof IndexSchema>>;

const ForeignKeySchema = z.object({
  table: z.number(),
  columns: z.array(z.string()),
  references: z.number(),
  /** Deleting what a row references deletes the row. */
  cascades: z.boolean(),
});
export type ForeignKey = Readonly<z.infer<typeof ForeignKeySchema>>;

const TableSchema = z.object({
  oid: z.number(),
  schema: z.string(),
  name: z.string(),
  /** The partitioned table that it is part of, or itself. */
  root: z.number(),
  /** As SQL writes it. */
  sqlName: z.string(),
  /** SQL finds it without its schema. */
  visible: z.boolean(),
  isView: z.boolean(),
});
export type SchemaTable = Readonly<z.infer<typeof TableSchema>>;

const SchemaDocument = z.object({
  indexes: z.array(IndexSchema),
  foreignKeys: z.array(ForeignKeySchema),
  tables: z.array(TableSchema),
});

const SCHEMA = `
SELECT json_build_object(
  'indexes', (SELECT coalesce(json_agg(json_build_object(
      'schema', n.nspname, 'name', c.relname, 'table', i.indrelid::bigint, 'method', m.amname, 'partial', i.indpred IS NOT NULL,
      'columns', (SELECT coalesce(json_agg(a.attname ORDER BY k.position), '[]')
        FROM unnest(i.indkey::int2[]) WITH ORDINALITY AS k(attnum, position)
        LEFT JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum AND k.attnum > 0
        WHERE k.position <= i.indnkeyatts))), '[]')
    FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_am m ON m.oid = c.relam
    WHERE i.indisvalid AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')),
  'foreignKeys', (SELECT coalesce(json_agg(json_build_object(
      'table', f.conrelid::bigint, 'references', f.confrelid::bigint, 'cascades', f.confdeltype = 'c',
      'columns', (SELECT json_agg(a.attname ORDER BY k.position) FROM unnest(f.conkey) WITH ORDINALITY AS k(attnum, position)
        JOIN pg_attribute a ON a.attrelid = f.conrelid AND a.attnum = k.attnum)) ORDER BY f.conrelid, f.conname), '[]')
    FROM pg_constraint f WHERE f.contype = 'f' AND f.conparentid = 0),
  'tables', (SELECT coalesce(json_agg(json_build_object(
      'oid', c.oid::bigint, 'schema', n.nspname, 'name', c.relname,
      'root', coalesce(pg_partition_root(c.oid), c.oid)::oid::bigint, 'sqlName', c.oid::regclass::text,
      'visible', pg_table_is_visible(c.oid), 'isView', c.relkind = 'v')), '[]')
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'm', 'v', 'f') AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast'))
) AS schema`;

/** Tables, indexes and foreign keys. */
export class Schema {
  readonly indexes: readonly Index[];
  readonly foreignKeys: readonly ForeignKey[];
  readonly #tables: ReadonlyMap<number, SchemaTable>;

  constructor({ indexes, foreignKeys, tables }: z.infer<typeof SchemaDocument>) {
    this.indexes = indexes;
    this.foreignKeys = foreignKeys;
    this.#tables = new Map(tables.map((table) => [table.oid, table]));
  }

  get tables(): readonly SchemaTable[] {
    return [...this.#tables.values()];
  }

  table(oid: number): SchemaTable | undefined {
    return this.#tables.get(oid);
  }

  /** A table by the names that a plan has for it; for a partition, the partitioned table. */
  find(schema: string, name: string): SchemaTable | undefined {
    const found = [...this.#tables.values()].find((table) => table.schema === schema && table.name === name);
    return found === undefined ? undefined : this.#tables.get(found.root);
  }

  /**
   * What a config means by `table` or `schema.table`: of several that are called so, the one that SQL finds without
   * the schema.
   */
  called(written: string): SchemaTable | undefined {
    const named = [...this.#tables.values()].filter(
      ({ schema, name }) => written === name || written === `${schema}.${name}`,
    );
    return (
      named.find(({ schema, name }) => written === `${schema}.${name}`) ??
      (named.length === 1 ? named[0] : named.find(({ visible }) => visible))
    );
  }

  index(schema: string, name: string): Index | undefined {
    return this.indexes.find((index) => index.schema === schema && index.name === name);
  }

  /** Whether an index finds the rows of a foreign key: its first columns are the key's, in any order. */
  isIndexed({ table, columns }: ForeignKey): boolean {
    return this.indexes.some(
      (index) =>
        index.table === table &&
        !index.partial &&
        columns.every((column) => index.columns.slice(0, columns.length).includes(column)),
    );
  }
}

/** Reads what the analysis does without, and only `vet` asks about. */
export async function readSchema(client: pg.Client): Promise<Schema> {
  const { rows } = await client.query<{ schema: unknown }>(SCHEMA);
  return new Schema(SchemaDocument.parse(rows[0]?.schema));
}
