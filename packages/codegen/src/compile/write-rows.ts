import { castTypes } from '../analysis/cast-types.ts';
import type { TreeNode } from '../analysis/tree.ts';
import type { Catalog } from '../catalog/catalog.ts';
import { isRefusal, type Describer, type Description } from '../database/describe.ts';
import type { Diagnostic } from '../diagnostic.ts';
import { quoteIdentifier } from '../sql/expand-stars.ts';
import { withPlaceholders } from '../sql/placeholders.ts';
import { rowsOf } from '../sql/rows-form.ts';
import type { Replacement, SourceQuery } from '../sql/source-query.ts';
import { analysableType } from './check-records.ts';
import type { Expansion } from './expand-outputs.ts';
import { fromUnnest, rowColumn } from './row-columns.ts';

/** A statement as described with one row in the place of all, and with its stars written out. */
interface Statement {
  readonly query: SourceQuery;
  readonly description: Description;
  readonly expansion: Expansion;
}

/** A statement that takes lists of objects. */
export interface RowsStatement {
  readonly expansion: Expansion;
  /** What its parameters are, as SQL names: of the fields of lists, arrays. */
  readonly parameterTypes: readonly string[];
}

/**
 * The statements that take lists of objects: `VALUES :users`, which was described as the row `VALUES ($1, $2)`, becomes
 * `SELECT … FROM unnest($1::text[], $2::integer[])`, one text for any number. The server confirms that it takes them.
 */
export async function writeRows(
  { describer, catalog }: { describer: Pick<Describer, 'describeAll'>; catalog: Catalog },
  statements: readonly Statement[],
): Promise<Map<SourceQuery, RowsStatement>> {
  const written = statements.flatMap((statement) => {
    if (statement.expansion.diagnostics.length > 0 || listFields(statement.query).length === 0) return [];
    return [{ ...statement, ...write(statement, catalog) }];
  });
  const answers = await describer.describeAll(written.map(({ text }) => text));
  return new Map(
    written.map(({ query, expansion, text, parameterTypes }, index): [SourceQuery, RowsStatement] => {
      const answer = answers[index];
      const diagnostics = answer !== undefined && isRefusal(answer) ? [refused(query, answer.message)] : [];
      return [query, { expansion: { ...expansion, text, diagnostics }, parameterTypes }];
    }),
  );
}

/** PostgreSQL's text. */
const TEXT = 25;

/**
 * The description of a statement that takes lists of objects, with the types that their fields have in fact: VALUES makes
 * text of a parameter, also of one that is a number to all who read it.
 * @param tree of the statement with one row in the place of all
 */
export function withFieldTypes(query: SourceQuery, description: Description, tree: TreeNode | undefined): Description {
  if (tree === undefined || listFields(query).length === 0) return description;
  const casts = castTypes(tree);
  const parameterTypes = description.parameterTypes.map((oid, index) =>
    oid === TEXT && query.parameters[index]?.field?.many === true ? (casts.get(index + 1) ?? oid) : oid,
  );
  return { ...description, parameterTypes };
}

function listFields({ parameters }: SourceQuery): SourceQuery['parameters'] {
  return parameters.filter(({ field }) => field?.many === true);
}

function write(
  { query, description, expansion }: Statement,
  catalog: Catalog,
): { text: string; parameterTypes: readonly string[] } {
  const parameterTypes = description.parameterTypes.map((oid) => analysableType(oid, catalog));
  const replacements: Replacement[] = [];
  const lists = new Map(listFields(query).map(({ field, uses }) => [field?.object, uses]));
  for (const [list, uses] of lists) {
    for (const use of uses) {
      const place = rowsOf(query.source.text, query.tokens, use);
      if (place === undefined) throw new Error('a list of objects stands where its rows can be put');
      const columns = query.parameters.flatMap(({ field }, index) =>
        field?.object === list ? [{ name: field?.name ?? '', index }] : [],
      );
      const rows = columns.map(({ name, index }, at) =>
        rowColumn(
          {
            name: place.isNumbered ? `column${at + 1}` : quoteIdentifier(name, catalog.keywords),
            number: index + 1,
          },
          description.parameterTypes[index] ?? 0,
          catalog,
        ),
      );
      for (const { number, arrayType } of rows) parameterTypes[number - 1] = arrayType;
      const text = `SELECT ${rows.map(({ value }) => value).join(', ')}\n${fromUnnest(rows)}`;
      replacements.push({ span: place.span, text });
    }
  }
  return { text: withPlaceholders(query, [...expansion.stars, ...replacements]).text, parameterTypes };
}

function refused(query: SourceQuery, message: string): Diagnostic {
  return {
    severity: 'error',
    source: query.source,
    offset: listFields(query)[0]?.uses[0]?.start ?? query.body.start,
    message: `PostgreSQL does not take this row by row: ${message}`,
  };
}
