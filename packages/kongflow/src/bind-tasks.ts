import type { Kongflow } from './kongflow.ts';
import { disableIndexedJob, registerIndexedJob, settleFailedRegistration } from './register-indexed-job.ts';

/**
 * Binds every task of the catalogue to the service that does it.
 *
 * A task that must not fail silently has an `onExhausted`: it leaves a defined state behind when all attempts failed.
 */
export function bindTasks(
  kongflow: Kongflow,
  { secretAuditRetentionDays }: { readonly secretAuditRetentionDays: number },
): void {
  const { queue, endpoints, events, runs, secretAudit } = kongflow;

  queue.handle('performEndpointIndexing', ({ id }) => endpoints.performIndexing(id), {
    onExhausted: ({ id }, { message }) => endpoints.failIndexing(id, message),
  });
  queue.handle('registerJob', (payload) => registerIndexedJob(kongflow, payload), {
    onExhausted: ({ indexId, job: { id: slug, version } }, { message }) =>
      settleFailedRegistration(kongflow, { indexId, slug, version }, message),
  });
  queue.handle('disableJob', (payload) => disableIndexedJob(kongflow, payload), {
    onExhausted: (payload, { message }) => settleFailedRegistration(kongflow, payload, message),
  });
  queue.handle('autoIndexProductionEndpoints', ({ ts }) => endpoints.autoIndexProductionEndpoints(ts));
  queue.handle('purgeOldIndexings', ({ ts }) => endpoints.purgeOldIndexings(ts));
  queue.handle('purgeSecretAudit', async (_payload, { signal }) => {
    await secretAudit?.purge({ olderThanDays: secretAuditRetentionDays, actor: 'system', signal });
  });

  queue.handle(
    'deliverEvent',
    async ({ id }) => {
      await events.deliverEvent(id);
    },
    { onExhausted: ({ id }, { message }) => events.failDelivery({ eventRecordId: id }, message) },
  );
  queue.handle(
    'events.invokeDispatcher',
    async (payload) => {
      await events.invokeDispatcher(payload);
    },
    {
      onExhausted: ({ id, eventRecordId }, { message }) =>
        events.failDelivery({ eventRecordId, dispatcherId: id }, message),
    },
  );

  queue.handle('startRun', ({ id }) => runs.startRun(id), {
    onExhausted: async ({ id }, { message }) => {
      await runs.failRun(id, message, 'startRun');
    },
  });
  queue.handle('performRunExecution', ({ id }, context) => runs.executeRun(id, context), {
    onExhausted: async ({ id }, { message }) => {
      await runs.failRun(id, message, 'performRunExecution');
    },
  });
  queue.handle('resumeTask', ({ id }) => runs.resumeTask(id), {
    onExhausted: async ({ id }, { message }) => {
      await runs.failRunOfTask(id, message);
    },
  });
}
