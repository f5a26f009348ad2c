import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { COLUMNS, PACKAGES, pascal } from './project.ts';

/** The tables of an entity, as drizzle is told them. */
function tablesOf(entity: string): string {
  return `
export const ${entity}Status = pgEnum('${entity}_status', ['DRAFT', 'OPEN', 'CLOSED']);

export const ${entity}s = pgTable('${entity}s', {
  id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
  name: text().notNull(),
  code: text().notNull().unique(),
  status: ${entity}Status().notNull().default('DRAFT'),
  rank: integer(),
  amount: numeric({ precision: 12, scale: 2 }),
  starts_at: timestamp({ withTimezone: true }).notNull().defaultNow(),
  tags: text().array().notNull().default([]),
  settings: jsonb().$type<object>(),
});

export const ${entity}Items = pgTable('${entity}_items', {
  id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
  ${entity}_id: bigint({ mode: 'number' })
    .notNull()
    .references(() => ${entity}s.id, { onDelete: 'cascade' }),
  title: text().notNull(),
  quantity: integer().notNull().default(1),
  done: boolean().notNull().default(false),
});
`;
}

/** The ten queries of an entity and a column, as drizzle's query builder writes them. */
function queriesOf(entity: string, column: string, type: string): string {
  const value = `${pascal(entity)}${pascal(column)}`;
  const table = `${entity}s`;
  const items = `${entity}Items`;
  const given = `NonNullable<(typeof ${table}.$inferSelect)['${column}']>`;
  const others = ['name', 'code', 'amount'].filter((other) => other !== column);
  return `
export const get${value} = async (db: NodePgDatabase, value: ${given}) => {
  const [row] = await db.select().from(${table}).where(eq(${table}.${column}, value)).orderBy(${table}.id).limit(1);
  return row;
};

export const list${value} = (
  db: NodePgDatabase,
  from: ${given},
  statuses: (typeof ${table}.$inferSelect)['status'][],
  limit: number,
) =>
  db
    .select({ id: ${table}.id, status: ${table}.status, ${column}: ${table}.${column}, tags: ${table}.tags })
    .from(${table})
    .where(and(gte(${table}.${column}, from), inArray(${table}.status, statuses)))
    .orderBy(${table}.${column}, ${table}.id)
    .limit(limit);

export const items${value} = (db: NodePgDatabase, value: ${given}, done: boolean) =>
  db
    .select({ id: ${table}.id, ${column}: ${table}.${column}, title: ${items}.title, quantity: ${items}.quantity })
    .from(${table})
    .leftJoin(${items}, and(eq(${items}.${entity}_id, ${table}.id), eq(${items}.done, done)))
    .where(eq(${table}.${column}, value))
    .orderBy(${table}.id, ${items}.title);

export const total${value} = (db: NodePgDatabase, below: ${given}) => {
  const totals = db.$with('totals').as(
    db
      .select({ ${entity}_id: ${items}.${entity}_id, items: count().as('items'), quantity: sum(${items}.quantity).as('quantity') })
      .from(${items})
      .groupBy(${items}.${entity}_id),
  );
  return db
    .with(totals)
    .select({
      id: ${table}.id,
      ${column}: ${table}.${column},
      items: sql<number>\`coalesce(\${totals.items}, 0)\`.mapWith(Number),
      quantity: totals.quantity,
    })
    .from(${table})
    .leftJoin(totals, eq(totals.${entity}_id, ${table}.id))
    .where(lt(${table}.${column}, below));
};

export const create${value} = async (db: NodePgDatabase, values: typeof ${table}.$inferInsert) => {
  const [row] = await db
    .insert(${table})
    .values(values)
    .returning({ id: ${table}.id, ${column}: ${table}.${column}, settings: ${table}.settings });
  return row;
};

export const setAll${value} = (db: NodePgDatabase, ids: number[], values: ${given}[]) =>
  db
    .update(${table})
    .set({ ${column}: sql\`news.value\` })
    .from(sql\`unnest(\${sql.param(ids)}::bigint[], \${sql.param(values)}::${type}[]) AS news(id, value)\`)
    .where(eq(${table}.id, sql\`news.id\`));

export const update${value} = async (
  db: NodePgDatabase,
  id: number,
  values: Partial<typeof ${table}.$inferInsert>,
) => {
  const [row] = await db.update(${table}).set(values).where(eq(${table}.id, id)).returning();
  return row;
};

export const upsert${value} = async (db: NodePgDatabase, values: typeof ${table}.$inferInsert) => {
  const [row] = await db
    .insert(${table})
    .values(values)
    .onConflictDoUpdate({
      target: ${table}.code,
      set: { ${others.map((other) => `${other}: sql\`excluded.${other}\``).join(', ')} },
    })
    .returning({ id: ${table}.id, status: ${table}.status, ${column}: ${table}.${column} });
  return row;
};

export const delete${value} = async (db: NodePgDatabase, value: ${given}) => {
  const gone = db.$with('gone').as(db.delete(${table}).where(eq(${table}.${column}, value)).returning({ id: ${table}.id }));
  const [row] = await db.with(gone).select({ count: count() }).from(gone);
  return row?.count;
};

export const rank${value} = (db: NodePgDatabase, limit: string, tags: string[]) =>
  db
    .select({
      id: ${table}.id,
      status: ${table}.status,
      ${column}: ${table}.${column},
      place: sql<number>\`row_number() OVER (PARTITION BY \${${table}.status} ORDER BY \${${table}.${column}} DESC)\`.mapWith(Number),
      previous: sql<${given} | null>\`lag(\${${table}.${column}}) OVER (PARTITION BY \${${table}.status} ORDER BY \${${table}.${column}} DESC)\`,
      size: sql<'large' | 'small' | null>\`CASE WHEN \${gt(${table}.amount, limit)} THEN 'large' WHEN \${isNull(${table}.amount)} THEN NULL ELSE 'small' END\`,
    })
    .from(${table})
    .where(
      and(
        arrayContains(${table}.tags, tags),
        exists(db.select({ id: ${items}.id }).from(${items}).where(eq(${items}.${entity}_id, ${table}.id))),
      ),
    );
`;
}

/** The project's queries as somebody writes them with drizzle, into a folder that is made anew. */
export async function writeDrizzle(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const tables = `import { bigint, boolean, integer, jsonb, numeric, pgEnum, pgTable, text, timestamp } from 'drizzle-orm/pg-core';
${PACKAGES.map((entity) => tablesOf(entity)).join('')}`;
  await writeFile(path.join(folder, 'tables.ts'), tables);
  for (const entity of PACKAGES) {
    const imports = `import { and, arrayContains, count, eq, exists, gt, gte, inArray, isNull, lt, sql, sum } from 'drizzle-orm';
import type { NodePgDatabase } from 'drizzle-orm/node-postgres';
import { ${entity}Items, ${entity}s } from './tables.ts';
`;
    for (const [column, type] of Object.entries(COLUMNS))
      await writeFile(path.join(folder, `${entity}-${column}.ts`), imports + queriesOf(entity, column, type));
  }
}
