import { describe, expect, it } from 'vitest';
import { secretProviderConformance } from '../src/conformance/index.ts';
import {
  ChainedSecretProvider,
  MemorySecretProvider,
  type SecretProvider,
  SecretStore,
  SecretStoreError,
} from '../src/index.ts';
import { FaultyProvider } from './support/faulty-provider.ts';
import { RecordingAudit } from './support/recording-audit.ts';

interface Setup {
  readonly primary: FaultyProvider;
  readonly fallback: FaultyProvider;
  readonly last: FaultyProvider;
  readonly chain: ChainedSecretProvider;
}

function setup(): Setup {
  const primary = new FaultyProvider({ name: 'primary' });
  const fallback = new FaultyProvider({ name: 'fallback' });
  const last = new FaultyProvider({ name: 'last' });
  return { primary, fallback, last, chain: new ChainedSecretProvider({ providers: [primary, fallback, last] }) };
}

const put = async (provider: SecretProvider, texts: Record<string, string>): Promise<unknown> =>
  provider.set(Object.entries(texts).map(([key, text]) => ({ key, text: JSON.stringify(text) })));

const texts = async (provider: SecretProvider, ...keys: string[]): Promise<unknown> =>
  Object.fromEntries(Array.from(await provider.get(keys), ([key, text]) => [key, JSON.parse(text) as unknown]));

const down = new SecretStoreError('PROVIDER_UNAVAILABLE', 'It does not answer.');
const fail = (): never => {
  throw down;
};

describe('ChainedSecretProvider meets the contract', () => {
  it.each(secretProviderConformance)('$name', async ({ run }) => {
    const providers = [new MemorySecretProvider(), new MemorySecretProvider()];
    await expect(run(new ChainedSecretProvider({ providers }))).resolves.toBeUndefined();
  });

  it.each(secretProviderConformance)('with migrateOnRead: $name', async ({ run }) => {
    const providers = [new MemorySecretProvider(), new MemorySecretProvider()];
    await expect(run(new ChainedSecretProvider({ providers, migrateOnRead: true }))).resolves.toBeUndefined();
  });
});

