import { COMMAND, rangeTableEntry, RTE } from '../../analysis/scope.ts';
import { nodesField, numberField } from '../../analysis/tree.ts';
import type { AnalysedQuery } from '../../analysed-project.ts';
import type { Table } from '../../catalog/catalog.ts';
import { finding, type Finding, type Rule, type VetContext } from '../rule.ts';
import { tableOffset } from '../tokens.ts';
import { forEachQuery } from '../walk.ts';

export const ownedTables: Rule = {
  name: 'owned-tables',
  doc: 'a package writes to a table that its `owns` does not list',
  severity: 'error',
  check: (context) => check(context, 'writes'),
};

export const ownedReads: Rule = {
  name: 'owned-reads',
  doc: 'a package reads a table that its `owns` does not list',
  severity: 'off',
  check: (context) => check(context, 'reads'),
};

function check(context: VetContext, kind: 'writes' | 'reads'): Finding[] {
  const { config, session } = context.project;
  const tables = [...session.context.catalog.tables.values()];
  return context.queries.flatMap((query) => {
    const { owns, package: folder } = query.target;
    if (owns === undefined) return [];
    return [...touched(query, context)[kind]].flatMap((table): Finding[] => {
      if (owns.some((name) => isCalled(table, name))) return [];
      const owner = config.targets.find((target) => target.owns?.some((name) => isCalled(table, name)));
      return [
        finding(
          query,
          tableOffset(query, table.name),
          `${folder} ${kind === 'writes' ? 'writes to' : 'reads'} ${nameOf(table, tables)}, which it does not own`,
          owner === undefined
            ? `List it in "owns" of the package that it belongs to.`
            : `It belongs to ${owner.package}: call that package instead.`,
        ),
      ];
    });
  });
}

/** Whether a table is what the config calls `table` or `schema.table`. */
export function isCalled({ schema, name }: Pick<Table, 'schema' | 'name'>, written: string): boolean {
  return written === name || written === `${schema}.${name}`;
}

function nameOf(table: Table, tables: readonly Table[]): string {
  return tables.some(({ name, oid }) => name === table.name && oid !== table.oid)
    ? `${table.schema}.${table.name}`
    : table.name;
}

function touched({ tree }: AnalysedQuery, { project }: VetContext): { writes: Set<Table>; reads: Set<Table> } {
  const writes = new Set<Table>();
  const reads = new Set<Table>();
  if (tree !== undefined) {
    forEachQuery(tree, ({ query }) => {
      const result = numberField(query, 'resultRelation');
      const isWrite = numberField(query, 'commandType') !== COMMAND.select && result > 0;
      const target = isWrite ? rangeTableEntry(query, result) : undefined;
      for (const entry of nodesField(query, 'rtable')) {
        if (numberField(entry, 'rtekind') !== RTE.relation) continue;
        const table = project.session.context.catalog.tables.get(numberField(entry, 'relid'));
        if (table !== undefined) (entry === target ? writes : reads).add(table);
      }
    });
  }
  return { writes, reads };
}
