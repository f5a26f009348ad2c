import type { PreprocessRunBody, RunJobBody } from '@kongflow/protocol';

const at = new Date('2026-11-20T10:29:05.718Z');

/** The least that the SDK executes. */
export const runBody: RunJobBody = {
  event: {
    id: 'e1',
    name: 'user.created',
    payload: { n: 41 },
    context: {},
    timestamp: at,
    deliverAt: at,
    deliveredAt: at,
    cancelledAt: null,
  },
  job: { id: 'greet', version: '1.0.0' },
  run: { id: 'r1', isTest: false, isRetry: false, startedAt: at },
  environment: { id: 'env', slug: 'prod', type: 'PRODUCTION' },
  organization: { id: 'org', slug: 'acme', title: 'Acme' },
  project: { id: 'project', slug: 'app', name: 'App' },
  connections: {},
  tasks: [],
};

const { startedAt: _, isRetry: __, ...run } = runBody.run;

export const preprocessBody: PreprocessRunBody = {
  event: runBody.event,
  job: runBody.job,
  run,
  environment: runBody.environment,
  organization: runBody.organization,
};
