import { describe, expect, it } from 'vitest';
import { secretProviderConformance } from '../src/conformance/index.ts';
import {
  type InTransaction,
  type KeyPage,
  MemorySecretProvider,
  type ProvidedSecret,
  type SecretProvider,
  type SetOptions,
} from '../src/index.ts';

/** The names of the cases that a provider does not meet. */
async function failures(Provider: new () => SecretProvider): Promise<string[]> {
  const failed: string[] = [];
  for (const { name, run } of secretProviderConformance) {
    await run(new Provider()).catch(() => failed.push(name));
  }
  return failed;
}

/** Keys that go through something on their way in and out, as names of a backend do. */
class MappedKeys extends MemorySecretProvider {
  encode(key: string): string {
    return key;
  }

  override async get(keys: readonly string[], options?: InTransaction): Promise<ReadonlyMap<string, string>> {
    const found = await super.get(keys.map(this.encode), options);
    return new Map(keys.flatMap((key) => (found.has(this.encode(key)) ? [[key, found.get(this.encode(key))!]] : [])));
  }

  override async set(secrets: readonly ProvidedSecret[], options?: SetOptions): Promise<readonly string[]> {
    const written = await super.set(
      secrets.map(({ key, text }) => ({ key: this.encode(key), text })),
      options,
    );
    return secrets.map(({ key }) => key).filter((key) => written.includes(this.encode(key)));
  }

  override async delete(keys: readonly string[], options?: InTransaction): Promise<readonly string[]> {
    const deleted = await super.delete(keys.map(this.encode), options);
    return keys.filter((key) => deleted.includes(this.encode(key)));
  }
}

class LowerCaseKeys extends MappedKeys {
  override encode = (key: string): string => key.toLowerCase();
}

class NormalizedKeys extends MappedKeys {
  override encode = (key: string): string => key.normalize('NFC');
}

class PathKeys extends MappedKeys {
  override encode = (key: string): string => new URL(key.replaceAll('%', '%25'), 'http://host').pathname;
}

class TrimmedKeys extends MappedKeys {
  override encode = (key: string): string => key.trim();
}

class ShortKeys extends MappedKeys {
  override encode = (key: string): string => Buffer.from(key).subarray(0, 500).toString();
}

