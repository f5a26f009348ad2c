import { afterAll, beforeAll, expect, it } from 'vitest';
import { analyseRows } from '../../src/analysis/analyse.ts';
import { openAnalyser, type TestAnalyser } from '../support/analyser.ts';

let analyser: TestAnalyser;
beforeAll(async () => {
  analyser = await openAnalyser('CREATE TABLE t (id int);');
});
afterAll(async () => {
  await analyser[Symbol.asyncDispose]();
});

const VALUES = { nullable: false, elementNullable: false };
const LIST = { ...VALUES, ofRows: true };
const LIST_WITH_NULLS = { ...LIST, elementNullable: true };

it.each([
  ['arrays of one list', 'unnest($1::int[], $2::int[])', [LIST, LIST], '++'],
  ['arrays of which one holds nulls', 'unnest($1::int[], $2::int[])', [LIST, LIST_WITH_NULLS], '+?'],
  ['an array beside the list', 'unnest($1::int[], $2::int[])', [LIST, VALUES], '??'],
  ['the same the other way round', 'unnest($1::int[], $2::int[])', [VALUES, LIST], '??'],
  ['another function beside it', 'ROWS FROM (unnest($1::int[]), generate_series(1, $2))', [LIST, VALUES], '??'],
])('%s', async (_, source, parameters, expected) => {
  const tree = await analyser.tree(`SELECT a, b FROM ${source} AS u (a, b)`);
  const { columns } = analyseRows(analyser.catalog, tree, parameters);
  expect(columns.map(({ notNull }) => (notNull ? '+' : '?')).join('')).toBe(expected);
});
