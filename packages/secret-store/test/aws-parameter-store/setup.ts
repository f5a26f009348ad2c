import { onTestFinished } from 'vitest';
import {
  AwsParameterStoreProvider,
  type AwsParameterStoreProviderOptions,
} from '../../src/providers/aws-parameter-store/index.ts';
import { ParameterStoreServer, type ParameterStoreServerOptions } from '../support/parameter-store-server.ts';

/** A server of its own and a provider that calls it through the real SDK. */
export async function setup(
  options: AwsParameterStoreProviderOptions = {},
  serverOptions: ParameterStoreServerOptions = {},
): Promise<{ readonly server: ParameterStoreServer; readonly provider: AwsParameterStoreProvider }> {
  const server = await ParameterStoreServer.start(serverOptions);
  const provider = new AwsParameterStoreProvider({
    ...options,
    clientConfig: { ...server.clientConfig, ...options.clientConfig },
  });
  onTestFinished(async () => {
    await provider.close();
    await server.stop();
  });
  return { server, provider };
}

/** Secrets `k000`, `k001` and so on. */
export function numbered(count: number) {
  return Array.from({ length: count }, (_, n) => ({ key: `k${String(n).padStart(3, '0')}`, text: `{"n":${n}}` }));
}
