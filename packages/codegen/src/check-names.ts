import type { Catalog } from './catalog/catalog.ts';
import type { Config } from './config/load-config.ts';
import { offsetOf } from './config/offset-of.ts';
import type { Diagnostic } from './diagnostic.ts';
import { columnKeys } from './naming/column-keys.ts';
import { closest } from './suggest/closest.ts';

/** Names that the config gives to what does not exist: errors at the keys. */
export function checkNames({ source, options }: Config, catalog: Catalog): Diagnostic[] {
  const known = knownNames(catalog);
  const check = (option: 'rename' | 'singular' | 'renameColumns', what: string, names: ReadonlySet<string>) =>
    Object.keys(options[option])
      .filter((key) => !names.has(key))
      .map((key): Diagnostic => {
        const meant = closest(key, names);
        return {
          severity: 'error',
          source,
          offset: offsetOf(source.text, ['codegen', option, key]),
          message: `"${option}": there is no ${what} "${key}"`,
          hint: meant === undefined ? undefined : `Did you mean "${meant}"?`,
        };
      });
  return [
    ...check('rename', 'table, view, enum or composite type', known.types),
    ...check('singular', 'table or view', known.tables),
    ...check('renameColumns', 'column', known.columns),
  ];
}

function knownNames(catalog: Catalog): Record<'tables' | 'types' | 'columns', Set<string>> {
  const tables = [...catalog.tables.values()];
  const types = [...catalog.types.values()].filter(
    ({ schema, kind }) => schema !== 'pg_catalog' && (kind === 'e' || kind === 'c'),
  );
  const members = [
    ...tables.map((table) => ({ owner: table, names: table.columns })),
    ...types.map((type) => ({ owner: type, names: type.attributes })),
  ];
  return {
    tables: new Set(tables.map(({ name }) => name)),
    types: new Set([...tables, ...types].flatMap(({ schema, name }) => [name, `${schema}.${name}`])),
    columns: new Set(
      members.flatMap(({ owner, names }) => names.flatMap(({ name }) => [name, ...columnKeys(owner, name)])),
    ),
  };
}
