import { startEmbeddedPostgres, type EmbeddedPostgres } from '@kongflow/testing';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { vet } from '../../src/vet/vet.ts';
import { createProject, PLAIN_CONFIG } from '../support/project.ts';

let server: EmbeddedPostgres;
beforeAll(async () => {
  server = await startEmbeddedPostgres();
});
afterAll(async () => {
  await server.stop();
});

it('only looks at a live database: no index is tried on it', async () => {
  const client = new Client({ connectionString: server.url() });
  await client.connect();
  try {
    await client.query(
      'CREATE TABLE teams (id int PRIMARY KEY); CREATE TABLE members (id int PRIMARY KEY, team_id int REFERENCES teams)',
    );
    const { config } = createProject({
      'pgtyped.config.json': JSON.stringify({
        ...PLAIN_CONFIG,
        codegen: { schema: { database: true }, vet: { rules: { 'unused-query': 'off' } } },
      }),
      'packages/a/queries/members.sql':
        '/* @name ListMembers */ -- :many\nSELECT id FROM members WHERE team_id = :team;\n',
    });
    const { diagnostics, notes } = await vet({ config, databaseUrl: server.url() });
    expect(diagnostics.map(({ rule, message }) => [rule, message])).toEqual([
      ['no-seq-scan', 'this reads all of members to find the rows where (members.team_id = :team)'],
    ]);
    expect(notes).toEqual([]);
    const { rows } = await client.query("SELECT indexname FROM pg_indexes WHERE tablename = 'members'");
    expect(rows).toEqual([{ indexname: 'members_pkey' }]);
  } finally {
    await client.end();
  }
});
