import { COMMAND } from '../../analysis/scope.ts';
import { isNode, nodeField, numberField } from '../../analysis/tree.ts';
import type { AnalysedQuery } from '../../analysed-project.ts';
import type { ForeignKey } from '../../plan/read-schema.ts';
import { findScans, type Scan } from '../../plan/scans.ts';
import { spelling } from '../../sql/source-query.ts';
import { createIndex } from '../create-index.ts';
import { finding, type Rule, type VetContext } from '../rule.ts';
import { tableOffset } from '../tokens.ts';
import { touchedTables } from '../touched-tables.ts';
import { unindexedDeletions } from '../unindexed-deletions.ts';
import { forEachQuery } from '../walk.ts';

export const missingForeignKeyIndex: Rule = {
  name: 'missing-foreign-key-index',
  doc: 'a query reads all of a large table for want of an index on a foreign key, or deletes what such a key references',
  severity: 'error',
  async check(context) {
    const scans = await scansOf(context);
    const findings = scans.flatMap(({ query, scan, cures }) =>
      cures.slice(0, 1).map((cure) => {
        const table = scan.table.sqlName;
        return finding(
          query,
          placeOf(scan, query, context),
          `${table}.${cure.columns.join(', ')} is a foreign key without an index: this reads all of ${table}`,
          `Add: ${createIndex(cure, context)};`,
        );
      }),
    );
    return [...findings, ...unindexedDeletions(context)];
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
          placeOf(scan, query, context),
          scan.filter === undefined
            ? `this reads all of ${scan.table.sqlName}`
            : `this reads all of ${scan.table.sqlName} to find the rows where ${named(scan.filter, query)}`,
          converted(scan, context) ??
            `Add an index that fits, a condition or a LIMIT; a table that stays small can be listed in "smallTables".`,
        ),
      );
  },
};

/** Where the table is named, or the view or the partition through which it is read. */
function placeOf({ table }: Scan, query: AnalysedQuery, context: VetContext): number {
  const touched = touchedTables(query, context, () => false);
  const through = touched.find((each) => each.table.oid === table.oid || each.table.root === table.oid);
  return tableOffset(query, (through?.named ?? table).name);
}

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
  const scans = [...plans].flatMap(([query, plan]) => {
    const meant = writtenWhole(query, context);
    return findScans(plan, schema)
      .filter(({ table, filter }) => isLarge(table) && !(filter === undefined && meant.has(table.oid)))
      .map((scan) => ({ query, scan }));
  });
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

/** Tables that UPDATE or DELETE without a condition, or with "WHERE true", are about as a whole. */
function writtenWhole(query: AnalysedQuery, context: VetContext): Set<number> {
  let whole = false;
  if (query.tree === undefined) return new Set();
  forEachQuery(query.tree, ({ query: part }) => {
    const command = numberField(part, 'commandType');
    const quals = nodeField(part, 'jointree')?.fields.get('quals') ?? null;
    const isAll = quals === null || (isNode(quals) && quals.type === 'CONST');
    whole ||= (command === COMMAND.update || command === COMMAND.delete) && isAll;
  });
  const written = touchedTables(query, context, () => false).filter(({ kind }) => kind === 'writes');
  return new Set(whole ? written.map(({ table }) => table.oid) : []);
}

/** A column that has an index, and is converted before it is compared. */
function converted({ table, filter = '' }: Scan, { schema }: VetContext): string | undefined {
  for (const [, name = '', type = ''] of filter.matchAll(/\(\w+\.(\w+)\)::(\w+(?: (?:precision|varying))?)/g)) {
    if (schema.indexes.some(({ table: oid, columns }) => oid === table.oid && columns[0] === name))
      return `Its index is on ${name}, and ${name} is converted to ${type} first: convert what it is compared with.`;
  }
  return undefined;
}

/** A condition with the parameters' own names. */
function named(filter: string, { compiled }: AnalysedQuery): string {
  return filter.replaceAll(/\$(\d+)/g, (placeholder, number: string) => {
    const parameter = compiled.source.parameters[Number(number) - 1];
    return parameter === undefined ? placeholder : spelling(compiled.source, parameter);
  });
}
