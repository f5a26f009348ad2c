import type { Database } from '@kongflow/database';
import { silentLogger } from '@kongflow/logger';
import { JobsService } from '../../src/index.ts';
import { FakeDispatchers, FakeEvents, FakeRuns } from './fakes.ts';
import { addEndpoint, createEnvironment } from './fixtures.ts';
import { FakeRepository } from './fake-repository.ts';

/** The service over arrays. */
export function setup() {
  const repository = new FakeRepository();
  const dispatchers = new FakeDispatchers({ writesRows: false });
  const parts = { dispatchers, events: new FakeEvents(), runs: new FakeRuns() };
  const environment = { id: 'environment', organizationId: 'organization', projectId: 'project' };
  const jobs = new JobsService({ repository, logger: silentLogger, ...parts });
  return { jobs, repository, environment, endpointId: 'endpoint', ...parts };
}

/** The service over a database, with a tenant and an endpoint of its own. */
export async function setupWith(database: Database) {
  const environment = await createEnvironment(database);
  const endpointId = await addEndpoint(database, environment);
  const dispatchers = new FakeDispatchers({ writesRows: true });
  const parts = { dispatchers, events: new FakeEvents(), runs: new FakeRuns() };
  const jobs = new JobsService({ database, logger: silentLogger, ...parts });
  return { jobs, environment, endpointId, ...parts };
}
