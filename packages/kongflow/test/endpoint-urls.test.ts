import { expect, test } from 'vitest';
import { bootstrap, type Kongflow, type KongflowOptions } from '../src/index.ts';
import { setup } from './setup.ts';

const url = 'http://127.0.0.1:9/api/trigger';

async function connect(kongflow: Kongflow): Promise<unknown> {
  const { environments } = await bootstrap(kongflow);
  const [environment] = environments;
  if (environment === undefined) throw new Error('no environment');
  return kongflow.endpoints.createEndpoint({ environment, id: 'my-app', url });
}

test.each<[string, Partial<KongflowOptions>, string]>([
  ['is called where no policy is set', {}, 'FAILED_PING'],
  ['is not called where the policy refuses it', { endpointUrls: { isAllowed: () => false } }, 'URL_NOT_ALLOWED'],
])('a URL of a private network %s', async (_, options, code) => {
  await expect(connect(await setup(options))).rejects.toMatchObject({ code });
});
