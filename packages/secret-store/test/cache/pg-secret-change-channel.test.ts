import { createDatabase, type Database } from '@kongflow/database';
import { createTestDatabase, waitFor } from '@kongflow/testing';
import { expect, onTestFinished, test } from 'vitest';
import { PgSecretChangeChannel, type SecretChangeListener } from '../../src/index.ts';

function open(connectionString: string): Database {
  const database = createDatabase({ connectionString, onBackgroundError: () => undefined });
  onTestFinished(async () => database.close());
  return database;
}

function recorder(): { events: string[]; listener: SecretChangeListener } {
  const events: string[] = [];
  return {
    events,
    listener: {
      onChanged: (key) => void events.push(key),
      onAllChanged: () => void events.push('<all>'),
      onConnected: () => void events.push('<connected>'),
      onDisconnected: () => void events.push('<disconnected>'),
    },
  };
}

test('every subscriber hears of every key, whoever publishes it', async () => {
  const { url } = await createTestDatabase();
  const channels = [open(url), open(url)].map((database) => new PgSecretChangeChannel({ database }));
  const recorders = channels.map((channel) => {
    const { events, listener } = recorder();
    const subscription = channel.subscribe(listener);
    onTestFinished(async () => subscription.stop());
    return events;
  });
  await waitFor(() => recorders.every((events) => events.length === 1));
  const keys = ['a', "it's; DROP TABLE secret_store", 'ключ/🔑', '😀'.repeat(250)];
  await channels[0]?.publish(keys);
  await channels[1]?.publish(['last']);
  await waitFor(() => recorders.every((events) => events.includes('last')));
  for (const events of recorders) expect(events).toEqual(['<connected>', ...keys, 'last']);
});

test('publishing no key is no statement, and publishing without a database fails', async () => {
  const channel = new PgSecretChangeChannel({ database: open('postgres://localhost:1/none') });
  await expect(channel.publish([])).resolves.toBeUndefined();
  await expect(channel.publish(['a'])).rejects.toMatchObject({ code: 'CONNECTION' });
});

test('a subscription that cannot connect says so in the log, and can be stopped', async () => {
  const lines: unknown[][] = [];
  const logger = { warn: (...line: unknown[]) => void lines.push(line) } as never;
  const { events, listener } = recorder();
  const database = open('postgres://nobody:hush@localhost:1/none');
  const subscription = new PgSecretChangeChannel({ database, logger }).subscribe(listener);
  await waitFor(() => lines.length > 1);
  await subscription.stop();
  expect(events).toEqual([]);
  expect(lines[0]).toEqual([
    expect.stringContaining('listens for changed secrets'),
    { error: expect.objectContaining({ code: 'CONNECTION' }) },
  ]);
  expect(JSON.stringify(lines)).not.toContain('hush');
});

test('a stopped subscription hears nothing more', async () => {
  const { url } = await createTestDatabase();
  const channel = new PgSecretChangeChannel({ database: open(url) });
  const stopped = recorder();
  const going = recorder();
  const subscription = channel.subscribe(stopped.listener);
  const other = channel.subscribe(going.listener);
  onTestFinished(async () => other.stop());
  await waitFor(() => stopped.events.length === 1 && going.events.length === 1);
  await Promise.all([subscription.stop(), subscription.stop()]);
  await channel.publish(['late']);
  await waitFor(() => going.events.includes('late'));
  expect(stopped.events).toEqual(['<connected>', '<disconnected>']);
});
