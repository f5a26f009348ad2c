export type { VaultClock } from './clock.ts';
export type { VaultAppRoleAuth, VaultFetch, VaultProviderOptions, VaultTokenAuth } from './options.ts';
export { VaultProvider } from './vault-provider.ts';
