// npm run bench -- secrets [--secrets 100000] [--rounds 5]
// What a secret costs to read, cached and not, and how fast a table of them is filled, listed, rotated and verified.
// PostgreSQL flushes every commit to disk (DATABASE_URL chooses another).
import { createCipheriv, randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { createDatabase, type Database, runMigrations } from '@kongflow/database';
import {
  type Cipher,
  EnvelopeCipher,
  generateEncryptionKey,
  Keyring,
  keyringWrapper,
  MigratingCipher,
} from '@kongflow/encryption';
import { DatabaseSecretProvider, SecretAuditLog, type SecretInput, SecretStore } from '@kongflow/secret-store';
import { measureReading, medianReading, type Reading } from './secrets/measure.ts';
import { byHand, keyOf, OAuthConfig, stores } from './secrets/subjects.ts';
import { startDurablePostgres } from './support/durable-postgres.ts';
import { describeMachine } from './support/machine.ts';
import { percentile } from './support/percentile.ts';

const BATCH = 1000;

/** Runs the benchmark and prints its figures. */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: { secrets: { type: 'string', default: '100000' }, rounds: { type: 'string', default: '5' } },
  });
  const secrets = countOf(values.secrets, BATCH);
  const rounds = countOf(values.rounds, 1);
  const folder = await mkdtemp(path.join(os.tmpdir(), 'kongflow-secrets-'));
  const undo: (() => Promise<unknown>)[] = [() => rm(folder, { recursive: true, force: true })];
  try {
    const url = process.env['DATABASE_URL'] ?? (await startDurablePostgres(folder, undo));
    const database = createDatabase({ connectionString: url, max: 20 });
    undo.push(() => database.close());
    await runMigrations(database, { direction: 'up' });
    console.log(await describeMachine(database));
    console.log(`${secrets} secrets\n`);
    const oldKey = generateEncryptionKey();
    const old = new Keyring({ current: oldKey });
    await fill(database, old, secrets);
    await readAll(database, old, secrets, rounds);
    await rotateAll(database, oldKey, secrets);
    await verifyAll(database);
  } finally {
    for (const step of undo.toReversed()) await step();
  }
}

/** @throws when it is not a whole number, or below what can be measured */
function countOf(text: string, least: number): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < least) throw new Error(`"${text}" is not a whole number from ${least} on`);
  return count;
}

