import type { Keyring } from '@kongflow/encryption';
import type { EnvironmentCache } from './environment-cache.ts';
import type { RandomText } from './random-text.ts';
import type { TenancyRepository } from './repository.ts';

/** What the operations of this package share. */
export interface TenancyContext {
  readonly repository: TenancyRepository;
  readonly keyring: Keyring;
  readonly environments: EnvironmentCache;
  readonly randomText: RandomText;
  readonly randomShortcode: () => string;
}
