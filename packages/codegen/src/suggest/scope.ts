import type { Catalog, Table } from '../catalog/catalog.ts';
import type { Spelled } from './identifiers.ts';

/** What a statement has at hand, as far as its words tell: enough to guess what was meant. */
export interface Scope {
  /** Tables that it names, by the names they go by in it. */
  readonly tables: ReadonlyMap<string, Table>;
  /** What it names itself with AS: columns of subqueries, and common table expressions. */
  readonly named: ReadonlySet<string>;
}

export function scopeOf(spelled: readonly Spelled[], catalog: Catalog): Scope {
  const byName = new Map([...catalog.tables.values()].map((table) => [table.name, table]));
  const tables = new Map<string, Table>();
  const named = new Set<string>();
  for (const [index, { name, word }] of spelled.entries()) {
    const next = spelled[index + 1];
    if (word === 'as' && next?.name !== undefined) named.add(next.name);
    if (next?.word === 'as' && spelled[index + 2]?.word === '(' && name !== undefined) named.add(name);
    const table = name === undefined ? undefined : byName.get(name);
    if (table === undefined) continue;
    tables.set(table.name, table);
    const alias = next?.word === 'as' ? spelled[index + 2] : next;
    if (alias?.name !== undefined && !catalog.keywords.has(alias.word)) tables.set(alias.name, table);
  }
  return { tables, named };
}
