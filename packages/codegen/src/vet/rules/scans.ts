import { COMMAND, rangeTableEntry } from '../../analysis/scope.ts';
import { numberField } from '../../analysis/tree.ts';
import type { AnalysedQuery } from '../../analysed-project.ts';
import type { ForeignKey, SchemaTable } from '../../plan/read-schema.ts';
import { findScans, type Scan } from '../../plan/scans.ts';
import { spelling } from '../../sql/source-query.ts';
import { finding, type Finding, type Rule, type VetContext } from '../rule.ts';
import { tableOffset, wordsOf } from '../tokens.ts';
import { forEachQuery } from '../walk.ts';

export const missingForeignKeyIndex: Rule = {
  name: 'missing-foreign-key-index',
  doc: 'a query reads all of a large table for want of an index on a foreign key, or deletes what such a key references',
  severity: 'error',
  async check(context) {
    const scans = await scansOf(context);
    const findings = scans.flatMap(({ query, scan, cures }) =>
      cures.slice(0, 1).map((cure) => {
        const { table, columns } = describe(cure, context);
        return finding(
          query,
          tableOffset(query, scan.table.name),
          `${table}.${columns} is a foreign key without an index: this reads all of ${table}`,
          `Add "CREATE INDEX ON ${table} (${columns})".`,
        );
      }),
    );
    return [...findings, ...context.queries.flatMap((query) => deletions(query, context))];
  },
};

export const noSeqScan: Rule = {
  name: 'no-seq-scan',
  doc: 'a query reads all of a large table: no index fits what it asks for',
  severity: 'warning',
  async check(context) {
    const scans = await scansOf(context);
    return scans
      .filter(({ cures }) => cures.length === 0)
      .map(({ query, scan }) =>
        finding(
          query,
          tableOffset(query, scan.table.name),
          scan.filter === undefined
            ? `this reads all of ${scan.table.sqlName}`
            : `this reads all of ${scan.table.sqlName} to find the rows where ${named(scan.filter, query)}`,
          `Add an index that fits, a condition or a LIMIT; a table that stays small can be listed in "smallTables".`,
        ),
      );
  },
};

interface FoundScan {
  readonly query: AnalysedQuery;
  readonly scan: Scan;
  /** Foreign keys of the table, an index on which would do away with the scan. */
  readonly cures: readonly ForeignKey[];
}

const found = new WeakMap<VetContext, Promise<readonly FoundScan[]>>();

/** Both rules ask, and the second time costs nothing. */
async function scansOf(context: VetContext): Promise<readonly FoundScan[]> {
  const known = found.get(context) ?? findAll(context);
  found.set(context, known);
  return known;
}

async function findAll(context: VetContext): Promise<readonly FoundScan[]> {
  const { planner, schema, isLarge } = context;
  const plans = await planner.plans();
  const scans = [...plans].flatMap(([query, plan]) =>
    findScans(plan, schema)
      .filter(({ table }) => isLarge(table.schema, table.name))
      .map((scan) => ({ query, scan })),
  );
  const tables = new Set(scans.map(({ scan }) => scan.table.oid));
  const keys = schema.foreignKeys.filter((key) => tables.has(key.table) && !schema.isIndexed(key));
  const cures = new Map(scans.map((each) => [each, [] as ForeignKey[]]));
  // A live database is only looked at: there the scans stay without an explanation.
  if (typeof context.project.config.options.schema !== 'string') return scans.map((each) => ({ ...each, cures: [] }));
  for (const key of keys) {
    const candidates = scans.filter(({ scan }) => scan.table.oid === key.table);
    const again = await planner.plansWith(
      [createIndex(key, context)],
      candidates.map(({ query }) => query),
    );
    for (const each of candidates) {
      const plan = again.get(each.query);
      const cured = plan !== undefined && !findScans(plan, schema).some(({ table }) => table === each.scan.table);
      if (cured) cures.get(each)?.push(key);
    }
  }
  return scans.map((each) => ({ ...each, cures: cures.get(each) ?? [] }));
}

function createIndex(key: ForeignKey, { schema }: VetContext): string {
  const columns = key.columns.map((column) => `"${column.replaceAll('"', '""')}"`).join(', ');
  return `CREATE INDEX ON ${schema.table(key.table)?.sqlName ?? ''} (${columns})`;
}

function describe(key: ForeignKey, { schema }: VetContext): { table: string; columns: string } {
  return { table: schema.table(key.table)?.sqlName ?? '', columns: key.columns.join(', ') };
}

/** Deleting a row makes the server look for rows that reference it, once for each: no plan shows that. */
function deletions(query: AnalysedQuery, context: VetContext): Finding[] {
  const { schema, isLarge } = context;
  return deletedTables(query, context).flatMap((table) =>
    schema.foreignKeys
      .filter((key) => key.references === table.oid && !schema.isIndexed(key))
      .flatMap((key): Finding[] => {
        const from = schema.table(key.table);
        if (from === undefined || !isLarge(from.schema, from.name)) return [];
        const { columns } = describe(key, context);
        const at = wordsOf(query).find(({ text }) => text === 'delete')?.at;
        return [
          finding(
            query,
            tableOffset(query, table.name, at),
            `${from.sqlName}.${columns} references ${table.sqlName} without an index: each row deleted here reads all of ${from.sqlName}`,
            `Add "CREATE INDEX ON ${from.sqlName} (${columns})".`,
          ),
        ];
      }),
  );
}

function deletedTables({ tree }: AnalysedQuery, { schema }: VetContext): SchemaTable[] {
  const tables: SchemaTable[] = [];
  if (tree === undefined) return tables;
  forEachQuery(tree, ({ query }) => {
    if (numberField(query, 'commandType') !== COMMAND.delete) return;
    const entry = rangeTableEntry(query, numberField(query, 'resultRelation'));
    const table = entry === undefined ? undefined : schema.table(numberField(entry, 'relid'));
    if (table !== undefined) tables.push(table);
  });
  return tables;
}

/** A condition with the parameters' own names. */
function named(filter: string, { compiled }: AnalysedQuery): string {
  return filter.replaceAll(/\$(\d+)/g, (placeholder, number: string) => {
    const parameter = compiled.source.parameters[Number(number) - 1];
    return parameter === undefined ? placeholder : spelling(compiled.source, parameter);
  });
}
