import { outputOrigin } from '../analysis/origin.ts';
import { rowPresence, type RowPresence } from '../analysis/row-presence.ts';
import { arms } from '../analysis/scope.ts';
import type { TreeNode } from '../analysis/tree.ts';
import type { Catalog, Table } from '../catalog/catalog.ts';
import type { Diagnostic } from '../diagnostic.ts';
import { columnsOfItems } from '../sql/expand-stars.ts';
import { outputLists } from '../sql/output-items.ts';
import type { SourceQuery } from '../sql/source-query.ts';

/** A row of a table within a row of a query: what `sqlc.embed` stands for. */
export interface Embed {
  readonly table: Table;
  /** Where its first column is in the row, from 0. */
  readonly at: number;
  /** An outer join may not have found it. */
  readonly nullable: boolean;
}

/** Finds out which output columns belong to the embedded tables of a statement whose stars could be written out. */
export function readEmbeds(
  query: SourceQuery,
  tree: TreeNode | undefined,
  catalog: Catalog,
): { embeds: Embed[]; diagnostics: Diagnostic[] } {
  const embeds: Embed[] = [];
  const diagnostics: Diagnostic[] = [];
  const fail = (offset: number, message: string, hint?: string): void => {
    diagnostics.push({ severity: 'error', source: query.source, offset, message, hint });
  };
  if (query.embeds.length === 0 || tree === undefined) return { embeds, diagnostics };
  const lists = outputLists(query);
  const items = new Set(
    lists.flatMap((list) => list ?? []).flatMap(({ end, star }) => (star === undefined ? [] : [end])),
  );
  const misplaced = query.embeds.filter(({ span }) => !items.has(span.end));
  for (const embed of misplaced)
    fail(
      embed.span.start,
      'sqlc.embed stands alone in a select list or in RETURNING',
      'Without AS, and not in a subquery.',
    );
  // Their columns would be counted in.
  if (misplaced.length > 0) return { embeds, diagnostics };
  const places = placesOf(lists, tree);
  for (const embed of query.embeds) {
    const place = places.get(embed.span.start);
    const found = place === undefined ? undefined : toEmbed(place, tree, catalog);
    if (found === undefined)
      fail(
        embed.nameAt,
        `sqlc.embed takes a table in FROM, which "${embed.qualifier.slice(0, -1)}" is not`,
        'Write "name.*" for the columns of a subquery or a CTE.',
      );
    // The arms of a UNION name the same columns once more.
    else if (!embeds.some(({ at }) => at === found.at)) embeds.push(found);
  }
  return { embeds: embeds.toSorted((a, b) => a.at - b.at), diagnostics };
}

interface Place {
  readonly at: number;
  readonly count: number;
}

/** Which columns each embed makes, by its offset in the file. */
function placesOf(lists: ReturnType<typeof outputLists>, tree: TreeNode): Map<number, Place> {
  const scopes = arms({ query: tree, outer: undefined });
  const places = new Map<number, Place>();
  for (const [index, items] of lists.entries()) {
    const arm = scopes[index];
    if (items === undefined || arm === undefined) continue;
    let at = 0;
    for (const [item, count] of columnsOfItems(items, arm.query).entries()) {
      places.set(items[item]?.start ?? -1, { at, count });
      at += count;
    }
  }
  return places;
}

function toEmbed({ at, count }: Place, tree: TreeNode, catalog: Catalog): Embed | undefined {
  const scope = { query: tree, outer: undefined };
  const table = outputOrigin(catalog, scope, at + 1)?.table;
  if (table === undefined || table.columns.length !== count) return undefined;
  const presences = table.columns.map((column, index): RowPresence | undefined =>
    outputOrigin(catalog, scope, at + index + 1)?.column === column
      ? rowPresence(catalog, scope, at + index + 1)
      : undefined,
  );
  if (presences.includes(undefined)) return undefined;
  return { table, at, nullable: presences.includes('perhaps') };
}
