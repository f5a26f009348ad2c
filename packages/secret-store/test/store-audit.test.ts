import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { SecretStore, SecretStoreError, type SecretStoreOptions } from '../src/index.ts';
import { FaultyProvider } from './support/faulty-provider.ts';
import { RecordingAudit } from './support/recording-audit.ts';

interface Setup {
  readonly provider: FaultyProvider;
  readonly audit: RecordingAudit;
  readonly store: SecretStore;
}

/** A provider and a log that share no database. */
function setup(options: Partial<SecretStoreOptions> = {}): Setup {
  const provider = new FaultyProvider();
  const audit = new RecordingAudit();
  return { provider, audit, store: new SecretStore({ provider, audit, actor: 'ada', ...options }) };
}

const down = new SecretStoreError('PROVIDER_UNAVAILABLE', 'The provider does not answer.');
const full = new SecretStoreError('INVALID_INPUT', 'The log is full.');
const fail = (error: Error) => (): never => {
  throw error;
};

describe('a read', () => {
  it('leaves an entry with what it came to', async () => {
    const { provider, audit, store } = setup();
    await provider.set([{ key: 'there', text: '1' }]);
    await store.getSecret('there', z.number());
    await store.getSecret('missing', z.number());
    await expect(store.getSecret('there', z.string())).rejects.toThrow('does not fit');
    await expect(store.getSecretOrThrow('missing', z.string())).rejects.toThrow('Unable to find');
    await store.listSecretKeys({ prefix: 'th' });
    await store.getSecretCount();
    expect(audit.lines).toEqual([
      'ada get there ok',
      'ada get missing not_found',
      'ada get there INVALID_SECRET',
      'ada get missing not_found',
      'ada list th ok',
      'ada count  ok',
    ]);
    expect(audit.entries[0]).toEqual({ actor: 'ada', action: 'get', key: 'there', provider: 'memory', result: 'ok' });
  });

  it('leaves the entries of a batch in one call, each with its own result', async () => {
    const { provider, audit, store } = setup();
    await provider.set([
      { key: 'a', text: '1' },
      { key: 'b', text: '"text"' },
      { key: 'damaged', text: '{' },
    ]);
    const schemas = { a: z.number(), b: z.number(), damaged: z.number(), missing: z.number() };
    await expect(store.getSecrets(schemas)).rejects.toMatchObject({ key: 'b' });
    expect(audit.calls).toHaveLength(1);
    expect(audit.lines).toEqual([
      'ada get a ok',
      'ada get b INVALID_SECRET',
      'ada get damaged not_found',
      'ada get missing not_found',
    ]);
  });

  it('comes after the reading and before the value is handed out', async () => {
    const { provider, audit, store } = setup();
    await provider.set([{ key: 'k', text: '1' }]);
    const order: string[] = [];
    provider.after = ({ method }) => void order.push(method);
    const { promise: written, resolve: release } = Promise.withResolvers<void>();
    const { promise: asked, resolve: ask } = Promise.withResolvers<void>();
    audit.onAppend = async () => {
      order.push('append');
      ask();
      await written;
    };
    const value = store.getSecret('k', z.number()).finally(() => order.push('handed out'));
    await asked;
    release();
    expect(await value).toBe(1);
    expect(order).toEqual(['get', 'append', 'handed out']);
  });

  it('hands out nothing when its entry cannot be stored', async () => {
    const { provider, audit, store } = setup();
    await provider.set([{ key: 'k', text: '1' }]);
    audit.onAppend = fail(full);
    await expect(store.getSecret('k', z.number())).rejects.toBe(full);
    await expect(store.getSecrets({ k: z.number() })).rejects.toBe(full);
    await expect(store.listSecretKeys()).rejects.toBe(full);
    await expect(store.getSecretCount()).rejects.toBe(full);
  });

  it('leaves the code of an error for each key', async () => {
    const { provider, audit, store } = setup();
    provider.before = fail(down);
    await expect(store.getSecrets({ a: z.number(), b: z.number() })).rejects.toBe(down);
    provider.before = fail(new TypeError('of somebody else'));
    await expect(store.listSecretKeys({ prefix: 'p' })).rejects.toThrow('of somebody else');
    await expect(store.getSecretCount({ prefix: 'p' })).rejects.toThrow('of somebody else');
    expect(audit.lines).toEqual([
      'ada get a PROVIDER_UNAVAILABLE',
      'ada get b PROVIDER_UNAVAILABLE',
      'ada list p UNKNOWN',
      'ada count p UNKNOWN',
    ]);
  });

  it('says why it failed, also when that cannot be noted', async () => {
    const { provider, audit, store } = setup();
    provider.before = fail(down);
    audit.onAppend = fail(full);
    await expect(store.getSecret('k', z.number())).rejects.toBe(down);
  });

  it('leaves nothing with auditReads: false', async () => {
    const { provider, audit, store } = setup({ auditReads: false });
    await store.getSecret('k', z.number());
    await store.getSecrets({ k: z.number() });
    await store.listSecretKeys();
    await store.getSecretCount();
    provider.before = fail(down);
    await expect(store.getSecret('k', z.number())).rejects.toBe(down);
    expect(audit.entries).toEqual([]);
    provider.before = () => undefined;
    await store.setSecret('k', 1);
    expect(audit.lines).toEqual(['ada set k attempted', 'ada set k ok']);
  });

  it('that is refused for its input leaves nothing: nobody was asked', async () => {
    const { audit, store } = setup();
    await expect(store.getSecret('', z.number())).rejects.toThrow('must not be empty');
    await expect(store.setSecret('k', Number.NaN)).rejects.toThrow('finite');
    expect(audit.entries).toEqual([]);
  });
});

