import type { AwsParameterStoreSettings } from './options.ts';
import type { ParameterNames } from './parameter-name.ts';
import type { ParameterStoreClient } from './parameter-store-client.ts';
import type { RequestLimit } from '../request-limit.ts';

/** What the operations of the provider share. */
export interface ParameterStoreContext {
  readonly settings: AwsParameterStoreSettings;
  readonly names: ParameterNames;
  readonly limit: RequestLimit;
  /** The client; the first call makes it. */
  readonly client: () => ParameterStoreClient;
}
