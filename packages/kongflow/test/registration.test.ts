import { newId, JobMetadataSchema } from '@kongflow/protocol';
import { expect, test } from 'vitest';
import { bootstrap } from '../src/index.ts';
import { disableIndexedJob, registerIndexedJob, settleFailedRegistration } from '../src/register-indexed-job.ts';
import { setup } from './setup.ts';

const job = JobMetadataSchema.parse({
  id: 'send-mail',
  name: 'Send mail',
  version: '1.0.0',
  event: { name: 'user.created', title: 'Event', source: 'trigger.dev', icon: 'custom-event' },
  trigger: {
    type: 'static',
    title: 'user.created',
    rule: { event: 'user.created', source: 'trigger.dev', payload: {} },
  },
  integrations: {},
  startPosition: 'latest',
  enabled: true,
  preprocessRuns: false,
});

test('a registration of an endpoint that is gone changes nothing', async () => {
  const kongflow = await setup();
  const { environments } = await bootstrap(kongflow);
  await registerIndexedJob(kongflow, { endpointId: newId(), indexId: newId(), job });
  await disableIndexedJob(kongflow, { endpointId: newId(), indexId: newId(), slug: job.id, version: job.version });
  await settleFailedRegistration(kongflow, { indexId: newId(), slug: job.id, version: job.version }, 'gone');
  const [environment] = environments;
  expect(await kongflow.jobs.getJobBySlug({ projectId: environment?.projectId ?? '', slug: job.id })).toBeNull();
});