function report(label: string, count: number, unit: string, milliseconds: number): void {
  const rate = Math.round((count / milliseconds) * 1000).toLocaleString('en');
  console.log(`${label.padEnd(52)} ${rate.padStart(10)} ${unit}/s  (${(milliseconds / 1000).toFixed(2)} s)`);
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

function valueOf(n: number): SecretInput {
  return { client_id: `client_${n}`, client_secret: randomBytes(24).toString('base64'), scopes: ['read:user', 'repo'] };
}

async function fill(database: Database, cipher: Keyring, secrets: number): Promise<void> {
  const provider = new DatabaseSecretProvider({ database, cipher });
  const setAll = async (store: SecretStore, count: number): Promise<void> => {
    for (let first = 0; first < count; first += BATCH) {
      const numbers = Array.from({ length: Math.min(BATCH, count - first) }, (_, n) => first + n);
      await store.setSecrets(Object.fromEntries(numbers.map((n) => [keyOf(n), valueOf(n)])));
    }
  };
  const plain = new SecretStore({ provider });
  const audited = new SecretStore({ provider, audit: new SecretAuditLog({ database }) });
  report(`setSecrets, ${BATCH} a call, new`, secrets, 'secrets', await timed(() => setAll(plain, secrets)));
  const again = secrets / 10;
  report(
    `setSecrets, ${BATCH} a call, replacing, audited`,
    again,
    'secrets',
    await timed(() => setAll(audited, again)),
  );
  for (const [name, store] of [
    ['setSecret, 1 caller', plain] as const,
    ['setSecret, 1 caller, audited', audited] as const,
  ]) {
    const one = async (): Promise<void> => {
      for (let n = 0; n < 1000; n += 1) await store.setSecret(keyOf(n), valueOf(n));
    };
    report(name, 1000, 'secrets', await timed(one));
  }
  await database.query({ text: 'VACUUM ANALYZE secret_store', values: [], rowMode: 'array' });
}

async function readAll(database: Database, keyring: Keyring, secrets: number, rounds: number): Promise<void> {
  const key = randomBytes(32);
  await fillByHand(database, key, secrets);
  const subjects = [byHand(database, 'by_hand', key), ...(await stores(database, keyring, secrets))];
  const results = new Map<string, Reading[]>(subjects.map(({ name }) => [name, []]));
  const randomKey = (): string => keyOf(Math.floor(Math.random() * secrets));
  // The caches are full before they are measured, and every statement is prepared.
  for (const { name, get } of subjects) {
    if (name === 'store, cached') for (let n = 0; n < secrets; n += 1) await get(keyOf(n));
    else for (let n = 0; n < 2000; n += 1) await get(randomKey());
  }
  for (let round = 0; round < rounds; round += 1) {
    for (const subject of subjects) {
      const counts = { sequential: 3000, parallel: 20_000 };
      results.get(subject.name)?.push(await measureReading(subject, randomKey, counts));
    }
  }
  console.log(`\nget by key, ms (1 caller), and reads/s (16 callers); median of ${rounds} rounds`);
  const [first] = subjects;
  const base = medianReading(results.get(first?.name ?? '') ?? []);
  for (const { name } of subjects) {
    const { p50, p95, p99, perSecond } = medianReading(results.get(name) ?? []);
    console.log(
      `${name.padEnd(44)} p50 ${p50.toFixed(4)}  p95 ${p95.toFixed(4)}  p99 ${p99.toFixed(4)}  ${Math.round(perSecond).toLocaleString('en').padStart(9)}/s  × ${(perSecond / base.perSecond).toFixed(2)}`,
    );
  }
  const store = new SecretStore({ provider: new DatabaseSecretProvider({ database, cipher: keyring }) });
  const page = await repeat(500, () =>
    store.listSecretKeys({ prefix: `tenants/0${Math.floor(Math.random() * 900 + 100)}/`, limit: 100 }),
  );
  const hundred = await repeat(500, () =>
    store.getSecrets(Object.fromEntries(Array.from({ length: 100 }, () => [randomKey(), OAuthConfig]))),
  );
  const count = await repeat(50, () => store.getSecretCount());
  console.log(`\nlistSecretKeys, a page of 100 by prefix          p95 ${percentile(page, 95).toFixed(2)} ms`);
  console.log(`getSecrets, 100 random keys a call               p95 ${percentile(hundred, 95).toFixed(2)} ms`);
  console.log(`getSecretCount, all                              p95 ${percentile(count, 95).toFixed(2)} ms`);
  for (const { stop } of subjects) await stop?.();
}

async function repeat(times: number, work: () => Promise<unknown>): Promise<number[]> {
  const milliseconds: number[] = [];
  for (let n = 0; n < times; n += 1) milliseconds.push(await timed(work));
  return milliseconds;
}

async function fillByHand(database: Database, key: Buffer, secrets: number): Promise<void> {
  const query = (text: string, values: unknown[] = []) => database.query({ text, values, rowMode: 'array' });
  await query('DROP TABLE IF EXISTS by_hand');
  await query('CREATE TABLE by_hand (key text PRIMARY KEY, value jsonb NOT NULL)');
  for (let first = 0; first < secrets; first += BATCH) {
    const rows = Array.from({ length: Math.min(BATCH, secrets - first) }, (_, n) => {
      const nonce = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', key, nonce);
      const ciphertext = cipher.update(JSON.stringify(valueOf(first + n)), 'utf8', 'hex') + cipher.final('hex');
      const value = { nonce: nonce.toString('hex'), ciphertext, tag: cipher.getAuthTag().toString('hex') };
      return { key: keyOf(first + n), value };
    });
    await query('INSERT INTO by_hand SELECT * FROM jsonb_to_recordset($1::jsonb) AS r (key text, value jsonb)', [
      JSON.stringify(rows),
    ]);
  }
  await query('VACUUM ANALYZE by_hand');
}

async function rotateAll(database: Database, oldKey: string, secrets: number): Promise<void> {
  console.log('');
  const second = generateEncryptionKey();
  const rotate = (cipher: Cipher) => async (): Promise<void> => {
    const { rotated, remaining } = await new DatabaseSecretProvider({ database, cipher }).rotate();
    if (rotated !== secrets || remaining !== 0) throw new Error(`rotated ${rotated}, ${remaining} remain`);
  };
  const first = new Keyring({ current: second, previous: [oldKey] });
  report('rotate, nobody else at work', secrets, 'secrets', await timed(rotate(first)));

  const third = new Keyring({ current: generateEncryptionKey(), previous: [second] });
  const store = new SecretStore({ provider: new DatabaseSecretProvider({ database, cipher: third }) });
  const readings: number[] = [];
  const rotation = new AbortController();
  const reader = async (): Promise<void> => {
    while (!rotation.signal.aborted) {
      readings.push(await timed(() => store.getSecretOrThrow(keyOf(Math.floor(Math.random() * secrets)), OAuthConfig)));
    }
  };
  const readers = Promise.all([reader(), reader()]);
  report('rotate, while two callers read', secrets, 'secrets', await timed(rotate(third)));
  rotation.abort();
  await readers;
  console.log(
    `  reads meanwhile: ${readings.length}, p50 ${percentile(readings, 50).toFixed(2)} ms, p95 ${percentile(readings, 95).toFixed(2)} ms`,
  );

  const envelope = new EnvelopeCipher({ wrapper: keyringWrapper(third) });
  const toEnvelopes = new MigratingCipher({ current: envelope, previous: [third] });
  report('rotate, to envelope keys', secrets, 'secrets', await timed(rotate(toEnvelopes)));
}

async function verifyAll(database: Database): Promise<void> {
  const audit = new SecretAuditLog({ database });
  const started = performance.now();
  const { entries, ok } = await audit.verify();
  if (!ok) throw new Error('the chain of the audit log is broken');
  console.log('');
  report('audit log: verify', entries, 'entries', performance.now() - started);
}
