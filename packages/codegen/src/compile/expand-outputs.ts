import type { TreeNode } from '../analysis/tree.ts';
import type { Catalog } from '../catalog/catalog.ts';
import { isRefusal, type Describer, type Description, type Refusal } from '../database/describe.ts';
import type { Diagnostic } from '../diagnostic.ts';
import { expandStars } from '../sql/expand-stars.ts';
import { outputLists, UnexpandableStarError, type OutputItem } from '../sql/output-items.ts';
import { withPlaceholders, type SentStatement } from '../sql/placeholders.ts';
import type { Replacement, SourceQuery } from '../sql/source-query.ts';

/** A statement that the server accepts, with its tree where it has one. */
export interface AnalysedStatement {
  readonly query: SourceQuery;
  readonly sent: SentStatement;
  readonly description: Description;
  readonly tree: TreeNode | undefined;
}

/** A statement without stars in its output. */
export interface Expansion {
  readonly text: string;
  /** The first output list as written, where the statement has one. */
  readonly items: readonly OutputItem[];
  /** What stands instead of each star. */
  readonly stars: readonly Replacement[];
  readonly diagnostics: readonly Diagnostic[];
}

interface Plan extends Expansion {
  /** The star to complain about when the rewritten text turns out to mean something else. */
  readonly star: OutputItem | undefined;
}

/** Writes out the stars of all statements, and has the server confirm that each still returns the same. */
export async function expandOutputs(
  { describer, catalog }: { describer: Pick<Describer, 'describeAll'>; catalog: Catalog },
  statements: readonly AnalysedStatement[],
): Promise<Expansion[]> {
  const plans = statements.map((statement) => plan(statement, catalog));
  const rewritten = plans.filter(({ star }) => star !== undefined);
  const again = await describer.describeAll(rewritten.map(({ text }) => text));
  return plans.map((each, index): Expansion => {
    const statement = statements[index];
    if (each.star === undefined || statement === undefined) return each;
    return isSame(statement.description, again[rewritten.indexOf(each)])
      ? each
      : refuse(statement, each.star, each.items);
  });
}

function plan(statement: AnalysedStatement, catalog: Catalog): Plan {
  const { query, sent, tree, description } = statement;
  const asWritten = { text: sent.text, items: [], stars: [], diagnostics: [], star: undefined };
  if (tree === undefined || description.fields.length === 0) return asWritten;
  let items: readonly OutputItem[] = [];
  try {
    const lists = outputLists(query);
    items = lists[0] ?? [];
    const stars: Replacement[] = expandStars(lists, tree, catalog.keywords);
    if (stars.length === 0) return { ...asWritten, items };
    const star = lists.flatMap((list) => list ?? []).find((item) => item.star !== undefined);
    return { ...asWritten, text: withPlaceholders(query, stars).text, items, stars, star };
  } catch (error) {
    if (error instanceof UnexpandableStarError) return refuse(statement, error.item, items);
    throw error;
  }
}

function refuse({ query, sent }: AnalysedStatement, star: OutputItem, items: readonly OutputItem[]): Plan {
  const message = 'cannot write out this star: a column added later would shift the others';
  return {
    text: sent.text,
    items,
    stars: [],
    star: undefined,
    diagnostics: [{ severity: 'error', source: query.source, offset: star.start, message, hint: 'Name the columns.' }],
  };
}

function isSame(before: Description, after: Description | Refusal | undefined): boolean {
  return after !== undefined && !isRefusal(after) && JSON.stringify(before) === JSON.stringify(after);
}