describe('a write to another place than the log', () => {
  it('leaves an entry before it and another after it', async () => {
    const { provider, audit, store } = setup();
    const order: string[] = [];
    provider.before = ({ method }) => void order.push(method);
    audit.onAppend = ([record]) => void order.push(record?.result ?? '');
    await store.setSecret('k', 1);
    await store.deleteSecret('k');
    await store.deleteSecret('k');
    expect(order).toEqual(['attempted', 'set', 'ok', 'attempted', 'delete', 'ok', 'attempted', 'delete', 'not_found']);
  });

  it('leaves the entries of a batch in one call, each with its own result', async () => {
    const { audit, store } = setup();
    await store.setSecret('b', 1);
    audit.calls.length = 0;
    audit.entries.length = 0;
    await store.setSecrets({ a: 1, b: 2 }, { ifAbsent: true });
    await store.deleteSecrets(['b', 'missing']);
    expect(audit.calls).toHaveLength(4);
    expect(audit.lines).toEqual([
      'ada set a attempted',
      'ada set b attempted',
      'ada set a ok',
      'ada set b exists',
      'ada delete b attempted',
      'ada delete missing attempted',
      'ada delete b ok',
      'ada delete missing not_found',
    ]);
  });

  it('is not done when the first entry cannot be stored', async () => {
    const { provider, audit, store } = setup();
    await provider.set([{ key: 'k', text: '"old"' }]);
    provider.calls.length = 0;
    audit.onAppend = fail(full);
    await expect(store.setSecret('k', 'new')).rejects.toBe(full);
    await expect(store.deleteSecret('k')).rejects.toBe(full);
    expect(provider.calls).toEqual([]);
  });

  it('fails when the second entry cannot be stored: the first one stands', async () => {
    const { provider, audit, store } = setup();
    audit.onAppend = ([record]) => {
      if (record?.result !== 'attempted') throw full;
    };
    await expect(store.setSecret('k', 'new')).rejects.toBe(full);
    expect(await provider.get(['k'])).toEqual(new Map([['k', '"new"']]));
    expect(audit.lines).toEqual(['ada set k attempted']);
  });

  it('leaves the code of an error, and what was written all the same', async () => {
    const { provider, audit, store } = setup();
    provider.before = fail(new SecretStoreError('PARTIAL_WRITE', 'One of two.', { written: ['a'] }));
    await expect(store.setSecrets({ a: 1, b: 2 })).rejects.toMatchObject({ code: 'PARTIAL_WRITE', written: ['a'] });
    provider.before = fail(down);
    await expect(store.deleteSecret('a')).rejects.toBe(down);
    expect(audit.lines).toEqual([
      'ada set a attempted',
      'ada set b attempted',
      'ada set a ok',
      'ada set b PARTIAL_WRITE',
      'ada delete a attempted',
      'ada delete a PROVIDER_UNAVAILABLE',
    ]);
  });

  it('says why it failed, also when that cannot be noted', async () => {
    const { provider, audit, store } = setup();
    provider.before = fail(down);
    audit.onAppend = ([record]) => {
      if (record?.result !== 'attempted') throw full;
    };
    await expect(store.setSecret('k', 1)).rejects.toBe(down);
  });

  it('leaves nothing when it cannot take part in the transaction', async () => {
    const { audit, store } = setup();
    await expect(store.setSecret('k', 1, { tx: {} as never })).rejects.toMatchObject({
      code: 'TRANSACTION_UNSUPPORTED',
    });
    expect(audit.entries).toEqual([]);
  });
});

describe('entries', () => {
  it('never hold a value', async () => {
    const { provider, audit, store } = setup();
    await store.setSecrets({ a: 'canary', b: { c: 'canary' } });
    await store.getSecrets({ a: z.string(), b: z.string() }).catch(() => undefined);
    provider.before = fail(new Error('canary'));
    await store.getSecret('a', z.string()).catch(() => undefined);
    await store.setSecret('a', 'canary').catch(() => undefined);
    expect(audit.entries.length).toBeGreaterThan(5);
    expect(JSON.stringify(audit.entries)).not.toContain('canary');
  });
});
