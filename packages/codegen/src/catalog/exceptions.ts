import { z } from 'zod';

/** What makes a table another than its columns say, as SQL for the catalog's document. */

/** Tables under a table, however deep: its rows are rows of that, too. */
const DESCENDANTS = `WITH RECURSIVE kin(ancestor, oid) AS (
    SELECT inhparent, inhrelid FROM pg_inherits UNION SELECT kin.ancestor, i.inhrelid FROM kin JOIN pg_inherits i ON i.inhparent = kin.oid)`;

/** A trigger that always hands on the new row, so that none is lost: each of its RETURNs says NEW, which nothing replaces. */
const KEEPS_ROWS = `l.lanname = 'plpgsql' AND p.prosrc !~* '\\mreturn\\M(?!\\s+new\\s*;)' AND p.prosrc !~* '\\mnew\\s*:?=' AND p.prosrc !~* '\\minto\\s+(strict\\s+)?new\\M'`;

const INSTEAD_OF = 64;
const BEFORE_ROW = 2 | 1;
const INSERT_OR_UPDATE = 4 | 16;

export const EXCEPTIONS = `
  'unproven', (${DESCENDANTS}
    SELECT coalesce(json_agg(json_build_array(a.attrelid::bigint, a.attnum)), '[]') FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
    WHERE a.attnotnull AND a.attnum > 0 AND c.relkind IN ('r', 'p', 'f') AND c.oid >= 16384
      AND (EXISTS (SELECT FROM pg_constraint k WHERE k.conrelid = c.oid AND k.contype = 'n' AND k.conkey OPERATOR(pg_catalog.=) ARRAY[a.attnum] AND NOT k.convalidated)
        OR EXISTS (SELECT FROM kin JOIN pg_attribute b ON b.attrelid = kin.oid AND b.attname = a.attname
          WHERE kin.ancestor = c.oid AND (NOT b.attnotnull
            OR EXISTS (SELECT FROM pg_constraint k WHERE k.conrelid = kin.oid AND k.contype = 'n' AND k.conkey OPERATOR(pg_catalog.=) ARRAY[b.attnum] AND NOT k.convalidated))))),
  'dropping', (${DESCENDANTS}, own(oid) AS (
      SELECT t.tgrelid FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid JOIN pg_language l ON l.oid = p.prolang
      WHERE NOT t.tgisinternal AND t.tgenabled <> 'D' AND t.tgtype & ${INSERT_OR_UPDATE} <> 0
        AND (t.tgtype & ${BEFORE_ROW} = ${BEFORE_ROW} OR t.tgtype & ${INSTEAD_OF} <> 0) AND NOT (${KEEPS_ROWS})
      UNION SELECT ev_class FROM pg_rewrite WHERE ev_type <> '1' AND is_instead)
    SELECT coalesce(json_agg(DISTINCT oid::bigint), '[]') FROM (SELECT oid FROM own UNION SELECT kin.ancestor FROM kin JOIN own USING (oid)) AS tables),
  'replacing', (SELECT coalesce(json_agg(DISTINCT oid::bigint), '[]') FROM (
      SELECT tgrelid AS oid FROM pg_trigger WHERE NOT tgisinternal AND tgtype & ${INSTEAD_OF} <> 0
      UNION SELECT ev_class FROM pg_rewrite WHERE ev_type <> '1' AND is_instead) AS tables)`;

export const ExceptionRows = {
  /** Columns that are NOT NULL and may show nulls all the same: it is not validated, or rows of another table are read. */
  unproven: z.array(z.tuple([z.number(), z.number()])),
  /** Tables where a trigger or a rule may drop rows that are written. */
  dropping: z.array(z.number()),
  /** Tables and views where a trigger or a rule writes instead, so that RETURNING shows what that makes of it. */
  replacing: z.array(z.number()),
};
