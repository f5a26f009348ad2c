import type { Kongflow } from './kongflow.ts';
import { disableIndexedJob, registerIndexedJob, settleFailedRegistration } from './register-indexed-job.ts';

/**
 * Binds every task of the catalogue to the service that does it.
 *
 * A task that must not fail silently has an `onExhausted`: it leaves a defined state behind when all attempts failed.
 */
export function bindTasks(kongflow: Kongflow): void {
  const { queue, endpoints, events, runs } = kongflow;

  queue.handle('performEndpointIndexing', ({ id }) => endpoints.performIndexing(id), {
    onExhausted: ({ id }, { message }) => endpoints.failIndexing(id, message),
  });
  queue.handle('registerJob', (payload, { jobId }) => registerIndexedJob(kongflow, payload, jobId), {
    onExhausted: (payload, { message }) => settleFailedRegistration(kongflow, payload, message),
  });
  queue.handle('disableJob', (payload, { jobId }) => disableIndexedJob(kongflow, payload, jobId), {
    onExhausted: (payload, { message }) => settleFailedRegistration(kongflow, payload, message),
  });
  queue.handle('autoIndexProductionEndpoints', ({ ts }) => endpoints.autoIndexProductionEndpoints(ts));
  queue.handle('purgeOldIndexings', ({ ts }) => endpoints.purgeOldIndexings(ts));

  queue.handle('deliverEvent', ({ id }) => events.deliverEvent(id));
  queue.handle('events.invokeDispatcher', (payload) => events.invokeDispatcher(payload));

  queue.handle('startRun', ({ id }) => runs.startRun(id), {
    onExhausted: ({ id }, { message }) => runs.failRun(id, message),
  });
  queue.handle('performRunExecution', ({ id }, context) => runs.executeRun(id, context), {
    onExhausted: ({ id }, { message }) => runs.failRun(id, message),
  });
  queue.handle('resumeTask', ({ id }) => runs.resumeTask(id), {
    onExhausted: ({ id }, { message }) => runs.failRunOfTask(id, message),
  });
}
