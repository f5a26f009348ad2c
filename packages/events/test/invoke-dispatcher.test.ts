import { describe, expect, it } from 'vitest';
import { environment, setup } from './support/setup.ts';

async function setupInvocation(dispatcher: object = {}) {
  const bundle = setup();
  const record = await bundle.events.ingestEvent({ environment, event: { id: 'e1', name: 'user.created' } });
  const { id } = bundle.repository.addDispatcher({
    dispatchable: { type: 'JOB_VERSION', id: 'version' },
    ...dispatcher,
  });
  return { ...bundle, input: { id, eventRecordId: record.id } };
}

describe('invokeDispatcher', () => {
  it('creates the run in its transaction', async () => {
    const { events, input, repository, runs } = await setupInvocation();
    const outcome = await events.invokeDispatcher(input);
    const run = runs.runs.get(`${input.eventRecordId}/version`);
    expect(outcome).toEqual({ status: 'RUN_CREATED', runId: run?.id });
    expect(run?.tx).toBe(repository.tx);
  });

  it('finds the same run when repeated', async () => {
    const { events, input, runs } = await setupInvocation();
    expect(await events.invokeDispatcher(input)).toEqual(await events.invokeDispatcher(input));
    expect(runs.runs.size).toBe(1);
  });

  it('ends where no run is wanted', async () => {
    const { events, input, runs } = await setupInvocation();
    runs.enabled = false;
    expect(await events.invokeDispatcher(input)).toEqual({ status: 'NO_RUN' });
  });

  it.each([
    ['DISABLED', { enabled: false }, 0],
    ['INVALID_DISPATCHABLE', { dispatchable: { type: 'ROCKET' } }, 1],
    ['UNSUPPORTED_DISPATCHABLE', { dispatchable: { type: 'DYNAMIC_TRIGGER', id: 't' } }, 1],
    ['UNSUPPORTED_DISPATCHABLE', { dispatchable: { type: 'EPHEMERAL', url: 'https://example.com' } }, 1],
  ])('stops: %s', async (reason, dispatcher, logged) => {
    const { events, input, logger, runs } = await setupInvocation(dispatcher);
    expect(await events.invokeDispatcher(input)).toEqual({ status: 'SKIPPED', reason });
    expect(runs.calls).toBe(0);
    expect(logger.entries).toHaveLength(logged);
  });

  it('stops for an event that was cancelled after its delivery', async () => {
    const { events, input, runs } = await setupInvocation();
    await events.cancelEvent({ environment, eventId: 'e1' });
    expect(await events.invokeDispatcher(input)).toEqual({ status: 'SKIPPED', reason: 'CANCELLED' });
    expect(runs.calls).toBe(0);
  });

  it('stops when dispatcher or event were deleted', async () => {
    const { events, input } = await setupInvocation();
    const skipped = { status: 'SKIPPED', reason: 'NOT_FOUND' };
    expect(await events.invokeDispatcher({ ...input, id: 'gone' })).toEqual(skipped);
    expect(await events.invokeDispatcher({ ...input, eventRecordId: 'gone' })).toEqual(skipped);
  });
});
