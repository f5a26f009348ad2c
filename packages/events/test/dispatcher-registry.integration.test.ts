import { randomUUID } from 'node:crypto';
import type { Database } from '@kongflow/database';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DispatcherDefinition } from '../src/index.ts';
import { count, createEnvironment, openDatabase } from './support/fixtures.ts';
import { setupWith } from './support/setup.ts';

let database: Database;

beforeAll(async () => {
  database = await openDatabase();
});
afterAll(() => database.close());

async function setup() {
  const environment = await createEnvironment(database);
  const { events } = setupWith(database);
  const definition: DispatcherDefinition = {
    environmentId: environment.id,
    dispatchableId: randomUUID(),
    dispatchable: { type: 'JOB_VERSION', id: randomUUID() },
    event: ['user.created', 'user.changed'],
    source: 'trigger.dev',
    payloadFilter: { plan: ['pro'] },
    contextFilter: { region: [{ $anythingBut: 'us' }] },
    manual: false,
    enabled: true,
  };
  const upsert = (given: Partial<DispatcherDefinition> = {}) =>
    database.transaction((tx) => events.dispatchers.upsertDispatcher({ ...definition, ...given }, { tx }));
  const disable = () => database.transaction((tx) => events.dispatchers.disableDispatcher(definition, { tx }));
  return { environment, events, definition, upsert, disable };
}

describe('EventDispatcherRegistry', () => {
  it('creates a dispatcher as defined', async () => {
    const { definition, environment, events, upsert } = await setup();
    const created = await upsert();
    expect(created).toMatchObject({ ...definition, externalAccountId: null });
    expect(await events.getDispatcher({ environmentId: environment.id, id: created.id })).toEqual(created);
  });

  it('makes an existing one exactly like the definition: nothing stays of the old', async () => {
    const { definition, upsert } = await setup();
    const created = await upsert({ manual: true, enabled: false });
    const changed = {
      event: ['dev.trigger.scheduled'],
      source: 'shop',
      payloadFilter: null,
      contextFilter: null,
      manual: false,
      enabled: true,
      dispatchable: { type: 'JOB_VERSION' as const, id: randomUUID() },
    };
    expect(await upsert(changed)).toMatchObject({ ...definition, ...changed, id: created.id });
  });

  it('stores an absent filter as NULL, and {} as {}', async () => {
    const { definition, upsert } = await setup();
    await upsert({ payloadFilter: null, contextFilter: {} });
    const ofThis = `dispatchable_id = $1 AND payload_filter IS NULL AND context_filter = '{}'`;
    expect(await count(database, 'event_dispatchers', ofThis, [definition.dispatchableId])).toBe(1);
  });

  it('keeps one dispatcher per dispatchable and environment, however many are registered at once', async () => {
    const { definition, upsert } = await setup();
    const dispatchers = await Promise.all(Array.from({ length: 10 }, () => upsert()));
    expect(new Set(dispatchers.map(({ id }) => id)).size).toBe(1);
    const other = await createEnvironment(database);
    expect((await upsert({ environmentId: other.id })).id).not.toBe(dispatchers[0]?.id);
    expect(await count(database, 'event_dispatchers', 'dispatchable_id = $1', [definition.dispatchableId])).toBe(2);
  });

  it('disables a dispatcher and says whether it was enabled', async () => {
    const { disable, environment, events, upsert } = await setup();
    expect(await disable()).toBe(false);
    const { id } = await upsert();
    expect(await disable()).toBe(true);
    expect(await disable()).toBe(false);
    expect(await events.getDispatcher({ environmentId: environment.id, id })).toMatchObject({ enabled: false });
  });

  it('rolls back with the caller', async () => {
    const { definition, events } = await setup();
    const work = database.transaction(async (tx) => {
      await events.dispatchers.upsertDispatcher(definition, { tx });
      throw new Error('changed my mind');
    });
    await expect(work).rejects.toThrow('changed my mind');
    expect(await count(database, 'event_dispatchers', 'dispatchable_id = $1', [definition.dispatchableId])).toBe(0);
  });

  it('lists the dispatchers of one environment, newest first', async () => {
    const { environment, events, upsert } = await setup();
    const stranger = await setup();
    const foreign = await stranger.upsert();
    const ids: string[] = [];
    for (let n = 0; n < 5; n += 1) ids.unshift((await upsert({ dispatchableId: `job-${n}` })).id);
    const environmentId = environment.id;
    const first = await events.listDispatchers({ environmentId, limit: 3 });
    const second = await events.listDispatchers({ environmentId, limit: 3, before: first.at(-1)?.id });
    expect([...first, ...second].map(({ id }) => id)).toEqual(ids);
    expect(await events.getDispatcher({ environmentId, id: foreign.id })).toBeNull();
  });
});
