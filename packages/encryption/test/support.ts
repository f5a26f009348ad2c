import { EncryptionError, type KeyWrapper } from '@kongflow/encryption';

/** The code that some work fails with. */
export async function codeOf(work: () => unknown): Promise<string> {
  try {
    await work();
  } catch (error) {
    if (error instanceof EncryptionError) return error.code;
    throw error;
  }
  return 'no error';
}

/** A wrapper that remembers every buffer with a data key that it had to do with. */
export class RecordingWrapper implements KeyWrapper {
  readonly dataKeys: Buffer[] = [];
  readonly contexts: string[] = [];
  readonly #inner: KeyWrapper;

  constructor(inner: KeyWrapper) {
    this.#inner = inner;
  }

  get currentKeyId(): string {
    return this.#inner.currentKeyId;
  }

  wrap(dataKey: Buffer, context: string): Promise<Buffer> {
    this.dataKeys.push(dataKey);
    this.contexts.push(context);
    return this.#inner.wrap(dataKey, context);
  }

  async unwrap(keyId: string, wrapped: Buffer, context: string): Promise<Buffer> {
    const dataKey = await this.#inner.unwrap(keyId, wrapped, context);
    this.dataKeys.push(dataKey);
    this.contexts.push(context);
    return dataKey;
  }
}

/** The value with one bit of one of its base64url parts flipped. */
export function flipBit(value: string, part: number, bit: number): string {
  const parts = value.split('.');
  const bytes = Buffer.from(parts[part] ?? '', 'base64url');
  const index = Math.floor(bit / 8) % bytes.length;
  bytes[index] = (bytes[index] ?? 0) ^ (1 << (bit % 8));
  return parts.with(part, bytes.toString('base64url')).join('.');
}
