export { AwsParameterStoreProvider } from './aws-parameter-store-provider.ts';
export type { AwsParameterStoreProviderOptions } from './options.ts';
export type { ParameterStoreClient } from './parameter-store-client.ts';
