import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '@kongflow/testing';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readProject, withAnalysedProject, type AnalysedQuery } from '../../src/analysed-project.ts';
import type { Catalog } from '../../src/catalog/catalog.ts';
import { columnReasons } from '../../src/explain/column-reason.ts';
import { parameterReasons } from '../../src/explain/parameter-reason.ts';
import { serverVersion } from '../support/postgres-versions.ts';

/**
 * Each folder of golden/ is a project of odd statements: why its parameters and columns may be null or not must be
 * reasons.txt. `UPDATE_GOLDEN=1` writes that; read the diff before you commit it.
 */
const GOLDEN = path.join(import.meta.dirname, 'golden');
const cases = readdirSync(GOLDEN, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

let server: EmbeddedPostgres;
let version = 0;
beforeAll(async () => {
  server = await startEmbeddedPostgres();
  const client = new Client({ connectionString: server.url() });
  await client.connect();
  version = await serverVersion(client);
  await client.end();
});
afterAll(async () => {
  await server.stop();
});

interface Reason {
  readonly kind: 'parameter' | 'column';
  readonly name: string;
  readonly nullable: boolean;
  readonly reason: string;
}

function reasonsOf(query: AnalysedQuery, catalog: Catalog): Reason[] {
  const { parameters, columns } = query.compiled;
  const why = { parameter: parameterReasons(query, catalog), column: columnReasons(query, catalog) };
  return [
    ...parameters.map(({ name, nullable }, n): Reason => ({
      kind: 'parameter',
      name,
      nullable,
      reason: why.parameter[n] ?? '',
    })),
    ...columns.map(({ property: name, nullable }, n): Reason => ({
      kind: 'column',
      name,
      nullable,
      reason: why.column[n] ?? '',
    })),
  ];
}

function render(query: string, reasons: readonly Reason[]): string {
  const lines = reasons.map(
    ({ kind, name, nullable, reason }) => `  ${kind} ${name}, ${nullable ? 'perhaps null' : 'never null'}: ${reason}`,
  );
  return [query, ...lines].join('\n');
}

/** Whether a reason speaks for the other verdict. */
function contradicts({ nullable, reason }: Reason): boolean {
  const last = reason.split(': ').at(-1) ?? '';
  const saysNever = /never null$|is NOT NULL$|a constant$/.test(last);
  const saysPerhaps = /is nullable$|may be null|written there$|may find no row|no row$/.test(last);
  return reason.includes('unknown') || last === '' || (nullable ? saysNever : saysPerhaps);
}

describe('golden', () => {
  it.each(cases)('%s', async (name) => {
    const isTooNew = name === 'postgres-18' && version < 180_000;
    const at = (file: string): string => path.join(GOLDEN, name, file);
    const { reasons, failed } = await withAnalysedProject(
      readProject({ config: at('pgtyped.config.json') }),
      server.url(),
      async ({ session, queries, diagnostics }) =>
        Promise.resolve({
          failed: diagnostics.map(({ sqlState, message }) => `${sqlState ?? ''} ${message}`),
          reasons: queries.map((query) => ({
            query: query.compiled.source.name,
            reasons: reasonsOf(query, session.context.catalog),
          })),
        }),
    );
    // An older server knows no word of some of these statements.
    const refused = failed.filter((each) => isTooNew && /^(?:42P01|42601|42883) /.test(each));
    expect(failed).toEqual(refused);
    expect(refused.length > 0).toBe(isTooNew);
    const shown = reasons.map((each) => render(each.query, each.reasons));
    const text = isTooNew ? '' : `${shown.join('\n\n')}\n`;
    if (process.env['UPDATE_GOLDEN'] === '1' && !isTooNew) writeFileSync(at('reasons.txt'), text);
    expect(text).toBe(!isTooNew && existsSync(at('reasons.txt')) ? readFileSync(at('reasons.txt'), 'utf8') : '');
    const columns = reasons.flatMap((each) => each.reasons.filter(({ kind }) => kind === 'column'));
    expect(columns.filter(contradicts)).toEqual([]);
  });
});
