// A project of 500 queries for the codegen benchmark: ten packages of two tables, each with five files of ten queries.
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** Its packages; each has two tables. */
export const PACKAGES = [
  'customer',
  'product',
  'purchase',
  'invoice',
  'shipment',
  'ticket',
  'payment',
  'review',
  'campaign',
  'employee',
];

/** The columns that the five files of a package are about, with their types. */
export const COLUMNS = { name: 'text', code: 'text', rank: 'integer', amount: 'numeric', starts_at: 'timestamptz' };

/** Where the project's parts are. */
export interface Project {
  readonly folder: string;
  /** Config file of kongflow-codegen, which writes into `src/generated` of each package. */
  readonly config: string;
  /** Config file of stock pgtyped, which writes into `src/pgtyped` of each package. */
  readonly stockConfig: string;
  readonly migrations: string;
  /** One of the packages, as `--package` takes it. */
  readonly onePackage: string;
  /** One of the query files, in that package. */
  readonly oneFile: string;
  readonly queries: number;
}

/**
 * Writes the project into a folder, which must be inside the repository for the generated code to find its runtime.
 * @param size how many of its packages, and how many files in each
 */
export async function writeProject(
  folder: string,
  size: { readonly packages: number; readonly files: number } = { packages: 10, files: 5 },
): Promise<Project> {
  const packages = PACKAGES.slice(0, size.packages);
  const migrations = path.join(folder, 'db/migrations');
  await mkdir(migrations, { recursive: true });
  for (const [index, entity] of packages.entries())
    await writeFile(path.join(migrations, `00${10 + index}_${entity}.sql`), migrationOf(entity));
  let queries = 0;
  for (const entity of packages) {
    const directory = path.join(folder, 'packages', entity, 'queries');
    await mkdir(directory, { recursive: true });
    for (const [column, type] of Object.entries(COLUMNS).slice(0, size.files)) {
      const texts = queriesOf(entity, column, type);
      queries += texts.length;
      await writeFile(path.join(directory, `${entity}_${column}.sql`), texts.join('\n'));
    }
  }
  const config = path.join(folder, 'pgtyped.config.json');
  const stockConfig = path.join(folder, 'stock.config.json');
  await writeFile(config, JSON.stringify(configOf(packages, 'generated'), null, 2));
  await writeFile(stockConfig, JSON.stringify(configOf(packages, 'pgtyped'), null, 2));
  await writeFile(path.join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
  const onePackage = 'packages/customer';
  const oneFile = `${onePackage}/queries/customer_name.sql`;
  return { folder, config, stockConfig, migrations, onePackage, oneFile, queries };
}

function configOf(packages: readonly string[], output: string): object {
  return {
    transforms: packages.map((entity) => ({
      mode: 'sql',
      include: `${entity}/queries/*.sql`,
      emitTemplate: `{{dir}}/../src/${output}/{{name}}.sql.ts`,
    })),
    srcDir: './packages/',
    failOnError: true,
    camelCaseColumnNames: true,
    ...(output === 'generated' ? { codegen: { schema: 'db/migrations', importExtension: '.ts' } } : {}),
  };
}

function migrationOf(entity: string): string {
  return `-- Up Migration
CREATE TYPE ${entity}_status AS ENUM ('DRAFT', 'OPEN', 'CLOSED');
CREATE TABLE ${entity}s (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text NOT NULL,
  code text NOT NULL UNIQUE,
  status ${entity}_status NOT NULL DEFAULT 'DRAFT',
  rank integer,
  amount numeric(12, 2),
  starts_at timestamptz NOT NULL DEFAULT now(),
  tags text[] NOT NULL DEFAULT '{}',
  settings jsonb
);
CREATE TABLE ${entity}_items (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  ${entity}_id bigint NOT NULL REFERENCES ${entity}s (id) ON DELETE CASCADE,
  title text NOT NULL,
  quantity integer NOT NULL DEFAULT 1,
  done boolean NOT NULL DEFAULT false,
  UNIQUE (${entity}_id, title)
);
-- Down Migration
DROP TABLE ${entity}_items;
DROP TABLE ${entity}s;
DROP TYPE ${entity}_status;
`;
}

/** `customer_item` as `CustomerItem`. */
export function pascal(name: string): string {
  return name.replaceAll(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

function queriesOf(entity: string, column: string, type: string): string[] {
  const name = pascal(entity);
  const by = pascal(column);
  const others = ['name', 'code', 'amount'].filter((other) => other !== column);
  const query = (title: string, cardinality: string, sql: string): string =>
    `/* @name ${title} */ -- :${cardinality}\n-- Made up for a measurement.\n${sql};\n`;
  return [
    query(`Get${name}By${by}`, 'one', `SELECT * FROM ${entity}s WHERE ${column} = :value ORDER BY id LIMIT 1`),
    query(
      `List${name}sFrom${by}`,
      'many',
      `SELECT id, status, ${column}, tags FROM ${entity}s
WHERE ${column} >= :from AND status = ANY(:statuses::${entity}_status[])
ORDER BY ${column}, id LIMIT :limit`,
    ),
    query(
      `List${name}ItemsBy${by}`,
      'many',
      `SELECT parent.id, parent.${column}, item.title, item.quantity
FROM ${entity}s AS parent
LEFT JOIN ${entity}_items AS item ON item.${entity}_id = parent.id AND item.done = :done
WHERE parent.${column} = :value
ORDER BY parent.id, item.title`,
    ),
    query(
      `Total${name}sBelow${by}`,
      'many',
      `WITH totals AS (
  SELECT ${entity}_id, count(*) AS items, sum(quantity) AS quantity FROM ${entity}_items GROUP BY ${entity}_id
)
SELECT parent.id, parent.${column}, coalesce(totals.items, 0) AS items, totals.quantity
FROM ${entity}s AS parent
LEFT JOIN totals ON totals.${entity}_id = parent.id
WHERE parent.${column} < :below`,
    ),
    query(
      `Create${name}With${by}`,
      'one',
      `INSERT INTO ${entity}s (name, code, status, rank, amount, tags, settings)
VALUES (:name, :code, :status, :rank, :amount, :tags, :settings)
RETURNING id, ${column}, settings`,
    ),
    query(
      `SetAll${name}${by}`,
      'execrows',
      `UPDATE ${entity}s SET ${column} = news.value
FROM unnest(:ids::bigint[], :values::${type}[]) AS news(id, value)
WHERE ${entity}s.id = news.id`,
    ),
    query(
      `Update${name}${by}`,
      'one',
      `UPDATE ${entity}s SET ${column} = coalesce(:value, ${column}), status = :status WHERE id = :id RETURNING *`,
    ),
    query(
      `Upsert${name}${by}`,
      'one',
      `INSERT INTO ${entity}s (name, code, amount) VALUES (:name, :code, :amount)
ON CONFLICT (code) DO UPDATE SET ${others.map((other) => `${other} = excluded.${other}`).join(', ')}
RETURNING id, status, ${column}`,
    ),
    query(
      `Delete${name}sBy${by}`,
      'one',
      `WITH gone AS (DELETE FROM ${entity}s WHERE ${column} = :value RETURNING id) SELECT count(*) AS count FROM gone`,
    ),
    query(
      `Rank${name}sBy${by}`,
      'many',
      `SELECT id, status, ${column}, row_number() OVER places AS place, lag(${column}) OVER places AS previous,
  CASE WHEN amount > :limit THEN 'large' WHEN amount IS NULL THEN NULL ELSE 'small' END AS size
FROM ${entity}s
WHERE tags @> :tags AND EXISTS (SELECT FROM ${entity}_items AS item WHERE item.${entity}_id = ${entity}s.id)
WINDOW places AS (PARTITION BY status ORDER BY ${column} DESC)`,
    ),
  ];
}
