import type { Catalog, Table } from '../catalog/catalog.ts';
import type { SourceQuery } from '../sql/source-query.ts';
import { closest } from './closest.ts';
import { dottedName, spell, sqlIdentifier, type Spelled } from './identifiers.ts';
import { scopeOf } from './scope.ts';

/** A refusal of the server, as far as a guess depends on it. */
export interface Mistake {
  readonly sqlState: string | undefined;
  readonly message: string;
  readonly detail: string | undefined;
  /** Where it is in the file. */
  readonly offset: number;
}

/** Types of other databases, which no distance leads to. */
const FOREIGN_TYPES = new Map([
  ['datetime', 'timestamptz'],
  ['string', 'text'],
  ['number', 'numeric'],
  ['double', 'float8'],
  ['blob', 'bytea'],
  ['tinyint', 'smallint'],
  ['uniqueidentifier', 'uuid'],
]);

/**
 * What was probably meant, as a sentence. The name is taken from the file and not from the message, which a server may
 * write in any language.
 */
export function suggest(query: SourceQuery, mistake: Mistake, catalog: Catalog): string | undefined {
  const spelled = spell(query);
  const index = spelled.findIndex(({ token }) => token.start === mistake.offset);
  const parts = dottedName(spelled, index);
  const word = parts.at(-1);
  switch (mistake.sqlState) {
    case '42703':
      return word === undefined ? undefined : didYouMean(columnFor(parts, word, spelled, mistake, catalog), catalog);
    case '42P01':
      return word === undefined ? undefined : tableFor(parts, word, spelled, index, query, catalog);
    case '42883':
      return word === undefined || catalog.keywords.has(word)
        ? (castFor(query, spelled, index, mistake) ?? listFor(query, spelled, index))
        : functionFor(word, catalog);
    case '42704':
      return word === undefined ? undefined : didYouMeanType(typeFor(parts, word, catalog));
    case '42P08':
      return typesFor(query, mistake);
    case undefined:
    default:
      return undefined;
  }
}

function didYouMean(name: string | undefined, { keywords }: Catalog, schema?: string): string | undefined {
  if (name === undefined) return undefined;
  const qualified = schema === undefined ? '' : `${sqlIdentifier(schema, keywords)}.`;
  return `Did you mean ${qualified}${sqlIdentifier(name, keywords)}?`;
}

/** Keywords are no obstacle here: `integer` is one. */
function didYouMeanType(name: string | undefined): string | undefined {
  return name === undefined ? undefined : `Did you mean ${sqlIdentifier(name, new Set())}?`;
}

function columnFor(
  parts: readonly string[],
  word: string,
  spelled: readonly Spelled[],
  { message }: Mistake,
  catalog: Catalog,
): string | undefined {
  const { tables, named } = scopeOf(spelled, catalog);
  const target = parts.length > 1 ? parts.at(-2) : /of relation "(.*)" does not exist/.exec(message)?.[1];
  const only = target === undefined ? undefined : tables.get(target);
  const columns = (only === undefined ? [...tables.values()] : [only]).flatMap((table) => namesOf(table));
  return closest(word, only === undefined ? [...columns, ...named] : columns);
}

function namesOf({ columns }: Table): string[] {
  return columns.map(({ name }) => name);
}

/** A table that does not exist, or the qualifier of a column that names no table of the statement. */
function tableFor(
  parts: readonly string[],
  word: string,
  spelled: readonly Spelled[],
  index: number,
  { embeds }: SourceQuery,
  catalog: Catalog,
): string | undefined {
  const { tables, named } = scopeOf(spelled, catalog);
  const introduced = /^(?:from|join|into|update|using|table|only|,)$/.test(spelled[index - 1]?.word ?? '');
  const embedded = embeds.some(({ nameAt }) => nameAt === spelled[index]?.token.start);
  if (embedded || (parts.length > 1 && !introduced)) return didYouMean(closest(parts[0] ?? '', tables.keys()), catalog);
  const all = [...catalog.tables.values()];
  const schema = parts.length > 1 ? parts[0] : undefined;
  const elsewhere = all.find((table) => table.name === word && table.schema !== (schema ?? 'public'));
  if (elsewhere !== undefined) return didYouMean(word, catalog, elsewhere.schema);
  const best = closest(word, [...all.map(({ name }) => name), ...(schema === undefined ? named : [])]);
  const found = all.find(({ name }) => name === best);
  return didYouMean(best, catalog, found?.schema === 'public' ? undefined : found?.schema);
}

function functionFor(word: string, catalog: Catalog): string | undefined {
  const names = new Set([...catalog.routines.values()].map(({ name }) => name));
  // Known by this name, and refused for its arguments: PostgreSQL says what to do.
  return names.has(word) ? undefined : didYouMean(closest(word, names), catalog);
}

function typeFor(parts: readonly string[], word: string, catalog: Catalog): string | undefined {
  const foreign = parts.length === 1 ? FOREIGN_TYPES.get(word) : undefined;
  if (foreign !== undefined) return foreign;
  const names = [...catalog.types.values()]
    .filter(({ kind, element }) => kind !== 'p' && element === 0)
    .flatMap(({ name, sqlName }) => (/^\w+$/.test(sqlName) ? [name, sqlName] : [name]));
  return closest(word, names);
}

/** `uuid = text`, where the text is a parameter: it has been given the wrong type, and needs the other one. */
function castFor(
  { source, parameters }: SourceQuery,
  spelled: readonly Spelled[],
  index: number,
  { message }: Mistake,
): string | undefined {
  const [, left, right] = / does not exist: (.+) \S+ (.+)$/.exec(message) ?? [];
  const operator = spelled[index];
  const uses = parameters.flatMap((parameter) => parameter.uses);
  const after = uses.find(({ start }) => start === spelled[index + 1]?.token.start);
  const end = spelled[index - 2]?.word === '::' ? spelled[index - 3]?.token.end : spelled[index - 1]?.token.end;
  const before = uses.find((use) => use.end === end);
  if (operator === undefined) return undefined;
  if (left !== undefined && after !== undefined)
    return `Write "${source.text.slice(after.start, after.end)}::${left}".`;
  if (right !== undefined && before !== undefined)
    return `Write "${source.text.slice(before.start, before.end)}::${right}".`;
  return undefined;
}

/** `(a, b) IN (VALUES :pairs)`: what VALUES makes of parameters is text. */
function listFor({ parameters }: SourceQuery, spelled: readonly Spelled[], index: number): string | undefined {
  const name = parameters.find(({ field }) => field?.many === true)?.field?.object;
  const isList = spelled.slice(index, index + 4).some(({ word }) => word === 'values');
  return name !== undefined && isList ? `VALUES makes text of what it is given: write "IN (:${name})".` : undefined;
}

/** A parameter used as two types. */
function typesFor({ source, parameters }: SourceQuery, { detail, offset }: Mistake): string | undefined {
  const use = parameters.flatMap(({ uses }) => uses).find(({ start }) => start === offset);
  const [, type] = / versus (.+)$/.exec(detail ?? '') ?? [];
  if (use === undefined) return undefined;
  return `Say which type each use of it has, such as "${source.text.slice(use.start, use.end)}::${type ?? 'text'}".`;
}