describe('ChainedSecretProvider', () => {
  it('reads each key from the first provider that has it', async () => {
    const { primary, fallback, last, chain } = setup();
    await put(primary, { a: 'primary' });
    await put(fallback, { a: 'fallback', b: 'fallback' });
    await put(last, { a: 'last', b: 'last', c: 'last' });
    expect(await texts(chain, 'a', 'b', 'c', 'd')).toEqual({ a: 'primary', b: 'fallback', c: 'last' });
    expect(fallback.calls.at(-1)).toEqual({ method: 'get', keys: ['b', 'c', 'd'] });
    expect(last.calls.at(-1)).toEqual({ method: 'get', keys: ['c', 'd'] });
    expect(primary.methods).toEqual(['set', 'get']);
  });

  it('asks no further than it has to', async () => {
    const { primary, fallback, chain } = setup();
    await put(primary, { a: 'primary' });
    await chain.get(['a']);
    expect(fallback.calls).toEqual([]);
  });

  it('writes to the primary only', async () => {
    const { primary, fallback, chain } = setup();
    await put(fallback, { a: 'fallback' });
    expect(await put(chain, { a: 'new' })).toEqual(['a']);
    expect(await texts(primary, 'a')).toEqual({ a: 'new' });
    expect(await texts(fallback, 'a')).toEqual({ a: 'fallback' });
    expect(await texts(chain, 'a')).toEqual({ a: 'new' });
  });

  it('takes a secret in a fallback as there when it writes with ifAbsent', async () => {
    const { primary, fallback, last, chain } = setup();
    await put(primary, { a: 'primary' });
    await put(fallback, { b: 'fallback' });
    await put(last, { c: 'last' });
    const secrets = ['a', 'b', 'c', 'd'].map((key) => ({ key, text: '"new"' }));
    expect(await chain.set(secrets, { ifAbsent: true })).toEqual(['d']);
    expect(await texts(chain, 'a', 'b', 'c', 'd')).toEqual({ a: 'primary', b: 'fallback', c: 'last', d: 'new' });
  });

  it('deletes everywhere, in the primary last, and says what was anywhere', async () => {
    const { primary, fallback, last, chain } = setup();
    await put(primary, { a: 'primary', b: 'primary' });
    await put(fallback, { b: 'fallback' });
    await put(last, { c: 'last' });
    const order: string[] = [];
    for (const provider of [primary, fallback, last]) {
      provider.before = ({ method }) => void order.push(`${method} ${provider.name}`);
    }
    expect(await chain.delete(['d', 'c', 'b', 'a'])).toEqual(['c', 'b', 'a']);
    expect(order).toEqual(['delete last', 'delete fallback', 'delete primary']);
    expect(await texts(chain, 'a', 'b', 'c')).toEqual({});
  });

  it('keeps the primary as it is when a fallback cannot delete', async () => {
    const { primary, fallback, chain } = setup();
    await put(primary, { a: 'primary' });
    fallback.before = fail;
    await expect(chain.delete(['a'])).rejects.toBe(down);
    expect(await texts(primary, 'a')).toEqual({ a: 'primary' });
  });

  it('says of no key that it is deleted which the primary still has', async () => {
    const { primary, fallback, chain } = setup();
    await put(primary, { a: 'primary', b: 'primary' });
    const cause = new SecretStoreError('PARTIAL_WRITE', 'Only 1 of 2.', { written: ['a'] });
    fallback.after = ({ method }) => {
      if (method === 'delete') throw cause;
    };
    await expect(chain.delete(['a', 'b'])).rejects.toMatchObject({ code: 'PARTIAL_WRITE', written: [], cause });
    expect(await texts(chain, 'a', 'b')).toEqual({ a: 'primary', b: 'primary' });

    const audit = new RecordingAudit();
    await expect(new SecretStore({ provider: chain, audit }).deleteSecrets(['a', 'b'])).rejects.toThrow('fallback');
    expect(audit.lines.slice(2)).toEqual(['system delete a PARTIAL_WRITE', 'system delete b PARTIAL_WRITE']);
  });

  it('says which keys are deleted when the primary deletes some of them', async () => {
    const { primary, chain } = setup();
    await put(primary, { a: 'primary', b: 'primary' });
    primary.after = ({ method }) => {
      if (method === 'delete') throw new SecretStoreError('PARTIAL_WRITE', 'Only 1 of 2.', { written: ['a'] });
    };
    await expect(chain.delete(['a', 'b'])).rejects.toMatchObject({ code: 'PARTIAL_WRITE', written: ['a'] });
  });

  it('lists the keys of all, each once, in pages', async () => {
    const { primary, fallback, last, chain } = setup();
    await put(primary, { '🔐': '1', b: '1', d: '1' });
    await put(fallback, { a: '2', b: '2', '～': '2' });
    await put(last, { a: '3', c: '3', other: '3' });
    const list = async (after: string | null, limit: number, prefix = ''): Promise<readonly string[]> =>
      chain.list({ prefix, after, limit });
    expect(await list(null, 10)).toEqual(['a', 'b', 'c', 'd', 'other', '～', '🔐']);
    expect(await list(null, 3)).toEqual(['a', 'b', 'c']);
    expect(await list('c', 3)).toEqual(['d', 'other', '～']);
    expect(await list(null, 10, 'o')).toEqual(['other']);
  });

  it('counts keys that several have once, also over many pages', async () => {
    const { primary, fallback, last, chain } = setup();
    expect(await chain.count('')).toBe(0);
    await put(fallback, { a: '2', b: '2' });
    expect(await chain.count('')).toBe(2);
    expect(fallback.methods).toEqual(['count', 'set', 'count']); // nothing to merge: no listing
    await put(primary, { b: '1', c: '1' });
    expect(await chain.count('')).toBe(3);
    expect(await chain.count('b')).toBe(1);
    const many = (offset: number): Record<string, string> =>
      Object.fromEntries(Array.from({ length: 1500 }, (_, index) => [`many-${10_000 + offset + index}`, 'x']));
    await put(primary, many(0));
    await put(last, many(1000));
    expect(await chain.count('many-')).toBe(2500);
  });

  it('fails when a provider that it has to ask fails: nothing counts as missing', async () => {
    const { primary, fallback, last, chain } = setup();
    await put(primary, { a: 'primary' });
    await put(last, { b: 'last' });
    fallback.before = fail;
    expect(await texts(chain, 'a')).toEqual({ a: 'primary' });
    await expect(chain.get(['a', 'b'])).rejects.toBe(down);
    await expect(chain.list({ prefix: '', after: null, limit: 1 })).rejects.toBe(down);
    await expect(chain.count('')).rejects.toBe(down);
    await expect(chain.set([{ key: 'b', text: '1' }], { ifAbsent: true })).rejects.toBe(down);
    expect(await texts(primary, 'b')).toEqual({});
  });

  it('fails when the primary fails, and does not go on to the fallbacks', async () => {
    const { primary, fallback, chain } = setup();
    await put(fallback, { a: 'old' });
    primary.before = fail;
    await expect(chain.get(['a'])).rejects.toBe(down);
  });

  it('is named after its providers, unless it has a name', () => {
    const { primary, chain } = setup();
    expect(chain.name).toBe('primary+fallback+last');
    expect(new ChainedSecretProvider({ providers: [primary], name: 'secrets' }).name).toBe('secrets');
    expect(chain.database).toBeNull();
  });

  it('needs a provider', () => {
    expect(() => new ChainedSecretProvider({ providers: [] })).toThrow('A chain needs at least one provider.');
  });

  it('closes all of them, also when one fails to', async () => {
    const { primary, fallback, last, chain } = setup();
    primary.close = async () => fail();
    await expect(chain.close()).rejects.toBe(down);
    expect([fallback.closed, last.closed]).toEqual([1, 1]);
    await expect(
      new ChainedSecretProvider({ providers: [new MemorySecretProvider()] }).close(),
    ).resolves.toBeUndefined();
  });
});
