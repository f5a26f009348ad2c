import type { Analysis } from '../analysis/analyse.ts';
import type { Table } from '../catalog/catalog.ts';
import type { Description } from '../database/describe.ts';
import type { Diagnostic } from '../diagnostic.ts';
import { camelCase } from '../names.ts';
import type { OutputItem } from '../sql/output-items.ts';
import type { SourceQuery } from '../sql/source-query.ts';
import type { CompiledColumn, CompiledParameter, CompiledQuery, ResultKind } from './compiled-query.ts';

/** A query and all that was found out about it. */
export interface QueryFacts {
  readonly query: SourceQuery;
  readonly description: Description;
  readonly analysis: Analysis;
  /** The statement to send. */
  readonly text: string;
  /** The output list as written, to point at. */
  readonly items: readonly OutputItem[];
}

/** Puts the facts together, or says what is wrong with the query although PostgreSQL accepts it. */
export function compileQuery(facts: QueryFacts): { compiled: CompiledQuery | undefined; diagnostics: Diagnostic[] } {
  const { query, text, description } = facts;
  const columns = description.fields.map((_, index) => toColumn(facts, index));
  const diagnostics = [...checkCardinality(facts), ...checkColumns(facts, columns)];
  if (diagnostics.length > 0) return { compiled: undefined, diagnostics };
  const compiled = {
    source: query,
    text,
    columns,
    parameters: toParameters(facts),
    result: resultKind(facts),
    table: wholeTable(facts, columns),
  };
  return { compiled, diagnostics };
}

/** `AS "name!"` is never null and `AS "name?"` may be, whatever the analysis says: pgtyped's marks. */
const MARK = /[!?]$/;

function toColumn({ description, analysis }: QueryFacts, index: number): CompiledColumn {
  const name = description.fields[index]?.name ?? '';
  const mark = MARK.exec(name)?.[0];
  const { notNull = false, origin } = analysis.columns[index] ?? {};
  return {
    property: camelCase(name.replace(MARK, '')),
    typeOid: description.fields[index]?.typeOid ?? 0,
    nullable: mark === undefined ? !notNull : mark === '?',
    origin,
  };
}

function toParameters({ query, description, analysis }: QueryFacts): CompiledParameter[] {
  return query.parameters.map(({ name }, index) => {
    const { nullable = false, elementNullable = false, column } = analysis.parameters[index] ?? {};
    return { name, typeOid: description.parameterTypes[index] ?? 0, nullable, elementNullable, column };
  });
}

const RESULT_KINDS = { one: 'one', many: 'many', exec: 'nothing', execrows: 'row-count' } as const;

function resultKind({ query, analysis }: QueryFacts): ResultKind {
  const kind = RESULT_KINDS[query.cardinality];
  return kind === 'one' && analysis.rows === 'one' ? 'exactly-one' : kind;
}

/** The table, when the columns are all of its columns in its order; one known never to be null here fits as well. */
function wholeTable({ description }: QueryFacts, columns: readonly CompiledColumn[]): Table | undefined {
  const table = columns[0]?.origin?.table;
  if (table === undefined || columns.length !== table.columns.length || columns.length === 1) return undefined;
  const fits = columns.every(({ origin, nullable }, index) => {
    const column = table.columns[index];
    return (
      origin !== undefined &&
      column !== undefined &&
      origin.column === column &&
      description.fields[index]?.name === column.name &&
      !(nullable && column.notNull)
    );
  });
  return fits ? table : undefined;
}

function checkCardinality({ query, description }: QueryFacts): Diagnostic[] {
  const { cardinality, source, body } = query;
  if (description.fields.length > 0 || (cardinality !== 'one' && cardinality !== 'many')) return [];
  const message = `":${cardinality}" needs a statement that returns rows`;
  return [
    { severity: 'error', source, offset: body.start, message, hint: 'Add RETURNING, or use ":exec" or ":execrows".' },
  ];
}

function checkColumns({ query, description, items }: QueryFacts, columns: readonly CompiledColumn[]): Diagnostic[] {
  if (query.cardinality === 'exec' || query.cardinality === 'execrows') return [];
  const diagnostics = new Map<number, Diagnostic>();
  const seen = new Set<string>();
  for (const [index, { property }] of columns.entries()) {
    const offset = itemOf(items, index, columns.length)?.start ?? query.body.start;
    // One complaint an item: the columns of a star are usually all there twice.
    const fail = (message: string, hint: string): void => {
      if (!diagnostics.has(offset))
        diagnostics.set(offset, { severity: 'error', source: query.source, offset, message, hint });
    };
    if (description.fields[index]?.name === '?column?') fail('this output column has no name', 'Give it one with AS.');
    else if (seen.has(property))
      fail(`two output columns are called "${property}"`, 'Give one of them another name with AS.');
    seen.add(property);
  }
  return [...diagnostics.values()];
}

/** The item that makes a column: counted from the front up to the first star, and from the back behind the last. */
function itemOf(items: readonly OutputItem[], column: number, total: number): OutputItem | undefined {
  const firstStar = items.findIndex(({ star }) => star !== undefined);
  if (firstStar === -1 || column < firstStar) return items[column];
  const fromBack = items[items.length - (total - column)];
  const lastStar = items.findLastIndex(({ star }) => star !== undefined);
  return fromBack !== undefined && items.indexOf(fromBack) > lastStar ? fromBack : items[lastStar];
}
