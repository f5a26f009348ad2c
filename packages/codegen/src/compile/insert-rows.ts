import type { Catalog } from '../catalog/catalog.ts';
import { isRefusal, type Describer, type Description } from '../database/describe.ts';
import type { Diagnostic } from '../diagnostic.ts';
import { quoteIdentifier } from '../sql/expand-stars.ts';
import { withPlaceholders } from '../sql/placeholders.ts';
import { rowsOf } from '../sql/rows-form.ts';
import type { Replacement, SourceQuery } from '../sql/source-query.ts';
import type { Expansion } from './expand-outputs.ts';
import { fromUnnest, rowColumn } from './row-columns.ts';

/** A statement as described with one row in the place of all, and with its stars written out. */
interface Insert {
  readonly query: SourceQuery;
  readonly description: Description;
  readonly expansion: Expansion;
}

/**
 * The statements that insert a list of objects: `VALUES :users`, which was described as the row `VALUES ($1, $2)`, becomes
 * `SELECT … FROM unnest($1::text[], $2::integer[])`, one text for any number. The server confirms that it takes them.
 */
export async function insertRows(
  { describer, catalog }: { describer: Pick<Describer, 'describeAll'>; catalog: Catalog },
  statements: readonly Insert[],
): Promise<Map<SourceQuery, Expansion>> {
  const inserts = statements.flatMap((insert) => {
    const replacement = rowsReplacement(insert, catalog);
    if (replacement === undefined || insert.expansion.diagnostics.length > 0) return [];
    return [{ ...insert, text: withPlaceholders(insert.query, [...insert.expansion.stars, replacement]).text }];
  });
  const answers = await describer.describeAll(inserts.map(({ text }) => text));
  return new Map(
    inserts.map(({ query, expansion, text }, index): [SourceQuery, Expansion] => {
      const answer = answers[index];
      const diagnostics = answer !== undefined && isRefusal(answer) ? [refused(query, answer.message)] : [];
      return [query, { ...expansion, text, diagnostics }];
    }),
  );
}

function rowsReplacement({ query, description }: Insert, catalog: Catalog): Replacement | undefined {
  const use = query.parameters.find(({ field }) => field?.many === true)?.uses[0];
  const span = use && rowsOf(query.source.text, query.tokens, use);
  if (span === undefined) return undefined;
  const columns = query.parameters.flatMap(({ field }, index) => {
    if (field?.many !== true) return [];
    const name = quoteIdentifier(field.name, catalog.keywords);
    return [rowColumn({ name, number: index + 1 }, description.parameterTypes[index] ?? 0, catalog)];
  });
  const list = columns.map(({ value }) => value).join(', ');
  return { span, text: `SELECT ${list}\n${fromUnnest(columns)}` };
}

function refused(query: SourceQuery, message: string): Diagnostic {
  return {
    severity: 'error',
    source: query.source,
    offset: query.parameters.find(({ field }) => field?.many === true)?.uses[0]?.start ?? query.body.start,
    message: `PostgreSQL does not take this row by row: ${message}`,
  };
}
