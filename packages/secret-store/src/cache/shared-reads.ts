import { SecretStoreError } from '../errors.ts';

/** The texts of those keys that have a secret. */
export type SecretTexts = ReadonlyMap<string, string>;

/** What shared reads need. */
export interface SharedReadsOptions {
  /** Asks the provider. */
  readonly read: (keys: readonly string[]) => Promise<SecretTexts>;
  /** Gets what was read of a key, undefined for no secret, unless the key was forgotten while it was being read. */
  readonly onRead: (key: string, text: string | undefined) => void;
  /** Gets how many keys of a call are being read already, and how many are asked for. */
  readonly onAsked: (joined: number, own: number) => void;
}

interface SharedRead {
  readonly texts: Promise<SecretTexts>;
  /** How many keys it asks for. */
  readonly size: number;
}

/*
 * A key is in #reads from the moment it is asked for until the answer comes, or until it is forgotten. The answer counts
 * for `onRead` only while the key is still there with the same read: after forget() a newer read may stand in its place.
 */

/** Reads of which each key is asked for once at a time: who comes while it is on its way waits for the same answer. */
export class SharedReads {
  readonly #options: SharedReadsOptions;
  readonly #reads = new Map<string, SharedRead>();

  constructor(options: SharedReadsOptions) {
    this.#options = options;
  }

  /** Reads those keys that are not being read, in one call, and waits for the others. */
  async get(keys: readonly string[]): Promise<SecretTexts> {
    const own: string[] = [];
    const joined = new Map<SharedRead, string[]>();
    for (const key of keys) {
      const read = this.#reads.get(key);
      if (read === undefined) own.push(key);
      else joined.set(read, [...(joined.get(read) ?? []), key]);
    }
    this.#options.onAsked(keys.length - own.length, own.length);
    if (joined.size === 0) return this.#begin(own);

    const parts = await Promise.all([
      own.length === 0 ? [] : this.#begin(own),
      ...[...joined].map(async ([read, wanted]) => this.#join(read, wanted)),
    ]);
    return new Map(parts.flatMap((part) => [...part]));
  }

  /** Has later callers ask anew for a key, and the answer that is on its way serve only who waits for it already. */
  forget(key: string): void {
    this.#reads.delete(key);
  }

  /** Forgets every key. */
  forgetAll(): void {
    this.#reads.clear();
  }

  #begin(keys: readonly string[]): Promise<SecretTexts> {
    const read = { texts: this.#options.read(keys), size: keys.length };
    for (const key of keys) this.#reads.set(key, read);
    // Before anybody else waits for it: who then sees the answer finds it kept.
    void this.#settle(keys, read);
    return read.texts;
  }

  async #settle(keys: readonly string[], read: SharedRead): Promise<void> {
    let texts: SecretTexts | null;
    try {
      texts = await read.texts;
    } catch {
      texts = null; // its callers have the error
    }
    for (const key of keys) {
      if (this.#reads.get(key) !== read) continue;
      this.#reads.delete(key);
      if (texts !== null) this.#options.onRead(key, texts.get(key));
    }
  }

  async #join(read: SharedRead, wanted: readonly string[]): Promise<readonly (readonly [string, string])[]> {
    let texts: SecretTexts;
    try {
      texts = await read.texts;
    } catch (error) {
      // It failed over a key that others asked for, such as a damaged secret: that is nothing to us.
      if (!mayBeAboutAnother(error, read.size, wanted)) throw error;
      texts = await this.get(wanted);
    }
    return wanted.flatMap((key) => {
      const text = texts.get(key);
      return text === undefined ? [] : [[key, text] as const];
    });
  }
}

function mayBeAboutAnother(error: unknown, size: number, wanted: readonly string[]): boolean {
  if (!(error instanceof SecretStoreError)) return false;
  if (error.key !== undefined) return !wanted.includes(error.key);
  // One key that is not allowed can have all keys of a request refused.
  return size > wanted.length && (error.code === 'PROVIDER_DENIED' || error.code === 'PROVIDER_REJECTED');
}