class PatternPrefix extends MemorySecretProvider {
  override async count(prefix: string, options?: InTransaction): Promise<number> {
    const keys = await super.list({ prefix: '', after: null, limit: 100_000 }, options);
    const escaped = prefix.replaceAll(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`);
    const like = new RegExp(`^${escaped.replaceAll('%', '.*').replaceAll('_', '.')}`, 'su');
    return keys.filter((key) => like.test(key)).length;
  }
}

class Utf16Order extends MemorySecretProvider {
  override async list({ prefix, after, limit }: KeyPage, options?: InTransaction): Promise<readonly string[]> {
    const keys = await super.list({ prefix, after: null, limit: 100_000 }, options);
    return keys
      .toSorted()
      .filter((key) => after === null || key > after)
      .slice(0, limit);
  }
}

class FolderPrefix extends MemorySecretProvider {
  override async list(page: KeyPage, options?: InTransaction): Promise<readonly string[]> {
    const keys = await super.list(page, options);
    const { prefix } = page;
    return keys.filter((key) => prefix === '' || prefix.endsWith('/') || key.startsWith(`${prefix}/`));
  }
}

class InclusivePages extends MemorySecretProvider {
  override async list({ prefix, after, limit }: KeyPage, options?: InTransaction): Promise<readonly string[]> {
    const keys = await super.list({ prefix, after: null, limit: 100_000 }, options);
    return keys.slice(after === null ? 0 : keys.indexOf(after) + 1).slice(0, limit);
  }
}

class EndlessPages extends MemorySecretProvider {
  override async list(page: KeyPage, options?: InTransaction): Promise<readonly string[]> {
    return super.list({ ...page, limit: page.limit + 1 }, options);
  }
}

class PretendingWrites extends MemorySecretProvider {
  override async set(secrets: readonly ProvidedSecret[], options?: SetOptions): Promise<readonly string[]> {
    await super.set(secrets, options);
    return secrets.map(({ key }) => key);
  }
}

class IgnoredIfAbsent extends MemorySecretProvider {
  override async set(secrets: readonly ProvidedSecret[], options?: SetOptions): Promise<readonly string[]> {
    return super.set(secrets, { tx: options?.tx });
  }
}

class RacyIfAbsent extends MemorySecretProvider {
  override async set(secrets: readonly ProvidedSecret[], options: SetOptions = {}): Promise<readonly string[]> {
    if (options.ifAbsent !== true) return super.set(secrets, options);
    const there = await this.get(
      secrets.map(({ key }) => key),
      options,
    );
    await new Promise((resolve) => setImmediate(resolve));
    return super.set(
      secrets.filter(({ key }) => !there.has(key)),
      { tx: options.tx },
    );
  }
}

class PretendingDeletes extends MemorySecretProvider {
  override async delete(keys: readonly string[], options?: InTransaction): Promise<readonly string[]> {
    await super.delete(keys, options);
    return keys;
  }
}

class SoftDeletes extends MemorySecretProvider {
  override async delete(keys: readonly string[], options?: InTransaction): Promise<readonly string[]> {
    const there = await super.get(keys, options);
    await super.set(
      [...there.keys()].map((key) => ({ key, text: 'null' })),
      options,
    );
    return [...there.keys()];
  }
}

class MergingWrites extends MemorySecretProvider {
  override async set(secrets: readonly ProvidedSecret[], options?: SetOptions): Promise<readonly string[]> {
    const old = await super.get(secrets.map(({ key }) => key));
    const merged = secrets.map(({ key, text }) => {
      const [before, after] = [JSON.parse(old.get(key) ?? 'null'), JSON.parse(text)] as unknown[];
      const areObjects = [before, after].every((each) => typeof each === 'object' && each !== null);
      return areObjects ? { key, text: JSON.stringify(Object.assign({}, before, after)) } : { key, text };
    });
    return super.set(merged, options);
  }
}

class OneOfABatch extends MemorySecretProvider {
  override async get(keys: readonly string[], options?: InTransaction): Promise<ReadonlyMap<string, string>> {
    return super.get(keys.slice(0, 10), options);
  }
}

class ObjectsOnly extends MemorySecretProvider {
  override async set(secrets: readonly ProvidedSecret[], options?: SetOptions): Promise<readonly string[]> {
    const objects = secrets.map(({ key, text }) => ({ key, text: JSON.stringify(Object(JSON.parse(text))) }));
    const copied = objects.map(({ key, text }) => ({
      key,
      text: text.startsWith('{') ? JSON.stringify(Object.assign({}, JSON.parse(text))) : text,
    }));
    return super.set(copied, options);
  }
}

class Latin1 extends MemorySecretProvider {
  override async set(secrets: readonly ProvidedSecret[], options?: SetOptions): Promise<readonly string[]> {
    const stored = secrets.map(({ key, text }) => ({ key, text: Buffer.from(text, 'latin1').toString('latin1') }));
    return super.set(stored, options);
  }
}

class IgnoredTransactions extends MemorySecretProvider {
  override async set(secrets: readonly ProvidedSecret[], options: SetOptions = {}): Promise<readonly string[]> {
    return super.set(secrets, { ifAbsent: options.ifAbsent ?? false });
  }
}

class MoreThanAsked extends MemorySecretProvider {
  override async get(_keys: readonly string[], options?: InTransaction): Promise<ReadonlyMap<string, string>> {
    return super.get(await super.list({ prefix: '', after: null, limit: 100_000 }), options);
  }
}

class PresentOptions extends MemorySecretProvider {
  override async set(secrets: readonly ProvidedSecret[], options: SetOptions = {}): Promise<readonly string[]> {
    return super.set(secrets, { tx: options.tx, ifAbsent: 'ifAbsent' in options });
  }
}

class ShortPages extends MemorySecretProvider {
  override async list(page: KeyPage, options?: InTransaction): Promise<readonly string[]> {
    return super.list({ ...page, limit: Math.min(page.limit, 100) }, options);
  }
}

class ChangedTexts extends MemorySecretProvider {
  change(text: string): string {
    return text;
  }

  override async set(secrets: readonly ProvidedSecret[], options?: SetOptions): Promise<readonly string[]> {
    return super.set(
      secrets.map(({ key, text }) => ({ key, text: this.change(text) })),
      options,
    );
  }
}

class NoNul extends ChangedTexts {
  override change = (text: string): string => text.replaceAll(String.raw`\u0000`, '');
}

class WholeCharacters extends ChangedTexts {
  override change = (text: string): string => text.replaceAll(/\\ud[89a-f][\da-f]{2}/g, '\ufffd');
}

class ShortNumbers extends ChangedTexts {
  override change = (text: string): string => text.replaceAll(/(\d\.\d{15})\d+/g, '$1');
}

describe('secretProviderConformance', () => {
  it('has cases that are told apart by name', () => {
    const names = secretProviderConformance.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names.length).toBeGreaterThan(50);
  });

  it('passes a provider that does as it should, and one that changes nothing on the way', async () => {
    expect(await failures(MemorySecretProvider)).toEqual([]);
    expect(await failures(MappedKeys)).toEqual([]);
  });

  it.each([
    ['takes keys in any case as one', LowerCaseKeys, 'keeps keys apart that differ by case only'],
    ['normalizes keys', NormalizedKeys, 'does not normalize'],
    ['takes keys for paths', PathKeys, 'takes every valid key as it is'],
    ['trims keys', TrimmedKeys, 'takes every valid key as it is'],
    ['cuts keys', ShortKeys, 'takes keys of 500 characters, whatever their bytes'],
    ['takes a prefix for a pattern', PatternPrefix, 'lists and counts by each of them as a prefix'],
    ['lists in the order of UTF-16', Utf16Order, 'lists in the order of UTF-8 bytes'],
    ['takes a prefix for a folder', FolderPrefix, 'takes a prefix that ends inside of a name'],
    ['goes on from keys that exist only', InclusivePages, 'goes on after a key that does not exist'],
    ['overfills pages', EndlessPages, 'lists in pages of 1 without gaps or repeats'],
    ['pretends to have written', PretendingWrites, 'writes with ifAbsent only what is not there, and says what'],
    ['ignores ifAbsent', IgnoredIfAbsent, 'writes with ifAbsent only what is not there, and says what'],
    ['looks before it writes', RacyIfAbsent, 'lets exactly one of two win each key with ifAbsent'],
    ['pretends to have deleted', PretendingDeletes, 'says which secrets it has deleted, and none when repeated'],
    ['leaves a mark where it has deleted', SoftDeletes, 'counts by prefix as secrets come and go'],
    ['merges objects', MergingWrites, 'replaces a secret as a whole'],
    ['forgets all but ten keys of a call', OneOfABatch, 'stores, reads, lists and deletes 120 secrets at a time'],
    ['loses members that objects have anyway', ObjectsOnly, 'gives back names that objects have anyway'],
    ['keeps one byte a character', Latin1, 'gives back texts of many scripts'],
    ['gives more than it was asked for', MoreThanAsked, 'reads those of several keys that have a secret'],
    ['takes options that are off for on', PresentOptions, 'takes options that say what is so anyway'],
    ['lists 100 keys at most', ShortPages, 'stores, reads, lists and deletes 120 secrets at a time'],
    ['has no NUL', NoNul, 'gives back a text with NUL'],
    ['keeps whole characters only', WholeCharacters, 'gives back halves of surrogate pairs'],
    ['cuts numbers', ShortNumbers, 'gives back a fraction of 17 digits'],
    ['ignores transactions', IgnoredTransactions, 'refuses transactions when it has no database'],
  ])('catches a provider that %s', async (_, Provider, name) => {
    expect(await failures(Provider)).toContain(name);
  });

  it('leaves nothing behind', async () => {
    const provider = new MemorySecretProvider();
    await provider.set([{ key: 'of-somebody-else', text: '1' }]);
    for (const { run } of secretProviderConformance) await run(provider);
    expect(await provider.list({ prefix: '', after: null, limit: 10 })).toEqual(['of-somebody-else']);
  });

  it('leaves nothing behind when a case fails', async () => {
    const provider = new PretendingDeletes();
    for (const { run } of secretProviderConformance) await run(provider).catch(() => undefined);
    expect(await provider.count('')).toBe(0);
  });
});
