import { createLogger } from '@kongflow/logger';
import { describe, expect, it } from 'vitest';
import { ChainedSecretProvider, type SecretProvider, SecretStoreError, SecretStoreMetrics } from '../src/index.ts';
import { FaultyProvider } from './support/faulty-provider.ts';

class CountingMetrics extends SecretStoreMetrics {
  readonly errors: string[] = [];

  override recordProviderError(provider: string, code: string): void {
    this.errors.push(`${provider} ${code}`);
  }
}

function setup() {
  const primary = new FaultyProvider({ name: 'primary' });
  const fallback = new FaultyProvider({ name: 'fallback' });
  const lines: string[] = [];
  const logger = createLogger({ destination: { write: (line) => void lines.push(line) } });
  const metrics = new CountingMetrics();
  const chain = new ChainedSecretProvider({ providers: [primary, fallback], migrateOnRead: true, logger, metrics });
  return { primary, fallback, chain, lines, metrics };
}

const put = async (provider: SecretProvider, key: string, value: unknown): Promise<unknown> =>
  provider.set([{ key, text: JSON.stringify(value) }]);

const read = async (provider: SecretProvider, key: string): Promise<unknown> => {
  const text = (await provider.get([key])).get(key);
  return text === undefined ? undefined : (JSON.parse(text) as unknown);
};

/** Once the fallback was read, and before the copy is made. */
function beforeCopy(fallback: FaultyProvider, act: () => Promise<unknown>): void {
  fallback.after = async ({ method }) => {
    if (method !== 'get') return;
    fallback.after = () => undefined;
    await act();
  };
}

