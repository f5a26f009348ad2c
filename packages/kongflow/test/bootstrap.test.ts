import { createTestDatabase } from '@kongflow/testing';
import { expect, test } from 'vitest';
import { bootstrap } from '../src/index.ts';
import { open, setup } from './setup.ts';

test('an empty database is given a project with dev, staging and prod', async () => {
  const kongflow = await setup();
  const { created, environments } = await bootstrap(kongflow, { organization: 'Acme', project: 'Shop' });
  expect(created).toBe(true);
  expect(environments.map(({ slug }) => slug).toSorted()).toEqual(['dev', 'prod', 'staging']);
  for (const { slug, apiKey, pkApiKey, organization, project } of environments) {
    expect(apiKey).toMatch(new RegExp(`^tr_${slug}_[a-zA-Z0-9]{20}$`));
    expect(pkApiKey).toMatch(new RegExp(`^pk_${slug}_[a-zA-Z0-9]{20}$`));
    expect(organization.title).toBe('Acme');
    expect(project.name).toBe('Shop');
  }
});

test('a second time finds the same environments and keys', async () => {
  const kongflow = await setup();
  const first = await bootstrap(kongflow);
  const second = await bootstrap(kongflow);
  expect(second.created).toBe(false);
  const keys = (result: typeof first) => result.environments.map(({ apiKey }) => apiKey).toSorted();
  expect(keys(second)).toEqual(keys(first));
});

test('processes that start at the same time make one project', async () => {
  const { url } = await createTestDatabase();
  const platforms = Array.from({ length: 5 }, () => open({ database: { connectionString: url, max: 3 } }));
  const results = await Promise.all(platforms.map((kongflow) => bootstrap(kongflow)));
  expect(results.filter(({ created }) => created)).toHaveLength(1);
  expect(new Set(results.flatMap(({ environments }) => environments.map(({ projectId }) => projectId)))).toHaveLength(
    1,
  );
});
