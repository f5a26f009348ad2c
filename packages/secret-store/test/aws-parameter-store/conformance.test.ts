import { afterAll, beforeAll, describe, it } from 'vitest';
import { secretProviderConformance } from '../../src/conformance/index.ts';
import { AwsParameterStoreProvider } from '../../src/providers/aws-parameter-store/index.ts';
import { ParameterStoreServer } from '../support/parameter-store-server.ts';

let server: ParameterStoreServer;
let provider: AwsParameterStoreProvider;

beforeAll(async () => {
  // Pages look at few parameters: most listings take several, and some of their pages are empty.
  server = await ParameterStoreServer.start({ scanned: 9 });
  for (let n = 0; n < 20; n += 1) server.store.add(`/other/${n}`, 'x');
  provider = new AwsParameterStoreProvider({ clientConfig: server.clientConfig });
});

afterAll(async () => {
  await provider.close();
  await server.stop();
});

describe('AwsParameterStoreProvider meets the contract of providers: it', () => {
  // eslint-disable-next-line vitest/expect-expect -- the cases assert by themselves
  it.each(secretProviderConformance)('$name', ({ run }) => run(provider));
});
