import path from 'node:path';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '@kongflow/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readProject, withAnalysedProject } from '../../src/analysed-project.ts';
import { ExplainRows } from '../../src/plan/plan-node.ts';
import { readSchema } from '../../src/plan/read-schema.ts';
import { findScans } from '../../src/plan/scans.ts';
import { vet } from '../../src/vet/vet.ts';

let server: EmbeddedPostgres;
beforeAll(async () => {
  server = await startEmbeddedPostgres();
});
afterAll(async () => {
  await server.stop();
});

const CONFIG = path.join(import.meta.dirname, 'golden/no-seq-scan/pgtyped.config.json');

/** Rows in the order of a hash, so that no index follows the order of the table. */
const ROWS = `
INSERT INTO teams (id, name, color, status, created_at)
  SELECT n, md5(n::text), 'c' || n % 1000, CASE WHEN n % 100 = 0 THEN 'pending' ELSE 'open' END, now() - n * interval '1 minute'
  FROM generate_series(1, 60000) AS n ORDER BY md5(n::text);
INSERT INTO members (id, team_id, email, nick, invited_by) SELECT n, n, n || '@x', 'n' || n % 2000, NULL FROM generate_series(1, 60000) AS n ORDER BY md5(n::text);
INSERT INTO notes (id, member_id, body) SELECT n, n, md5(n::text) FROM generate_series(1, 60000) AS n ORDER BY md5(n::text);
INSERT INTO events (kind, at) SELECT 'k' || n % 5000, '2026-01-02'::timestamptz + n % 600 * interval '1 day' FROM generate_series(1, 60000) AS n ORDER BY md5(n::text);
ANALYZE;`;

/**
 * What a filled table changes for good reason: how many rows a parameter lets through decides there, and a generic plan
 * has to guess. A third of all teams are taken to be younger than any day, and for those a scan is the best there is.
 */
const DEPENDS_ON_VALUES = new Set(['MembersOfTeams']);

it('finds in empty tables the scans that PostgreSQL plans, left to itself, when they are full', async () => {
  const options = { config: CONFIG, databaseUrl: server.url() };
  const { diagnostics } = await vet(options);
  const found = new Set(
    diagnostics.map(({ source, offset }) => /.*@name (\w+)/s.exec(source.text.slice(0, offset))?.[1]),
  );
  const planned = await withAnalysedProject(readProject(options), options.databaseUrl, async ({ session, queries }) => {
    const { client } = session.context;
    await client.query(ROWS);
    const schema = await readSchema(client);
    const scanned = new Map<string, boolean>();
    for (const { compiled } of queries) {
      // Division by zero: it has no plan.
      if (compiled.source.name === 'CannotBePlanned') continue;
      const { rows } = await client.query(`EXPLAIN (GENERIC_PLAN, VERBOSE, FORMAT JSON) ${compiled.text}`);
      const scans = ExplainRows.parse(rows).flatMap((row) =>
        row['QUERY PLAN'].flatMap(({ Plan }) => findScans(Plan, schema)),
      );
      scanned.set(
        compiled.source.name,
        scans.some(({ table }) => table.name !== 'settings'),
      );
    }
    return scanned;
  });
  expect(planned.size).toBeGreaterThan(15);
  const judged = [...planned].filter(([name]) => !DEPENDS_ON_VALUES.has(name));
  expect(judged.map(([name]) => [name, found.has(name)])).toEqual(judged);
});
