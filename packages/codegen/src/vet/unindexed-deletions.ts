import { COMMAND, rangeTableEntry } from '../analysis/scope.ts';
import { nodesField, numberField } from '../analysis/tree.ts';
import type { AnalysedQuery } from '../analysed-project.ts';
import type { SchemaTable } from '../plan/read-schema.ts';
import { createIndex } from './create-index.ts';
import { finding, type Finding, type VetContext } from './rule.ts';
import { tableOffset, wordsOf } from './tokens.ts';
import { forEachQuery } from './walk.ts';

/**
 * Deletions for which the server looks for rows that reference what is deleted, and has no index to find them by: it
 * looks once for each row deleted, and no plan shows that.
 */
export function unindexedDeletions(context: VetContext): Finding[] {
  return context.queries.flatMap((query) =>
    deletedTables(query, context).flatMap((table) => findingsFor(query, table, context)),
  );
}

function findingsFor(query: AnalysedQuery, deleted: SchemaTable, context: VetContext): Finding[] {
  const { schema, isLarge } = context;
  return [deleted, ...cascaded(deleted, context, new Set([deleted]))].flatMap((table) =>
    schema.foreignKeys
      .filter((key) => key.references === table.oid && !schema.isIndexed(key))
      .flatMap((key): Finding[] => {
        const from = schema.table(key.table);
        if (from === undefined || !isLarge(from)) return [];
        const at = wordsOf(query).find(({ text }) => text === 'delete')?.at;
        const row = table === deleted ? 'row deleted here' : `row of ${table.sqlName} that the deletion cascades to`;
        return [
          finding(
            query,
            tableOffset(query, deleted.name, at),
            `${from.sqlName}.${key.columns.join(', ')} references ${table.sqlName} without an index: each ${row} reads all of ${from.sqlName}`,
            `Add: ${createIndex(key, context)};`,
          ),
        ];
      }),
  );
}

function cascaded(table: SchemaTable, context: VetContext, seen: Set<SchemaTable>): SchemaTable[] {
  const { schema } = context;
  return schema.foreignKeys
    .filter(({ references, cascades }) => references === table.oid && cascades)
    .flatMap((key) => {
      const below = schema.table(key.table);
      if (below === undefined || seen.has(below)) return [];
      seen.add(below);
      return [below, ...cascaded(below, context, seen)];
    });
}

/** The tables that DELETE and MERGE delete rows of. */
function deletedTables({ tree }: AnalysedQuery, { schema }: VetContext): SchemaTable[] {
  const tables = new Set<SchemaTable>();
  if (tree === undefined) return [];
  forEachQuery(tree, ({ query }) => {
    const isDelete =
      numberField(query, 'commandType') === COMMAND.delete ||
      nodesField(query, 'mergeActionList').some((action) => numberField(action, 'commandType') === COMMAND.delete);
    const entry = isDelete ? rangeTableEntry(query, numberField(query, 'resultRelation')) : undefined;
    const table = entry === undefined ? undefined : schema.table(numberField(entry, 'relid'));
    if (table !== undefined) tables.add(table);
  });
  return [...tables];
}
