import { baseType, type Catalog } from '../catalog/catalog.ts';
import { isRefusal, type Describer, type Description } from '../database/describe.ts';
import type { Diagnostic } from '../diagnostic.ts';
import { readCopyForm, type CopyForm } from '../sql/copy-form.ts';
import { quoteIdentifier } from '../sql/expand-stars.ts';
import type { SourceQuery } from '../sql/source-query.ts';
import type { Expansion } from './expand-outputs.ts';

/** An insert of one row, as written and as described. */
interface Insert {
  readonly query: SourceQuery;
  readonly description: Description;
}

/** What the rows go under in the statement; no table is called so by chance. */
const ROW = '_row';

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
  return { text, items: [], diagnostics: [] };
}

function failed(diagnostics: readonly Diagnostic[]): Expansion {
  return { text: '', items: [], diagnostics };
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
  const columns = query.parameters.map(({ name, uses }, index) =>
    toColumn(quoteIdentifier(name, catalog.keywords), uses, description.parameterTypes[index] ?? 0, catalog),
  );
  const uses = columns
    .flatMap((column) => column.uses.map((use) => ({ ...use, text: column.value })))
    .toSorted((a, b) => a.start - b.start);
  const { text } = query.source;
  let list = '';
  let copied = row.start;
  for (const use of uses) {
    list += text.slice(copied, use.start) + use.text;
    copied = use.end;
  }
  list += text.slice(copied, row.end);
  const arrays = columns.map(({ arrayType }, index) => `$${index + 1}::${arrayType}`).join(', ');
  const names = columns.map(({ name }) => name).join(', ');
  const select = `SELECT ${list.trim()}\nFROM unnest(${arrays}) AS ${ROW} (${names})`;
  return text.slice(query.body.start, values.start) + select + text.slice(values.end, query.body.end);
}

interface CopyColumn {
  readonly name: string;
  readonly uses: SourceQuery['parameters'][number]['uses'];
  readonly arrayType: string;
  /** What stands in the select list for the parameter. */
  readonly value: string;
}

function toColumn(name: string, uses: CopyColumn['uses'], typeOid: number, catalog: Catalog): CopyColumn {
  const type = castName(typeOid, catalog);
  return isElement(typeOid, catalog)
    ? { name, uses, arrayType: `${type}[]`, value: `${ROW}.${name}` }
    : { name, uses, arrayType: 'text[]', value: `(${ROW}.${name}::${type})` };
}

/**
 * Whether an array of this type is one value a row. PostgreSQL has no arrays of arrays, only more dimensions, all of one
 * length, which `unnest` flattens; a composite value it spreads over columns; and boxes it wants separated by semicolons.
 * All these go as text, which each row casts back.
 */
export function isElement(typeOid: number, catalog: Pick<Catalog, 'types'>): boolean {
  const type = baseType(catalog, typeOid);
  if (type === undefined || type.element !== 0) return false;
  return type.kind !== 'c' && type.kind !== 'p' && !(type.schema === 'pg_catalog' && type.name === 'box');
}

/** A type without a length: "character" means a length of 1 in a cast, and so does "bit". */
function castName(typeOid: number, catalog: Catalog): string {
  const type = catalog.types.get(typeOid);
  if (type?.schema === 'pg_catalog' && (type.name === 'bpchar' || type.name === 'bit')) return `"${type.name}"`;
  if (type !== undefined && type.kind === 'b' && type.element !== 0) return `${castName(type.element, catalog)}[]`;
  return type?.sqlName ?? 'text';
}
