import type pg from 'pg';
import { z } from 'zod';
import { findNode, type TreeNode } from '../analysis/tree.ts';
import { Nullability } from '../analysis/nullability.ts';
import { parseTree } from '../analysis/parse-tree.ts';
import { ExceptionRows, EXCEPTIONS } from './exceptions.ts';
import {
  baseType,
  forbidsNull,
  type Catalog,
  type Column,
  type Operator,
  type Routine,
  type Table,
  type Type,
} from './catalog.ts';

const Rows = z.object({
  columns: z.array(
    z.object({
      relation: z.number(),
      schema: z.string(),
      table: z.string(),
      table_comment: z.string().nullable(),
      name: z.string(),
      attnum: z.number(),
      type: z.number(),
      not_null: z.boolean(),
      dimensions: z.number(),
      elements_not_null: z.boolean(),
      max_length: z.number().nullable(),
      comment: z.string().nullable(),
    }),
  ),
  types: z.array(
    z.object({
      oid: z.number(),
      schema: z.string(),
      name: z.string(),
      sql_name: z.string(),
      kind: z.enum(['b', 'c', 'd', 'e', 'p', 'r', 'm']),
      element: z.number(),
      base: z.number(),
      max_length: z.number().nullable(),
      not_null: z.boolean(),
      attributes: z.array(z.object({ name: z.string(), type: z.number(), dimensions: z.number() })),
      labels: z.array(z.string()),
      comment: z.string().nullable(),
    }),
  ),
  operators: z.array(z.object({ oid: z.number(), name: z.string(), built_in: z.boolean(), strict: z.boolean() })),
  routines: z.array(z.object({ oid: z.number(), name: z.string(), built_in: z.boolean() })),
  argument_names: z.record(z.string(), z.array(z.string())),
  views: z.array(z.object({ oid: z.number(), body: z.string() })),
  keywords: z.array(z.string()),
  ...ExceptionRows,
});

const OURS = "n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')";

/** The check that keeps nulls out of an array, `array_position(column, NULL) IS NULL`, as PostgreSQL writes it. */
const NO_NULLS = `format('(array_position(%I, NULL::%s) IS NULL)', a.attname, (SELECT format_type(e.typelem, NULL) FROM pg_type e WHERE e.oid = a.atttypid))`;

/** The n of `varchar(n)`, `char(n)` and arrays of them: PostgreSQL keeps 4 more than that. */
function maxLength(type: string, modifier: string): string {
  return `CASE WHEN ${type} IN ('varchar'::regtype, 'bpchar'::regtype, 'varchar[]'::regtype, 'bpchar[]'::regtype) AND ${modifier} > 4 THEN ${modifier} - 4 END`;
}

/** One statement, one round trip: the whole catalog as a JSON document. */
const CATALOG = `
SELECT json_build_object(
  'columns', (SELECT coalesce(json_agg(json_build_object(
      'relation', c.oid::bigint, 'schema', n.nspname, 'table', c.relname, 'table_comment', obj_description(c.oid, 'pg_class'),
      'name', a.attname, 'attnum', a.attnum, 'type', a.atttypid::bigint,
      'not_null', a.attnotnull, 'dimensions', a.attndims,
      'elements_not_null', EXISTS (SELECT FROM pg_constraint k WHERE k.conrelid = c.oid AND k.contype = 'c' AND k.convalidated AND k.conkey OPERATOR(pg_catalog.=) ARRAY[a.attnum]
        AND pg_get_expr(k.conbin, k.conrelid) IN (${NO_NULLS})),
      'max_length', ${maxLength('a.atttypid', 'a.atttypmod')},
      'comment', col_description(c.oid, a.attnum))
      ORDER BY n.nspname, c.relname, a.attnum), '[]')
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid
    WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND ${OURS} AND a.attnum > 0 AND NOT a.attisdropped),
  'types', (SELECT json_agg(json_build_object(
      'oid', t.oid::bigint, 'schema', n.nspname, 'name', t.typname, 'sql_name', format_type(t.oid, NULL), 'kind', t.typtype,
      'element', coalesce((SELECT e.oid::bigint FROM pg_type e WHERE e.oid = t.typelem AND e.typarray = t.oid), 0),
      'base', t.typbasetype::bigint, 'max_length', ${maxLength('t.typbasetype', 't.typtypmod')}, 'not_null', t.typnotnull,
      'attributes', coalesce((SELECT json_agg(json_build_object('name', a.attname, 'type', a.atttypid::bigint, 'dimensions', a.attndims) ORDER BY a.attnum)
        FROM pg_attribute a WHERE t.typtype = 'c' AND a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped), '[]'),
      'labels', coalesce((SELECT json_agg(e.enumlabel ORDER BY e.enumsortorder) FROM pg_enum e WHERE e.enumtypid = t.oid), '[]'),
      'comment', CASE WHEN ${OURS} THEN obj_description(t.oid, 'pg_type') END))
    FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
    WHERE n.nspname NOT IN ('information_schema', 'pg_toast')
      AND NOT (n.nspname = 'pg_catalog' AND EXISTS (SELECT FROM pg_class c WHERE c.oid = coalesce(nullif(t.typrelid, 0), (SELECT e.typrelid FROM pg_type e WHERE e.oid = t.typelem))))),
  'operators', (SELECT json_agg(json_build_object('oid', o.oid::bigint, 'name', o.oprname, 'built_in', o.oprnamespace = 'pg_catalog'::regnamespace, 'strict', p.proisstrict))
    FROM pg_operator o JOIN pg_proc p ON p.oid = o.oprcode),
  'routines', (SELECT json_agg(json_build_object('oid', p.oid::bigint, 'name', p.proname, 'built_in', p.pronamespace = 'pg_catalog'::regnamespace))
    FROM pg_proc p),
  'argument_names', (SELECT coalesce(json_object_agg(p.oid::bigint, CASE WHEN p.proargmodes IS NULL THEN p.proargnames
      ELSE ARRAY(SELECT a.name FROM unnest(p.proargnames, p.proargmodes) WITH ORDINALITY a (name, mode, at) WHERE a.mode IN ('i', 'b', 'v') ORDER BY a.at) END), '{}')
    FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
    WHERE ${OURS} AND p.proargnames IS NOT NULL),
  'views', (SELECT coalesce(json_agg(json_build_object('oid', r.ev_class::bigint, 'body', r.ev_action::text)), '[]')
    FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE r.rulename = '_RETURN' AND ${OURS}),
  'keywords', (SELECT json_agg(word) FROM pg_get_keywords() WHERE catcode <> 'U'),
  ${EXCEPTIONS}
) AS catalog`;

