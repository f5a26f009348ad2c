import { randomUUID } from 'node:crypto';
import { createDatabase } from '@kongflow/database';
import { EncryptionError } from '@kongflow/encryption';
import { createTestDatabase, waitFor } from '@kongflow/testing';
import { expect, onTestFinished, test } from 'vitest';
import { bootstrap, createKongflow } from '../src/index.ts';
import { open, setup } from './setup.ts';

test('a wrong encryption key is refused before anything is opened', () => {
  const database = { connectionString: 'postgres://127.0.0.1:1/none' };
  expect(() => createKongflow({ database, encryptionKey: 'short' })).toThrow(EncryptionError);
});

test('stop is legal before start, and again', async () => {
  const kongflow = await setup();
  await kongflow.stop();
  await kongflow.stop();
  await expect(kongflow.ping()).rejects.toThrow();
});

test('start, drain and stop are shared by concurrent callers', async () => {
  const kongflow = await setup();
  expect(kongflow.start()).toBe(kongflow.start());
  await kongflow.start();
  expect(kongflow.drain()).toBe(kongflow.drain());
  await Promise.all([kongflow.stop(), kongflow.stop()]);
});

test('a database of the host stays open', async () => {
  const { url } = await createTestDatabase();
  const database = createDatabase({ connectionString: url });
  onTestFinished(() => database.close());
  const kongflow = open({ database });
  await kongflow.start();
  await kongflow.stop();
  expect((await database.query({ text: 'SELECT 1', values: [], rowMode: 'array' })).rows).toEqual([[1]]);
});

test('start brings an empty database up to date', async () => {
  const { url } = await createTestDatabase({ empty: true });
  const kongflow = open({ database: { connectionString: url } });
  await kongflow.start();
  expect((await bootstrap(kongflow)).created).toBe(true);
});

test('a process without workers enqueues for one that has them', async () => {
  const { url } = await createTestDatabase();
  const sender = open({ database: { connectionString: url }, worker: { enabled: false } });
  await sender.start();
  const { environments } = await bootstrap(sender);
  const [environment] = environments;
  if (environment === undefined) throw new Error('no environment');
  await sender.events.ingestEvent({ environment, event: { id: 'e1', name: 'n' }, deliver: true });
  const worker = open({ database: { connectionString: url } });
  await worker.start();
  await waitFor(() => Object.values(worker.queue.metrics()).some(({ completed }) => completed > 0), {
    describe: 'the worker to deliver the event',
  });
});

test('a failed start can be tried again', async () => {
  const { url } = await createTestDatabase();
  const name = `late_${randomUUID().replaceAll('-', '')}`;
  const kongflow = open({ database: { connectionString: url.replace(/[^/]*$/, name) } });
  await expect(kongflow.start()).rejects.toThrow(name);
  const admin = createDatabase({ connectionString: url });
  onTestFinished(() => admin.close());
  await admin.query({ text: `CREATE DATABASE ${name}`, values: [], rowMode: 'array' });
  await kongflow.start();
  await kongflow.ping();
});
