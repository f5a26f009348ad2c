import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readCatalog } from '../src/catalog/read-catalog.ts';
import { compileQueries } from '../src/compile/compile-queries.ts';
import { loadConfig } from '../src/config/load-config.ts';
import { Describer } from '../src/database/describe.ts';
import { openScratchDatabase } from '../src/database/scratch-database.ts';
import { renderDiagnostic } from '../src/diagnostic.ts';
import { Imports } from '../src/emit/imports.ts';
import { ModelRegistry } from '../src/emit/model-registry.ts';
import { Signature } from '../src/emit/signature.ts';
import { TypeMapper } from '../src/emit/type-mapper.ts';
import { Naming } from '../src/naming/naming.ts';
import { readTarget } from '../src/read-target.ts';
import { runStockPgtyped, type StockRun } from './support/stock-pgtyped.ts';

/**
 * Stock pgtyped as an oracle over all query files of the repository: our dialect is its own, and where its types are
 * sound they are ours. Its exit status is 0 whatever happens: only its output tells.
 */
const ROOT = path.resolve(import.meta.dirname, '../../..');
const config = loadConfig(path.join(ROOT, 'pgtyped.config.json'));
const options = { ...config.options, overrides: [] };

let stock: StockRun;
const problems: string[] = [];
const ours = new Map<string, Signature>();
beforeAll(async () => {
  const database = await openScratchDatabase({ migrations: path.join(ROOT, 'db/migrations') });
  const describer = await Describer.connect(database.url, 2);
  try {
    const catalog = await readCatalog(database.client);
    for (const target of config.targets) {
      const { files, diagnostics } = readTarget(ROOT, target);
      const result = await compileQueries(
        { client: database.client, describer, catalog },
        new Naming(),
        files.flatMap(({ queries }) => queries),
      );
      problems.push(...[...diagnostics, ...result.diagnostics].map(renderDiagnostic));
      const models = new ModelRegistry([]);
      const context = { models, types: new TypeMapper(catalog, options, models) };
      for (const query of result.compiled)
        ours.set(`${path.basename(target.package)}.${query.source.name}`, new Signature(query, context));
    }
    stock = await runStockPgtyped(ROOT, database.url);
  } finally {
    describer.close();
    await database.close();
  }
}, 120_000);
afterAll(() => {
  ours.clear();
});

/** pgtyped's name of a type of ours; nothing where pgtyped's own is known to be wrong. */
function stockName(type: string): string | undefined {
  const array = /^(?:readonly )?\(?(.*?)\)?\[\]$/.exec(type);
  if (array !== null) {
    const element = stockName((array[1] ?? '').replace(/ \| null$/, ''));
    return element === undefined ? undefined : `${element}Array`;
  }
  switch (type) {
    case 'JsonInput':
      return 'Json';
    case 'Uint8Array':
      return 'Buffer';
    default:
      return type;
  }
}

/** int8 is a string to pgtyped, a date a Date, and it knows enums by their SQL names; parameters of dates take strings too. */
function isSameType(our: string, their: string): boolean {
  const expected = stockName(our.replace('number | bigint', 'number')) ?? '';
  const plain = (name: string): string => name.replaceAll('_', '').toLowerCase();
  const candidates = [
    expected,
    expected.replace('number', 'string'),
    expected.replace('string', 'Date'),
    expected.replace('Date', 'DateOrString'),
    expected.replace('number', 'NumberOrString'),
  ];
  return candidates.some((candidate) => plain(candidate) === plain(their));
}

function withoutNull(type: string): string {
  return type.replace(/ \| null$/, '');
}

describe('stock pgtyped', () => {
  it('accepts every query file, and so do we', () => {
    expect(problems).toEqual([]);
    expect(stock.output).not.toMatch(/error|skipped|failed|unexpected/i);
    expect([...stock.queries.keys()].toSorted()).toEqual([...ours.keys()].toSorted());
  });

  it('sees the same parameters, of the same types', () => {
    for (const [name, signature] of ours) {
      const theirs = stock.queries.get(name)?.params ?? new Map<string, string>();
      expect([...theirs.keys()].toSorted(), name).toEqual(
        signature.query.parameters.map((parameter) => parameter.name).toSorted(),
      );
      for (const parameter of signature.query.parameters) {
        const our = signature.parameterType(parameter, new Imports(options));
        const their = theirs.get(parameter.name) ?? '';
        expect(
          isSameType(our, withoutNull(their)),
          `${name} :${parameter.name}: ours is ${our}, pgtyped's ${their}`,
        ).toBe(true);
      }
    }
  });

  it('sees the same columns, of the same types, and calls none not null that we call nullable but for outer joins', () => {
    const stricter: string[] = [];
    for (const [name, signature] of ours) {
      if (!signature.returnsRows) continue;
      const theirs = stock.queries.get(name)?.row ?? new Map<string, string>();
      expect([...theirs.keys()].toSorted(), name).toEqual(
        signature.query.columns.map(({ property }) => property).toSorted(),
      );
      for (const column of signature.query.columns) {
        const our = signature.columnType(column, new Imports(options));
        const their = theirs.get(column.property) ?? '';
        expect(
          isSameType(withoutNull(our), withoutNull(their)),
          `${name}.${column.property}: ours is ${our}, pgtyped's ${their}`,
        ).toBe(true);
        if (column.nullable && !their.endsWith('| null')) stricter.push(name);
      }
    }
    for (const name of stricter)
      expect(ours.get(name)?.query.text, name).toMatch(/\b(?:left|right|full)\s+(?:outer\s+)?join\b|\bold\./i);
  });
});
