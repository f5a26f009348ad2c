import { newId } from '@kongflow/protocol';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { setup, type Setup } from './support/setup.ts';

let s: Setup;
beforeAll(async () => {
  s = await setup();
});
afterAll(() => s.close());

async function input(eventRecordId?: string) {
  return {
    environmentId: s.environmentId,
    eventRecordId: eventRecordId ?? (await s.createEvent()),
    versionId: s.tenant.versionId,
  };
}

describe('createRun', () => {
  test('creates a PENDING run from its version and event, and enqueues its start', async () => {
    const account = newId();
    await s.query(
      'INSERT INTO external_accounts (id, identifier, organization_id, environment_id) VALUES ($1, $2, $3, $4)',
      [account, 'user_1', s.tenant.environment.organization.id, s.environmentId],
    );
    const event = await s.createEvent({ externalAccountId: account, isTest: true });
    const run = await s.runs.createRun(await input(event));

    expect(await s.run(run!.id)).toMatchObject({
      status: 'PENDING',
      number: null,
      job_id: s.tenant.jobId,
      version_id: s.tenant.versionId,
      endpoint_id: s.tenant.endpointId,
      event_id: event,
      external_account_id: account,
      is_test: true,
      organization_id: s.tenant.environment.organization.id,
      project_id: s.tenant.environment.project.id,
    });
    expect(s.queue.pendingTasks).toContain(`startRun:${run!.id}`);
  });

  test('is the same run again for the same event and version, and is not started twice', async () => {
    const values = await input();
    const first = await s.runs.createRun(values);
    const second = await s.runs.createRun(values);
    expect(second).toEqual(first);
    expect(s.queue.pendingTasks.filter((task) => task === `startRun:${first!.id}`)).toHaveLength(1);
  });

  test('is one run, started once, when 20 ask for it at the same time', async () => {
    const values = await input();
    const created = await Promise.all(Array.from({ length: 20 }, () => s.runs.createRun(values)));
    const ids = new Set(created.map((run) => run?.id));
    expect(ids.size).toBe(1);
    expect(s.queue.pendingTasks.filter((task) => task === `startRun:${[...ids][0]}`)).toHaveLength(1);
  });

  test('rolls back with the transaction that it takes part in, and leaves no job behind', async () => {
    const values = await input();
    const before = s.queue.jobs.length;
    const failure = s.database.transaction(async (tx) => {
      await s.runs.createRun(values, { tx });
      throw new Error('no');
    });
    await expect(failure).rejects.toThrow('no');
    expect(await s.query('SELECT FROM runs WHERE event_id = $1', [values.eventRecordId])).toEqual([]);
    expect(s.queue.jobs).toHaveLength(before);
  });

  test.each([
    [
      'runs are off for the organization',
      'UPDATE organizations SET runs_enabled = false',
      'UPDATE organizations SET runs_enabled = true',
    ],
    [
      'the version is disabled',
      "UPDATE job_versions SET status = 'DISABLED'",
      "UPDATE job_versions SET status = 'ACTIVE'",
    ],
    ['the job is deleted', 'UPDATE jobs SET deleted_at = now()', 'UPDATE jobs SET deleted_at = NULL'],
  ])('creates none when %s', async (_, off, on) => {
    const values = await input();
    await s.query(off);
    try {
      expect(await s.runs.createRun(values)).toBeNull();
    } finally {
      await s.query(on);
    }
    expect(await s.runs.createRun(values)).not.toBeNull();
  });

  test('creates none for the version or the event of another environment', async () => {
    const other = await s.createTenant();
    const values = await input();
    expect(await s.runs.createRun({ ...values, environmentId: other.environment.id })).toBeNull();
    expect(
      await s.runs.createRun({ ...values, environmentId: other.environment.id, versionId: other.versionId }),
    ).toBeNull();
    expect(await s.runs.createRun({ ...values, versionId: newId() })).toBeNull();
  });
});

describe('startRun', () => {
  test('numbers the run and enqueues its execution', async () => {
    const id = await s.createRun();
    await s.runs.startRun(id);
    expect(await s.run(id)).toMatchObject({
      status: 'QUEUED',
      number: expect.any(Number),
      queued_at: expect.any(Date),
    });
    expect(s.queue.pendingTasks).toContain(`performRunExecution:${id}`);
  });

  test('numbers the runs of a job without gaps or doubles, started at the same time and repeatedly', async () => {
    const tenant = await s.createTenant();
    const ids: string[] = [];
    for (let index = 0; index < 15; index += 1) {
      const eventRecordId = await s.createEvent({}, tenant);
      const run = await s.runs.createRun({
        environmentId: tenant.environment.id,
        eventRecordId,
        versionId: tenant.versionId,
      });
      ids.push(run!.id);
    }
    await Promise.all([...ids, ...ids].map((id) => s.runs.startRun(id)));
    const numbers = (await s.query('SELECT number FROM runs WHERE job_id = $1 ORDER BY number', [tenant.jobId])).map(
      (row) => row['number'],
    );
    expect(numbers).toEqual(ids.map((_, index) => index + 1));
  });

  test('does nothing for a run that is not there', async () => {
    const before = s.queue.jobs.length;
    await s.runs.startRun(newId());
    expect(s.queue.jobs).toHaveLength(before);
  });
});
