import { randomUUID } from 'node:crypto';
import { createDatabase, type Database } from '@kongflow/database';
import { createTestDatabase } from '@kongflow/testing';
import type { EventEnvironment } from '../../src/index.ts';

/** A database of the test file's own; close it when the file is done. */
export async function openDatabase(): Promise<Database> {
  const { url } = await createTestDatabase();
  return createDatabase({ connectionString: url, max: 25 });
}

/** A tenant of its own: organization, project and environment. */
export async function createEnvironment(database: Database): Promise<EventEnvironment> {
  const [organizationId, projectId, id] = [randomUUID(), randomUUID(), randomUUID()];
  const unique = id.slice(0, 8);
  const run = (text: string, values: unknown[]) => database.pool.query(text, values);
  await run('INSERT INTO organizations (id, slug, title) VALUES ($1, $2, $2)', [organizationId, `org-${unique}`]);
  await run('INSERT INTO projects (id, slug, name, organization_id) VALUES ($1, $2, $2, $3)', [
    projectId,
    `project-${unique}`,
    organizationId,
  ]);
  await run(
    `INSERT INTO runtime_environments (id, slug, type, api_key_hash, api_key_encrypted, pk_api_key_hash,
       pk_api_key_encrypted, shortcode, organization_id, project_id)
     VALUES ($1, 'prod', 'PRODUCTION', $2, 'x', $3, 'x', $4, $5, $6)`,
    [id, Buffer.from(`tr-${id}`), Buffer.from(`pk-${id}`), unique, organizationId, projectId],
  );
  return { id, organizationId, projectId };
}

/** How many rows a condition on a table selects. */
export async function count(database: Database, table: string, condition: string, values: unknown[]): Promise<number> {
  const { rows } = await database.pool.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM ${table} WHERE ${condition}`,
    values,
  );
  return rows[0]!.n;
}
