import { COMMAND, rangeTableEntry, RTE } from '../analysis/scope.ts';
import { nodeField, nodesField, numberField, type TreeNode } from '../analysis/tree.ts';
import type { AnalysedQuery } from '../analysed-project.ts';
import type { SchemaTable } from '../plan/read-schema.ts';
import { dottedName, spell } from '../suggest/identifiers.ts';
import type { VetContext } from './rule.ts';
import { forEachQuery } from './walk.ts';

/** A table that a statement reads or writes. */
export interface TouchedTable {
  readonly table: SchemaTable;
  /** What the statement names: the table, or a view of it. */
  readonly named: SchemaTable;
  readonly kind: 'writes' | 'reads';
}

/**
 * The tables of a statement. A view that nobody owns stands for what is behind it; one with an owner is a table of that.
 * What functions and triggers do, no statement shows.
 */
export function touchedTables(
  query: AnalysedQuery,
  { project, schema }: VetContext,
  isOwned: (table: SchemaTable) => boolean,
): TouchedTable[] {
  const { views } = project.session.context.catalog;
  const { tree } = query;
  if (tree === undefined) return emptiedTables(query).flatMap((name) => written(schema.called(name)));
  const found = new Map<string, TouchedTable>();
  forEachQuery(tree, ({ query: part }) => {
    const result = numberField(part, 'resultRelation');
    const isWrite = numberField(part, 'commandType') !== COMMAND.select && result > 0;
    const target = isWrite ? rangeTableEntry(part, result) : undefined;
    for (const entry of relations(part)) {
      const named = schema.table(numberField(entry, 'relid'));
      const kind = entry === target ? 'writes' : 'reads';
      for (const table of named === undefined ? [] : behind(named, kind))
        if (named !== undefined) found.set(`${kind} ${table.oid}`, { table, named, kind });
    }
  });
  return [...found.values()];

  function behind(table: SchemaTable, kind: TouchedTable['kind']): SchemaTable[] {
    const view = table.isView && !isOwned(table) ? views.get(table.oid) : undefined;
    if (view === undefined) return [table];
    const entries: TreeNode[] = [];
    if (kind === 'writes') entries.push(...[updatable(view)].filter((entry) => entry !== undefined));
    else
      forEachQuery(view, ({ query: part }) => {
        entries.push(...relations(part));
      });
    // To write to any other view takes a trigger of its own.
    if (entries.length === 0) return [table];
    return entries.flatMap((entry) => {
      const below = schema.table(numberField(entry, 'relid'));
      return below === undefined ? [] : behind(below, kind);
    });
  }
}

function written(table: SchemaTable | undefined): TouchedTable[] {
  return table === undefined ? [] : [{ table, named: table, kind: 'writes' }];
}

function relations(query: TreeNode): TreeNode[] {
  return nodesField(query, 'rtable').filter((entry) => numberField(entry, 'rtekind') === RTE.relation);
}

/** The one table in FROM of a view that PostgreSQL writes through. */
function updatable(view: TreeNode): TreeNode | undefined {
  const jointree = nodeField(view, 'jointree');
  const [only, ...others] = jointree === undefined ? [] : nodesField(jointree, 'fromlist');
  if (only?.type !== 'RANGETBLREF' || others.length > 0) return undefined;
  const entry = rangeTableEntry(view, numberField(only, 'rtindex'));
  return entry !== undefined && numberField(entry, 'rtekind') === RTE.relation ? entry : undefined;
}

/** Of statements without a tree: the tables of TRUNCATE, and a materialized view that is made anew. */
function emptiedTables({ compiled }: AnalysedQuery): string[] {
  const words = spell(compiled.source);
  const starts = { truncate: ['table', 'only'], refresh: ['materialized', 'view', 'concurrently'] };
  const first = words[0]?.word;
  if (first !== 'truncate' && first !== 'refresh') return [];
  const names: string[] = [];
  for (let at = 1; at < words.length; at++) {
    while (starts[first].includes(words[at]?.word ?? '')) at++;
    const parts = dottedName(words, at);
    if (parts.length === 0) break;
    names.push(parts.join('.'));
    at += parts.length * 2 - 1;
    if (words[at]?.word === '*') at++;
    if (words[at]?.word !== ',') break;
  }
  return names;
}
