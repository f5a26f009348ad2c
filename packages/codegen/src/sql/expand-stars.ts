import { arms, outputs, rangeTableEntry, resolve, type Scope } from '../analysis/scope.ts';
import { field, listField, nodeField, nodesField, numberField, textField, type TreeNode } from '../analysis/tree.ts';
import { UnexpandableStarError, type OutputItem } from './output-items.ts';
import type { Replacement } from './source-query.ts';

/**
 * Writes out the stars of a statement's own output, so that a column added later cannot shift what the generated code
 * reads by position. The names are PostgreSQL's: the analysed tree has every star expanded.
 * @param lists the output lists as written
 * @param keywords words that need quotes as a column's name
 * @throws {UnexpandableStarError}
 */
export function expandStars(
  lists: readonly (readonly OutputItem[] | undefined)[],
  query: TreeNode,
  keywords: ReadonlySet<string>,
): Replacement[] {
  const analysed = arms({ query, outer: undefined });
  return lists.flatMap((items, index) => {
    const star = items?.find((item) => item.star !== undefined);
    if (items === undefined || star === undefined) return [];
    const arm = analysed[index];
    if (arm === undefined || analysed.length !== lists.length) throw new UnexpandableStarError(star);
    return expandList(items, arm, keywords);
  });
}

function expandList(items: readonly OutputItem[], arm: Scope, keywords: ReadonlySet<string>): Replacement[] {
  const targets = outputs(arm.query);
  const names = targets.map((target) => textField(target, 'resname'));
  const counts = countColumns(items, names.length, arm.query);
  let from = 0;
  return items.flatMap((item, index) => {
    const first = from;
    const columns = names.slice(from, from + (counts[index] ?? 0));
    from += columns.length;
    if (item.star === undefined) return [];
    const written = columns.map((name, offset) => {
      const isAmbiguous = item.star === '' && columns.indexOf(name) !== columns.lastIndexOf(name);
      const table = isAmbiguous ? tableAlias(targets[first + offset], arm) : undefined;
      const qualifier = table === undefined ? item.star : `${quoteIdentifier(table, keywords)}.`;
      return `${qualifier}${quoteIdentifier(name, keywords)}`;
    });
    return [{ span: item, text: written.join(', ') }];
  });
}

/** What the table of an output column is called in FROM. */
function tableAlias(target: TreeNode | undefined, arm: Scope): string | undefined {
  const variable = target === undefined ? undefined : nodeField(target, 'expr');
  const reference = variable?.type === 'VAR' ? resolve(variable, arm) : undefined;
  const names = reference === undefined ? undefined : nodeField(reference.entry, 'eref');
  return names === undefined ? undefined : textField(names, 'aliasname');
}

/**
 * How many output columns each item of a list makes.
 * @param query the arm of the statement that the list belongs to
 * @throws {UnexpandableStarError}
 */
export function columnsOfItems(items: readonly OutputItem[], query: TreeNode): number[] {
  return countColumns(items, outputs(query).length, query);
}

/**
 * How many output columns each item makes.
 * @throws {UnexpandableStarError}
 */
function countColumns(items: readonly OutputItem[], total: number, query: TreeNode): number[] {
  const counts = items.map((item) =>
    item.star === undefined ? 1 : item.star === '' ? undefined : tableWidth(item.star, query),
  );
  const known = counts.reduce<number>((sum, count) => sum + (count ?? 0), 0);
  const unknown = items.filter((_, index) => counts[index] === undefined);
  const [only, second] = unknown;
  if (second !== undefined) throw new UnexpandableStarError(second);
  if (known > total || (only === undefined && known !== total))
    throw new UnexpandableStarError(only ?? items[0] ?? { start: 0, end: 0, star: '' });
  return counts.map((count) => count ?? total - known);
}

/** The columns of a table in FROM, by the name it goes under there. */
function tableWidth(qualifier: string, query: TreeNode): number | undefined {
  const name = /("(?:[^"]|"")*"|[^".\s]+)\s*\.\s*$/.exec(qualifier)?.[1];
  if (name === undefined || qualifier.startsWith('(')) return undefined;
  const alias = name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name.toLowerCase();
  const rowNames = ['returningOldAlias', 'returningNewAlias'].map((name) => field(query, name));
  const target = rangeTableEntry(query, numberField(query, 'resultRelation'));
  const widths = nodesField(query, 'rtable').flatMap((entry) => {
    const names = nodeField(entry, 'eref');
    const isNamed =
      names !== undefined && (field(names, 'aliasname') === alias || (entry === target && rowNames.includes(alias)));
    if (!isNamed) return [];
    // A dropped column keeps its place, without a name.
    return [listField(names, 'colnames').filter((column) => column !== '').length];
  });
  return widths.length === 1 ? widths[0] : undefined;
}

/** An identifier as SQL needs it: in quotes where it would be read otherwise. */
export function quoteIdentifier(name: string, keywords: ReadonlySet<string>): string {
  return /^[a-z_][a-z0-9_]*$/.test(name) && !keywords.has(name) ? name : `"${name.replaceAll('"', '""')}"`;
}
