import type { Analysis } from '../analysis/analyse.ts';
import type { Table } from '../catalog/catalog.ts';
import type { Description } from '../database/describe.ts';
import type { Diagnostic } from '../diagnostic.ts';
import type { Naming, PlainName } from '../naming/naming.ts';
import type { OutputItem } from '../sql/output-items.ts';
import type { Cardinality, SourceQuery } from '../sql/source-query.ts';
import type { Embed } from './embeds.ts';
import { parameterNames } from './value-names.ts';
import type { CallKind, CompiledColumn, CompiledParameter, CompiledQuery, ResultKind } from './compiled-query.ts';

/** A query and all that was found out about it. */
export interface QueryFacts {
  readonly query: SourceQuery;
  readonly naming: Naming;
  readonly description: Description;
  readonly analysis: Analysis;
  /** The statement to send. */
  readonly text: string;
  /** The output list as written, to point at. */
  readonly items: readonly OutputItem[];
  /** The tables embedded in the output, in its order. */
  readonly embeds: readonly Embed[];
}

/** Puts the facts together, or says what is wrong with the query although PostgreSQL accepts it. */
export function compileQuery(facts: QueryFacts): { compiled: CompiledQuery | undefined; diagnostics: Diagnostic[] } {
  const { query, text, description } = facts;
  const columns =
    query.dialect === 'sqlc' ? sqlcColumns(facts) : description.fields.map((_, index) => namedColumn(facts, index));
  const diagnostics = [...checkCardinality(facts), ...checkColumns(facts, columns)];
  if (diagnostics.length > 0) return { compiled: undefined, diagnostics };
  const compiled = {
    source: query,
    text,
    columns,
    parameters: toParameters(facts),
    result: resultKind(facts),
    call: KINDS[query.cardinality].call,
    table: wholeTable(facts, columns),
  };
  return { compiled, diagnostics };
}

/** `AS "name!"` is never null and `AS "name?"` may be, whatever the analysis says: pgtyped's marks. */
const MARK = /[!?]$/;

/** What PostgreSQL calls a column that has no name. */
const NO_NAME = '?column?';

/** A column as PostgreSQL names it. */
function namedColumn(facts: QueryFacts, index: number): CompiledColumn {
  const column = toColumn(facts, index);
  const name = facts.description.fields[index]?.name ?? '';
  const [property = ''] = facts.naming.distinct([facts.naming.output(name.replace(MARK, ''), column.origin)]);
  return { ...column, property };
}

function toColumn({ description, analysis }: QueryFacts, index: number): CompiledColumn {
  const name = description.fields[index]?.name ?? '';
  const mark = name === NO_NAME ? undefined : MARK.exec(name)?.[0];
  const { notNull = false, elementsNotNull = false, origin, shows } = analysis.columns[index] ?? {};
  return {
    property: '',
    typeOid: description.fields[index]?.typeOid ?? 0,
    nullable: mark === undefined ? !notNull : mark === '?',
    elementNullable: !elementsNotNull,
    origin,
    shows,
  };
}

/** Columns as sqlc has them: embedded tables are one property each, and every property has a name of its own. */
function sqlcColumns(facts: QueryFacts): CompiledColumn[] {
  const { description, embeds, naming } = facts;
  const columns: CompiledColumn[] = [];
  const names: PlainName[] = [];
  for (let at = 0; at < description.fields.length;) {
    const embed = embeds.find((each) => each.at === at);
    if (embed === undefined) {
      const column = toColumn(facts, at);
      columns.push({ ...column, at });
      const name = description.fields[at]?.name ?? NO_NAME;
      names.push(naming.output(name === NO_NAME ? `column_${at + 1}` : name.replace(MARK, ''), column.origin));
      at += 1;
    } else {
      const { table, nullable } = embed;
      columns.push({ property: '', typeOid: 0, nullable, elementNullable: false, origin: undefined, at, embed: table });
      names.push(naming.embedded(table));
      at += table.columns.length;
    }
  }
  const properties = naming.distinct(names);
  return columns.map((column, index) => ({ ...column, property: properties[index] ?? '' }));
}

function toParameters({ query, naming, description, analysis }: QueryFacts): CompiledParameter[] {
  return parameterNames(query, naming, analysis.names).map((name, index) => {
    const { nullable = false, elementNullable = false, column, storedIn = [] } = analysis.parameters[index] ?? {};
    const typeOid = description.parameterTypes[index] ?? 0;
    const field = query.parameters[index]?.field;
    const found = { name, typeOid, nullable, elementNullable, column, storedIn };
    return field === undefined ? found : { ...found, field };
  });
}

const KINDS: Readonly<Record<Cardinality, { readonly result: ResultKind; readonly call: CallKind }>> = {
  one: { result: 'one', call: 'single' },
  many: { result: 'many', call: 'single' },
  exec: { result: 'nothing', call: 'single' },
  execrows: { result: 'row-count', call: 'single' },
  execresult: { result: 'outcome', call: 'single' },
  copyfrom: { result: 'row-count', call: 'copy' },
  batchexec: { result: 'nothing', call: 'batch' },
  batchmany: { result: 'many', call: 'batch' },
  batchone: { result: 'one', call: 'batch' },
};

function resultKind({ query, analysis }: QueryFacts): ResultKind {
  const kind = KINDS[query.cardinality].result;
  return kind === 'one' && analysis.rows === 'one' ? 'exactly-one' : kind;
}

/** Whether the rows of a statement are read. */
function readsRows({ cardinality }: SourceQuery): boolean {
  const { result } = KINDS[cardinality];
  return result === 'one' || result === 'many';
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
  const { cardinality, source, body, parameters } = query;
  const fail = (message: string, hint: string): Diagnostic[] => [
    { severity: 'error', source, offset: body.start, message, hint },
  ];
  if (KINDS[cardinality].call === 'batch' && parameters.length === 0)
    return fail(`":${cardinality}" needs a parameter`, 'All items would be the same.');
  if (description.fields.length > 0 || !readsRows(query)) return [];
  const others = KINDS[cardinality].call === 'batch' ? '":batchexec"' : '":exec" or ":execrows"';
  return fail(`":${cardinality}" needs a statement that returns rows`, `Add RETURNING, or use ${others}.`);
}

function checkColumns({ query, description, items }: QueryFacts, columns: readonly CompiledColumn[]): Diagnostic[] {
  if (!readsRows(query) || query.dialect === 'sqlc') return [];
  const diagnostics = new Map<number, Diagnostic>();
  const seen = new Map<string, string>();
  for (const [index, { property }] of columns.entries()) {
    const offset = itemOf(items, index, columns.length)?.start ?? query.body.start;
    // One complaint an item: the columns of a star are usually all there twice.
    const fail = (message: string, hint: string): void => {
      if (!diagnostics.has(offset))
        diagnostics.set(offset, { severity: 'error', source: query.source, offset, message, hint });
    };
    const name = description.fields[index]?.name ?? NO_NAME;
    const other = seen.get(property);
    if (name === NO_NAME) fail('this output column has no name', 'Give it one with AS.');
    else if (other === name)
      fail(`two output columns are called "${property}"`, 'Give one of them another name with AS.');
    else if (other !== undefined)
      fail(
        `"${other}" and "${name}" would both be the property "${property}"`,
        'Give one of them another name with AS, or in "renameColumns".',
      );
    seen.set(property, name);
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
