import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { COLUMNS, PACKAGES, pascal } from './project.ts';

/** What a table of the project holds, as kysely is told it. */
function tablesOf(entity: string): string {
  return `  ${entity}s: {
    id: Generated<string>;
    name: string;
    code: string;
    status: Generated<Status>;
    rank: number | null;
    amount: string | null;
    starts_at: Generated<Date>;
    tags: Generated<string[]>;
    settings: JSONColumnType<object> | null;
  };
  ${entity}_items: {
    id: Generated<string>;
    ${entity}_id: string;
    title: string;
    quantity: Generated<number>;
    done: Generated<boolean>;
  };`;
}

/** The ten queries of an entity and a column, as kysely writes them. */
function queriesOf(entity: string, column: string, type: string): string {
  const value = `${pascal(entity)}${pascal(column)}`;
  const field = `DB['${entity}s']['${column}']`;
  const others = ['name', 'code', 'amount'].filter((other) => other !== column);
  return `
export const get${value} = (db: Kysely<DB>, value: Value<${field}>) =>
  db.selectFrom('${entity}s').selectAll().where('${column}', '=', value).orderBy('id').limit(1).executeTakeFirst();

export const list${value} = (db: Kysely<DB>, from: Value<${field}>, statuses: Status[], limit: number) =>
  db
    .selectFrom('${entity}s')
    .select(['id', 'status', '${column}', 'tags'])
    .where('${column}', '>=', from)
    .where('status', 'in', statuses)
    .orderBy('${column}')
    .orderBy('id')
    .limit(limit)
    .execute();

export const items${value} = (db: Kysely<DB>, value: Value<${field}>, done: boolean) =>
  db
    .selectFrom('${entity}s as parent')
    .leftJoin('${entity}_items as item', (join) => join.onRef('item.${entity}_id', '=', 'parent.id').on('item.done', '=', done))
    .select(['parent.id', 'parent.${column}', 'item.title', 'item.quantity'])
    .where('parent.${column}', '=', value)
    .orderBy('parent.id')
    .orderBy('item.title')
    .execute();

export const total${value} = (db: Kysely<DB>, below: Value<${field}>) =>
  db
    .with('totals', (cte) =>
      cte
        .selectFrom('${entity}_items')
        .select(({ fn }) => ['${entity}_id', fn.countAll<string>().as('items'), fn.sum<string>('quantity').as('quantity')])
        .groupBy('${entity}_id'),
    )
    .selectFrom('${entity}s as parent')
    .leftJoin('totals', 'totals.${entity}_id', 'parent.id')
    .select(({ fn, val }) => [
      'parent.id',
      'parent.${column}',
      fn.coalesce('totals.items', val('0')).as('items'),
      'totals.quantity',
    ])
    .where('parent.${column}', '<', below)
    .execute();

export const create${value} = (db: Kysely<DB>, values: Insertable<DB['${entity}s']>) =>
  db.insertInto('${entity}s').values(values).returning(['id', '${column}', 'settings']).executeTakeFirst();

export const setAll${value} = (db: Kysely<DB>, ids: string[], values: unknown[]) =>
  db
    .updateTable('${entity}s')
    .from(sql<{ id: string; value: Value<${field}> }>\`unnest(\${ids}::bigint[], \${values}::${type}[])\`.as<'news'>(sql\`news(id, value)\`))
    .set(({ ref }) => ({ ${column}: ref('news.value') }))
    .whereRef('${entity}s.id', '=', 'news.id')
    .executeTakeFirst();

export const update${value} = (db: Kysely<DB>, id: string, values: Updateable<DB['${entity}s']>) =>
  db.updateTable('${entity}s').set(values).where('id', '=', id).returningAll().executeTakeFirst();

export const upsert${value} = (db: Kysely<DB>, values: Insertable<DB['${entity}s']>) =>
  db
    .insertInto('${entity}s')
    .values(values)
    .onConflict((conflict) =>
      conflict.column('code').doUpdateSet(({ ref }) => ({ ${others.map((other) => `${other}: ref('excluded.${other}')`).join(', ')} })),
    )
    .returning(['id', 'status', '${column}'])
    .executeTakeFirst();

export const delete${value} = (db: Kysely<DB>, value: Value<${field}>) =>
  db
    .with('gone', (cte) => cte.deleteFrom('${entity}s').where('${column}', '=', value).returning('id'))
    .selectFrom('gone')
    .select(({ fn }) => fn.countAll<string>().as('count'))
    .executeTakeFirst();

export const rank${value} = (db: Kysely<DB>, limit: string, tags: string[]) =>
  db
    .selectFrom('${entity}s')
    .select(({ fn, case: when }) => [
      'id',
      'status',
      '${column}',
      fn.agg<string>('row_number').over((over) => over.partitionBy('status').orderBy('${column}', 'desc')).as('place'),
      fn.agg<Value<${field}> | null>('lag', ['${column}']).over((over) => over.partitionBy('status').orderBy('${column}', 'desc')).as('previous'),
      when().when('amount', '>', limit).then('large').when('amount', 'is', null).then(null).else('small').end().as('size'),
    ])
    .where('tags', '@>', sql<string[]>\`\${tags}\`)
    .where(({ exists, selectFrom }) =>
      exists(selectFrom('${entity}_items as item').select('item.id').whereRef('item.${entity}_id', '=', '${entity}s.id')),
    )
    .execute();
`;
}

/** The project's queries as somebody writes them with kysely, into a folder that is made anew. */
export async function writeKysely(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const types = `import type { ColumnType, Generated, JSONColumnType } from 'kysely';

export type Status = 'DRAFT' | 'OPEN' | 'CLOSED';
export type Value<T> = NonNullable<T extends ColumnType<infer Select, infer _Insert, infer _Update> ? Select : T>;

export interface DB {
${PACKAGES.map((entity) => tablesOf(entity)).join('\n')}
}
`;
  await writeFile(path.join(folder, 'db.ts'), types);
  const imports = `import { type Insertable, type Kysely, sql, type Updateable } from 'kysely';
import type { DB, Status, Value } from './db.ts';
`;
  for (const entity of PACKAGES) {
    for (const [column, type] of Object.entries(COLUMNS))
      await writeFile(path.join(folder, `${entity}-${column}.ts`), imports + queriesOf(entity, column, type));
  }
}
