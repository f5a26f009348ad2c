import type { Catalog } from '../catalog/catalog.ts';
import { isRefusal, type Describer, type Description } from '../database/describe.ts';
import type { Diagnostic } from '../diagnostic.ts';
import { readCopyForm, type CopyForm } from '../sql/copy-form.ts';
import { quoteIdentifier } from '../sql/expand-stars.ts';
import type { SourceQuery } from '../sql/source-query.ts';
import type { Expansion } from './expand-outputs.ts';
import { fromUnnest, rowColumn } from './row-columns.ts';

/** An insert of one row, as written and as described. */
interface Insert {
  readonly query: SourceQuery;
  readonly description: Description;
}

/**
 * The statements of `:copyfrom`: for each parameter an array with the values of all rows, in one statement whatever
 * their number, `INSERT … SELECT … FROM unnest($1::text[], …)`. The server confirms that it takes them.
 */
export async function copyStatements(
  { describer, catalog }: { describer: Pick<Describer, 'describeAll'>; catalog: Catalog },
  inserts: readonly Insert[],
): Promise<Map<SourceQuery, Expansion>> {
  const copies = inserts.filter(({ query }) => query.cardinality === 'copyfrom');
  const texts = copies.map((copy) => {
    const form = readCopyForm(copy.query);
    return 'message' in form ? form : { form, text: rewrite(copy, form, catalog) };
  });
  const again = await describer.describeAll(texts.map((text) => ('message' in text ? 'SELECT' : text.text)));
  return new Map(
    copies.map(({ query }, index): [SourceQuery, Expansion] => {
      const written = texts[index];
      const answer = again[index];
      if (written === undefined || answer === undefined) return [query, failed([])];
      if ('message' in written) return [query, failed([written])];
      return [query, isRefusal(answer) ? failed([refused(query, written.form, answer.message)]) : done(written.text)];
    }),
  );
}

function done(text: string): Expansion {
  return { text, items: [], stars: [], diagnostics: [] };
}

function failed(diagnostics: readonly Diagnostic[]): Expansion {
  return { text: '', items: [], stars: [], diagnostics };
}

function refused(query: SourceQuery, { values }: CopyForm, message: string): Diagnostic {
  return {
    severity: 'error',
    source: query.source,
    offset: values.start,
    message: `PostgreSQL does not take this row by row: ${message}`,
    hint: 'Write the types of the values: ":name::text".',
  };
}

function rewrite({ query, description }: Insert, { values, row }: CopyForm, catalog: Catalog): string {
  const columns = query.parameters.map(({ name }, index) =>
    rowColumn(
      { name: quoteIdentifier(name, catalog.keywords), number: index + 1 },
      description.parameterTypes[index] ?? 0,
      catalog,
    ),
  );
  const uses = query.parameters
    .flatMap((parameter, index) => parameter.uses.map((use) => ({ ...use, text: columns[index]?.value ?? '' })))
    .toSorted((a, b) => a.start - b.start);
  const { text } = query.source;
  let list = '';
  let copied = row.start;
  for (const use of uses) {
    list += text.slice(copied, use.start) + use.text;
    copied = use.end;
  }
  list += text.slice(copied, row.end);
  const select = `SELECT ${list.trim()}\n${fromUnnest(columns)}`;
  return text.slice(query.body.start, values.start) + select + text.slice(values.end, query.body.end);
}