/** Keywords of PostgreSQL 17, for 16 too: the generated code is the same whatever the server. */
const NEWER_KEYWORDS = [
  'json',
  'json_exists',
  'json_query',
  'json_scalar',
  'json_serialize',
  'json_table',
  'json_value',
  'merge_action',
];

/** Reads tables, types, operators, functions and views of the database. */
export async function readCatalog(client: pg.Client): Promise<Catalog> {
  const { rows } = await client.query<{ catalog: unknown }>(CATALOG);
  const read = Rows.parse(rows[0]?.catalog);
  const types = new Map(
    read.types.map(
      ({ sql_name: sqlName, not_null: notNull, max_length: maxLength, attributes, ...type }): [number, Type] => [
        type.oid,
        {
          ...type,
          sqlName,
          notNull,
          maxLength: maxLength ?? undefined,
          attributes: attributes.map(({ name, type: typeOid, dimensions }) => ({ name, typeOid, dimensions })),
        },
      ],
    ),
  );
  const tables = toTables(read, types);
  const catalog: Catalog = {
    tables,
    types,
    operators: new Map(
      read.operators.map(({ oid, name, built_in: builtIn, strict }): [number, Operator] => [
        oid,
        { name, builtIn, strict },
      ]),
    ),
    routines: new Map(
      read.routines.map(({ oid, name, built_in: builtIn }): [number, Routine] => [
        oid,
        { name, builtIn, argumentNames: read.argument_names[oid] ?? [] },
      ]),
    ),
    views: new Map(
      read.views.flatMap(({ oid, body }): [number, TreeNode][] => {
        const query = findNode(parseTree(body), 'QUERY');
        return query === undefined ? [] : [[oid, query]];
      }),
    ),
    keywords: new Set([...read.keywords, ...NEWER_KEYWORDS]),
    dropping: new Set(read.dropping),
    replacing: new Set(read.replacing),
  };
  // A view's columns carry no NOT NULL of their own: they are as free of nulls as its query's.
  const nullability = new Nullability(catalog, []);
  for (const [oid, query] of catalog.views) {
    const view = tables.get(oid);
    if (view !== undefined)
      view.columns = view.columns.map((column) => ({
        ...column,
        notNull: nullability.outputNotNull({ query, outer: undefined }, column.attnum),
      }));
  }
  return catalog;
}

/** A table while its columns are being collected. */
type OpenTable = Omit<Table, 'columns'> & { columns: Column[] };

function toTables({ columns, unproven }: z.infer<typeof Rows>, types: Catalog['types']): Map<number, OpenTable> {
  const doubtful = new Set(unproven.map(([relation, attnum]) => `${relation}.${attnum}`));
  const tables = new Map<number, OpenTable>();
  for (const read of columns) {
    const { relation: oid, schema, table: name, table_comment: comment, type: typeOid } = read;
    const table = tables.get(oid) ?? { oid, schema, name, comment, columns: [] };
    tables.set(oid, table);
    const element = baseType({ types }, typeOid)?.element ?? 0;
    const refusesNull = doubtful.has(`${oid}.${read.attnum}`);
    table.columns.push({
      name: read.name,
      attnum: read.attnum,
      typeOid,
      notNull: (read.not_null && !refusesNull) || forbidsNull({ types }, typeOid),
      refusesNull,
      dimensions: read.dimensions,
      maxLength: read.max_length ?? undefined,
      elementsNotNull: read.elements_not_null || forbidsNull({ types }, element),
      comment: read.comment,
    });
  }
  return tables;
}
