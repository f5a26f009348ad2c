import type { Catalog } from '../catalog/catalog.ts';
import type { Diagnostic } from '../diagnostic.ts';
import { describeVariants, writtenName } from '../sql/branches/describe-variants.ts';
import { spelling } from '../sql/source-query.ts';
import type { CompiledColumn } from './compiled-query.ts';
import type { AcceptedVariant } from './merge-variants.ts';
import type { VariantPlan } from './plan-variants.ts';

/** What all variants of a query have to agree in: the types of its parameters, and its columns. */
export function checkVariants(
  plan: VariantPlan,
  variants: readonly AcceptedVariant[],
  { types }: Catalog,
): Diagnostic[] {
  const sqlName: SqlName = (oid) => types.get(oid)?.sqlName ?? 'of no known type';
  const columns = readsRows(variants) ? checkColumns(plan, variants, sqlName) : undefined;
  return [...(columns === undefined ? [] : [columns]), ...checkParameters(plan, variants, sqlName)];
}

type SqlName = (oid: number) => string;

function readsRows([first]: readonly AcceptedVariant[]): boolean {
  return first !== undefined && !['nothing', 'row-count', 'outcome'].includes(first.compiled.result);
}

/** The first two variants that differ, of those whose arguments differ least: then it is one branch that does it. */
function checkColumns(
  { query, branches }: VariantPlan,
  variants: readonly AcceptedVariant[],
  sqlName: SqlName,
): Diagnostic | undefined {
  const columns = variants.map(({ compiled }) => compiled.columns);
  // Of many variants there are very many pairs, and hardly ever one that differs.
  if (columns.every((each) => columnDifference(columns[0] ?? [], each, sqlName) === undefined)) return undefined;
  const pairs = variants.flatMap((first, index) =>
    variants.slice(index + 1).map((second) => ({ first, second, apart: differences(first, second) })),
  );
  for (const { first, second, apart } of pairs.toSorted((a, b) => a.apart.length - b.apart.length)) {
    const difference = columnDifference(first.compiled.columns, second.compiled.columns, sqlName);
    if (difference === undefined) continue;
    const all = variants.map(({ choices }) => choices);
    const words = (variant: AcceptedVariant): string =>
      describeVariants([variant.choices], all, writtenName(branches)) ?? '';
    return {
      severity: 'error',
      source: query.source,
      offset: branches.arguments.get(apart[0] ?? '')?.at ?? query.body.start,
      message: `this branch changes the columns: ${difference.first} ${words(first)}, ${difference.second} ${words(second)}`,
      hint: 'A function returns one type. Leave the column in and make it null, or write two queries.',
    };
  }
  return undefined;
}

/** The arguments that two variants differ in, in the order in which they were decided. */
function differences(first: AcceptedVariant, second: AcceptedVariant): string[] {
  const keys = [...new Set([...first.choices.keys(), ...second.choices.keys()])];
  return keys.filter(
    (key) => first.choices.has(key) !== second.choices.has(key) || first.choices.get(key) !== second.choices.get(key),
  );
}

function columnDifference(
  first: readonly CompiledColumn[],
  second: readonly CompiledColumn[],
  sqlName: SqlName,
): { first: string; second: string } | undefined {
  if (first.length !== second.length) return { first: counted(first.length), second: String(second.length) };
  const index = first.findIndex((column, at) => !isSame(column, second[at]));
  const [one, other] = [first[index], second[index]];
  if (one === undefined || other === undefined) return undefined;
  return one.property === other.property
    ? { first: `"${one.property}" is ${typeOf(one, sqlName)}`, second: typeOf(other, sqlName) }
    : { first: `"${one.property}"`, second: `"${other.property}"` };
}

function typeOf({ embed, typeOid }: CompiledColumn, sqlName: SqlName): string {
  return embed === undefined ? sqlName(typeOid) : `a row of ${embed.name}`;
}

function counted(columns: number): string {
  return `${columns} column${columns === 1 ? '' : 's'}`;
}

function isSame(one: CompiledColumn, other: CompiledColumn | undefined): boolean {
  return (
    other !== undefined &&
    one.property === other.property &&
    one.typeOid === other.typeOid &&
    one.embed === other.embed &&
    one.at === other.at
  );
}

function checkParameters(
  { query, branches }: VariantPlan,
  variants: readonly AcceptedVariant[],
  sqlName: SqlName,
): Diagnostic[] {
  const all = variants.map(({ choices }) => choices);
  return query.parameters.flatMap((parameter): Diagnostic[] => {
    const having = variants.flatMap((variant) => {
      const index = variant.statement.parameters.findIndex(({ name }) => name === parameter.name);
      const found = variant.compiled.parameters[index];
      return found === undefined ? [] : [{ variant, typeOid: found.typeOid }];
    });
    const other = having.find(({ typeOid }) => typeOid !== having[0]?.typeOid);
    if (other === undefined) return [];
    const same = having.filter(({ typeOid }) => typeOid === other.typeOid).map(({ variant }) => variant.choices);
    const words = describeVariants(same, all, writtenName(branches)) ?? '';
    const [use] = other.variant.statement.parameters.find(({ name }) => name === parameter.name)?.uses ?? [];
    return [
      {
        severity: 'error',
        source: query.source,
        offset: use?.start ?? query.nameAt,
        message: `"${spelling(query, parameter)}" is ${sqlName(other.typeOid)} ${words}, and ${sqlName(having[0]?.typeOid ?? 0)} otherwise`,
        hint: `Write its type: "${spelling(query, parameter)}::text".`,
      },
    ];
  });
}