describe('migrateOnRead', () => {
  it('copies what is found in a fallback to the primary, and leaves it there', async () => {
    const { primary, fallback, chain } = setup();
    await put(fallback, 'k', { token: 't' });
    expect(await read(chain, 'k')).toEqual({ token: 't' });
    expect(await read(primary, 'k')).toEqual({ token: 't' });
    expect(await read(fallback, 'k')).toEqual({ token: 't' });
    fallback.calls.length = 0;
    expect(await read(chain, 'k')).toEqual({ token: 't' });
    expect(fallback.calls).toEqual([]);
  });

  it('copies nothing without the option', async () => {
    const { primary, fallback } = setup();
    await put(fallback, 'k', 1);
    expect(await read(new ChainedSecretProvider({ providers: [primary, fallback] }), 'k')).toBe(1);
    expect(primary.methods).toEqual(['get']);
  });

  it('copies a batch in one write', async () => {
    const { primary, fallback, chain } = setup();
    for (const key of ['a', 'b', 'c']) await put(fallback, key, key);
    await put(primary, 'a', 'newer');
    expect((await chain.get(['a', 'b', 'c', 'd'])).size).toBe(3);
    expect(primary.calls.at(-1)).toEqual({ method: 'set', keys: ['b', 'c'] });
  });

  it('never replaces what was set meanwhile', async () => {
    const { primary, fallback, chain } = setup();
    await put(fallback, 'k', 'old');
    beforeCopy(fallback, async () => put(chain, 'k', 'new'));
    await chain.get(['k']);
    expect(await read(primary, 'k')).toBe('new');
    expect(await read(chain, 'k')).toBe('new');
  });

  it('does not bring back what was deleted between reading and copying', async () => {
    const { primary, fallback, chain } = setup();
    await put(fallback, 'k', { a: 1 });
    await put(fallback, 'kept', 1);
    beforeCopy(fallback, async () => chain.delete(['k']));
    expect([...(await chain.get(['k', 'kept'])).keys()]).toEqual(['kept']);
    expect(await read(primary, 'k')).toBeUndefined();
    expect(await read(primary, 'kept')).toBe(1);
    expect(await read(chain, 'k')).toBeUndefined();
  });

  it('knows its copy again when the primary orders members anew', async () => {
    const { primary, fallback, chain } = setup();
    await put(fallback, 'k', { a: 1, b: 2 });
    beforeCopy(fallback, async () => fallback.delete(['k']));
    primary.after = async ({ method }) => {
      if (method !== 'set') return;
      primary.after = () => undefined;
      await primary.set([{ key: 'k', text: '{"b":2,"a":1}' }]);
    };
    expect(await read(chain, 'k')).toBeUndefined();
    expect(await read(primary, 'k')).toBeUndefined();
  });

  it.each([
    ['JSON', '"newer"'],
    ['a text that is not JSON', 'newer'],
  ])('leaves what was deleted and then set anew, as %s', async (_, text) => {
    const { primary, fallback, chain } = setup();
    await put(fallback, 'k', 'old');
    beforeCopy(fallback, async () => fallback.delete(['k']));
    primary.after = async ({ method }) => {
      if (method !== 'set') return;
      primary.after = () => undefined;
      await primary.set([{ key: 'k', text }]);
    };
    await chain.get(['k']);
    expect((await primary.get(['k'])).get('k')).toBe(text);
  });

  it('leaves it to whoever made the copy to look again', async () => {
    const { primary, fallback, chain } = setup();
    await put(fallback, 'k', 'same');
    beforeCopy(fallback, async () => {
      await fallback.delete(['k']);
      await put(primary, 'k', 'same');
    });
    await chain.get(['k']);
    expect(await read(primary, 'k')).toBe('same');
  });

  it('reads all the same when the copy fails, and says so without the value', async () => {
    const { primary, fallback, chain, lines, metrics } = setup();
    await put(fallback, 'k', 'canary');
    primary.before = ({ method }) => {
      if (method === 'set') throw new SecretStoreError('SECRET_TOO_LARGE', 'It is too large.');
    };
    expect(await read(chain, 'k')).toBe('canary');
    expect(metrics.errors).toEqual(['primary SECRET_TOO_LARGE']);
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0]!)).toMatchObject({
      msg: 'Secrets were read from a fallback, but could not be copied to the primary provider.',
      primary: 'primary',
      fallback: 'fallback',
      copies: 1,
      code: 'SECRET_TOO_LARGE',
      reason: 'It is too large.',
    });
    expect(lines[0]).not.toContain('canary');
  });

  it('tells nothing of errors that are not ours', async () => {
    const { primary, fallback, chain, lines, metrics } = setup();
    await put(fallback, 'k', 'canary');
    primary.before = ({ method }) => {
      if (method === 'set') throw new Error('could not write canary');
    };
    expect(await read(chain, 'k')).toBe('canary');
    expect(metrics.errors).toEqual(['primary UNKNOWN']);
    expect(lines.join('')).not.toContain('canary');
  });

  it('looks again after what a copy has written in part', async () => {
    const { primary, fallback, chain } = setup();
    for (const key of ['a', 'b']) await put(fallback, key, 'old');
    beforeCopy(fallback, async () => fallback.delete(['a', 'b']));
    primary.after = async ({ method }) => {
      if (method !== 'set') return;
      primary.after = () => undefined;
      await primary.delete(['b']);
      throw new SecretStoreError('PARTIAL_WRITE', 'One of two.', { written: ['a'] });
    };
    expect([...(await chain.get(['a', 'b'])).keys()]).toEqual(['b']);
    expect(await primary.count('')).toBe(0);
  });

  it('fails when the fallback cannot be looked at again', async () => {
    const { primary, fallback, chain } = setup();
    await put(fallback, 'k', 'old');
    const down = new SecretStoreError('PROVIDER_UNAVAILABLE', 'It does not answer.');
    beforeCopy(fallback, async () => {
      fallback.before = () => {
        throw down;
      };
    });
    await expect(chain.get(['k'])).rejects.toBe(down);
    expect(primary.methods).toEqual(['get', 'set']);
  });

  it('ends with no copy, whenever a delete runs', async () => {
    for (const [stage, count] of [
      ['primary get', 1],
      ['fallback get', 1],
      ['primary set', 1],
      ['fallback get', 2],
    ] as const) {
      const { primary, fallback, chain } = setup();
      await put(fallback, 'k', 'old');
      let seen = 0;
      for (const provider of [primary, fallback]) {
        provider.after = async ({ method }) => {
          if (`${provider.name} ${method}` !== stage) return;
          seen += 1;
          if (seen === count) await chain.delete(['k']);
        };
      }
      await chain.get(['k']);
      expect(seen, stage).toBeGreaterThanOrEqual(count);
      expect(await read(chain, 'k'), `a delete after ${stage} ${count}`).toBeUndefined();
    }
  });
});
