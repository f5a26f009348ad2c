import { COMMAND, rangeTableEntry } from '../../analysis/scope.ts';
import { field, nodeField, numberField, type TreeNode } from '../../analysis/tree.ts';
import type { AnalysedQuery } from '../../analysed-project.ts';
import { finding, type Finding, type Rule, type VetContext } from '../rule.ts';
import { startOf, wordsOf } from '../tokens.ts';
import { forEachQuery } from '../walk.ts';

/** What a statement stands behind: nothing, or a bracket of WITH. Locks, ON CONFLICT and MERGE have the words too. */
const BEFORE_STATEMENT = new Set([undefined, '(', ')']);

export const noUpdateWithoutWhere: Rule = {
  name: 'no-update-without-where',
  doc: 'UPDATE without WHERE: every row of the table',
  severity: 'error',
  check: (context) => check(context, 'update'),
};

export const noDeleteWithoutWhere: Rule = {
  name: 'no-delete-without-where',
  doc: 'DELETE without WHERE: every row of the table',
  severity: 'error',
  check: (context) => check(context, 'delete'),
};

function check({ queries, project }: VetContext, command: 'update' | 'delete'): Finding[] {
  return queries.flatMap((query) => {
    const parts = statements(query, COMMAND[command]);
    const words = wordsOf(query);
    const places = words.filter(({ text }, index) => text === command && BEFORE_STATEMENT.has(words[index - 1]?.text));
    return parts.flatMap((part, index): Finding[] => {
      const jointree = nodeField(part, 'jointree');
      if (jointree === undefined || field(jointree, 'quals') !== null) return [];
      const entry = rangeTableEntry(part, numberField(part, 'resultRelation'));
      const table = project.session.context.catalog.tables.get(entry === undefined ? 0 : numberField(entry, 'relid'));
      return [
        finding(
          query,
          places[index]?.at ?? startOf(query),
          `this ${command.toUpperCase()} has no WHERE: it ${command}s every row of ${table?.name ?? 'the table'}`,
          'Where that is meant, say so: "WHERE true".',
        ),
      ];
    });
  });
}

/** The statements of a kind in the order they are written: CTEs can hold them, and stand before the rest. */
function statements({ tree }: AnalysedQuery, command: number): TreeNode[] {
  const found: TreeNode[] = [];
  if (tree === undefined) return found;
  forEachQuery(tree, ({ query }) => {
    if (query !== tree && numberField(query, 'commandType') === command) found.push(query);
  });
  if (numberField(tree, 'commandType') === command) found.push(tree);
  return found;
}
