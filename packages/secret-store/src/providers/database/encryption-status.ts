import type { SecretRepository } from '../../repository.ts';
import type { SecretCodec } from './secret-codec.ts';

/** Secrets that are encrypted alike. */
export interface EncryptionStatus {
  /** '1': in the clear; '2': as trigger.dev does; '3': by a cipher. */
  readonly version: string;
  /** The cipher's format, such as `kf1`; null before version 3. */
  readonly format: string | null;
  /** The key they are under; null before version 3, which does not tell. */
  readonly keyId: string | null;
  /** Whether new secrets are encrypted like this; the others are what a rotation looks for. */
  readonly isCurrent: boolean;
  /** How many secrets there are. */
  readonly count: number;
}

/** See `DatabaseSecretProvider.encryptionStatus`. */
export async function getEncryptionStatus({
  repository,
  codec,
}: {
  readonly repository: SecretRepository;
  readonly codec: SecretCodec;
}): Promise<readonly EncryptionStatus[]> {
  const rows = await repository.countSecretsByEncryption();
  return rows.map(({ version, format, keyId, count }) => ({
    version,
    format,
    keyId,
    isCurrent: version === '3' && `${format}.${keyId}.` === codec.currentStart,
    count,
  }));
}
