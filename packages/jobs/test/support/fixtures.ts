import { randomUUID } from 'node:crypto';
import { createDatabase, type Database } from '@kongflow/database';
import { createTestDatabase } from '@kongflow/testing';
import type { JobEnvironment } from '../../src/index.ts';

/** A database of the test file's own; close it when the file is done. */
export async function openDatabase(): Promise<Database> {
  const { url } = await createTestDatabase();
  return createDatabase({ connectionString: url, max: 25 });
}

/** A tenant: organization and project, with one environment. */
export async function createEnvironment(database: Database): Promise<JobEnvironment> {
  const [organizationId, projectId] = [randomUUID(), randomUUID()];
  const run = (text: string, values: unknown[]) => database.pool.query(text, values);
  await run('INSERT INTO organizations (id, slug, title) VALUES ($1, $2, $2)', [organizationId, organizationId]);
  await run('INSERT INTO projects (id, slug, name, organization_id) VALUES ($1, $2, $2, $3)', [
    projectId,
    projectId,
    organizationId,
  ]);
  return addEnvironment(database, { organizationId, projectId });
}

/** One more environment of a project. */
export async function addEnvironment(
  database: Database,
  { organizationId, projectId }: Pick<JobEnvironment, 'organizationId' | 'projectId'>,
): Promise<JobEnvironment> {
  const id = randomUUID();
  await database.pool.query(
    `INSERT INTO runtime_environments (id, slug, type, api_key_hash, api_key_encrypted, pk_api_key_hash,
       pk_api_key_encrypted, shortcode, organization_id, project_id)
     VALUES ($1, $4, 'PRODUCTION', $2, 'x', $3, 'x', $4, $5, $6)`,
    [id, Buffer.from(`tr-${id}`), Buffer.from(`pk-${id}`), id.slice(0, 8), organizationId, projectId],
  );
  return { id, organizationId, projectId };
}

/** An endpoint of an environment. */
export async function addEndpoint(database: Database, environment: JobEnvironment): Promise<string> {
  const id = randomUUID();
  await database.pool.query(
    `INSERT INTO endpoints (id, slug, url, indexing_hook_identifier, environment_id, organization_id, project_id)
     VALUES ($1, $5, 'http://localhost', 'hook', $2, $3, $4)`,
    [id, environment.id, environment.organizationId, environment.projectId, id],
  );
  return id;
}
