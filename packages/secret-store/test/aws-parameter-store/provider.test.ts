import { SSMClient } from '@aws-sdk/client-ssm';
import type { Transaction } from '@kongflow/database';
import { waitFor } from '@kongflow/testing';
import { describe, expect, it } from 'vitest';
import { AwsParameterStoreProvider, type ParameterStoreClient } from '../../src/providers/aws-parameter-store/index.ts';
import { ParameterStoreServer } from '../support/parameter-store-server.ts';
import { numbered, setup } from './setup.ts';

const page = { prefix: '', after: null, limit: 1000 };

describe('AwsParameterStoreProvider', () => {
  it('keeps secrets as SecureStrings under its path', async () => {
    const { provider, server } = await setup();
    await provider.set([{ key: 'oauth.github', text: '{"id":"a"}' }]);
    expect(server.store.parameters.get('/kongflow/oauth.github')).toMatchObject({
      Type: 'SecureString',
      Value: '{"id":"a"}',
      Tier: 'Standard',
      KeyId: 'alias/aws/ssm',
    });
    expect(server.of('PutParameter')[0]?.input).toMatchObject({ Tier: 'Intelligent-Tiering', Overwrite: true });
  });

  it('passes path, KMS key and tier on', async () => {
    const key = 'arn:aws:kms:eu-central-1:111122223333:key/1234';
    const options = { path: '/acme/prod', kmsKeyId: key, tier: 'Advanced' } as const;
    const { provider, server } = await setup(options, { kmsKeyIds: [key] });
    await provider.set([{ key: 'a', text: '1' }]);
    expect(server.store.parameters.get('/acme/prod/a')).toMatchObject({ KeyId: key, Tier: 'Advanced' });
    expect(await provider.list(page)).toEqual(['a']);
  });

  it('reads and deletes 130 secrets with 13 requests', async () => {
    const { provider, server } = await setup();
    const secrets = numbered(130);
    const keys = secrets.map(({ key }) => key);
    expect(await provider.set(secrets)).toEqual(keys);
    const read = await provider.get([...keys, 'absent']);
    expect(read).toEqual(new Map(secrets.map(({ key, text }) => [key, text])));
    expect(server.of('GetParameters')).toHaveLength(14);
    expect(await provider.delete(keys)).toEqual(keys);
    expect(server.of('DeleteParameters')).toHaveLength(13);
    expect(server.store.parameters.size).toBe(0);
  });

  it('makes no request for no keys', async () => {
    const { provider, server } = await setup();
    expect((await provider.get([])).size).toBe(0);
    expect(await provider.set([])).toEqual([]);
    expect(await provider.delete([])).toEqual([]);
    expect(server.requests).toEqual([]);
  });

  it('lists and counts 130 keys in order over short and empty pages', async () => {
    const { provider, server } = await setup({}, { scanned: 7 });
    // Others' parameters come first and between: pages of theirs are empty.
    for (let n = 0; n < 20; n += 1) server.store.add(`/other/${n}`, 'x');
    const secrets = numbered(130).toReversed();
    for (const [n, { key, text }] of secrets.entries()) {
      server.store.add(`/kongflow/${key}`, text);
      if (n % 10 === 0) server.store.add(`/kongflow2/${key}`, 'x');
    }
    const keys = secrets.map(({ key }) => key).toReversed();
    expect(await provider.list(page)).toEqual(keys);
    expect(await provider.list({ prefix: 'k0', after: 'k010', limit: 3 })).toEqual(['k011', 'k012', 'k013']);
    expect(await provider.count('')).toBe(130);
    expect(await provider.count('k12')).toBe(10);
    expect(server.requests.every(({ action }) => action === 'DescribeParameters')).toBe(true);
  });

  it('asks for the hierarchy of the prefix only', async () => {
    const { provider, server } = await setup();
    await provider.set(
      ['environments/4/a', 'environments/42/a', 'environments/42/'].map((key) => ({ key, text: '1' })),
    );
    expect(await provider.list({ ...page, prefix: 'environments/42/' })).toEqual([
      'environments/42/',
      'environments/42/a',
    ]);
    expect(server.of('DescribeParameters')[0]?.input).toMatchObject({
      ParameterFilters: [{ Key: 'Path', Option: 'Recursive', Values: ['/kongflow/environments/42'] }],
      MaxResults: 50,
    });
  });

  it('stores keys that no name has room for, and lists them', async () => {
    const { provider, server } = await setup();
    const long = `environments/42/${'鍵'.repeat(480)}`;
    await provider.set([{ key: long, text: '"long"' }]);
    expect(await provider.get([long])).toEqual(new Map([[long, '"long"']]));
    expect(await provider.list({ ...page, prefix: 'environments/42/鍵' })).toEqual([long]);
    const [parameter] = server.store.parameters.values();
    server.store.add(parameter!.Name, '1', { ...parameter, Description: 'edited' });
    await expect(provider.list(page)).rejects.toMatchObject({
      code: 'DAMAGED_SECRET',
      message: expect.stringContaining(parameter!.Name) as string,
    });
    await provider.set([{ key: long, text: '"again"' }]);
    expect(await provider.list(page)).toEqual([long]);
    expect(await provider.delete([long])).toEqual([long]);
  });

  it('reads what others made: plain, listed and encrypted values', async () => {
    const { provider, server } = await setup();
    server.store.add('/kongflow/DB_PASSWORD', 'hunter2');
    server.store.add('/kongflow/hosts', 'a,b', { Type: 'StringList' });
    server.store.add('/kongflow/config', '{"port": 5432}', { Type: 'SecureString' });
    expect(await provider.get(['DB_PASSWORD', 'hosts', 'config'])).toEqual(
      new Map([
        ['DB_PASSWORD', '"hunter2"'],
        ['hosts', '"a,b"'],
        ['config', '{"port": 5432}'],
      ]),
    );
    expect(await provider.list(page)).toEqual(['DB_PASSWORD', 'config', 'hosts']);
  });

  it('stores double brackets, which AWS takes for references', async () => {
    const { provider } = await setup();
    const text = JSON.stringify({ template: 'Dear {{ssm:name}}, {{{x}}}' });
    await provider.set([{ key: 'template', text }]);
    expect((await provider.get(['template'])).get('template')).toBe(text);
  });

  it('writes only absent keys with ifAbsent', async () => {
    const { provider, server } = await setup();
    server.store.add('/kongflow/a', 'theirs');
    const secrets = ['a', 'b'].map((key) => ({ key, text: '"ours"' }));
    expect(await provider.set(secrets, { ifAbsent: true })).toEqual(['b']);
    expect(server.store.parameters.get('/kongflow/a')?.Value).toBe('theirs');
    expect(server.of('GetParameters')).toEqual([]);
  });

  it('knows its own write again when the first answer was lost', async () => {
    const { provider, server } = await setup();
    server.fail('PutParameter', { type: 'InternalServerError', status: 500, afterEffect: true });
    expect(await provider.set([{ key: 'a', text: '"ours"' }], { ifAbsent: true })).toEqual(['a']);
    server.fail('PutParameter', { type: 'InternalServerError', status: 500 });
    expect(await provider.set([{ key: 'a', text: '"others"' }], { ifAbsent: true })).toEqual([]);
  });

  it('does not take the like of it for its own write when that has been there for longer', async () => {
    const { provider, server } = await setup();
    server.store.add('/kongflow/a', '"ours"', { Type: 'SecureString', Version: 2 });
    server.fail('PutParameter', { type: 'InternalServerError', status: 500 });
    expect(await provider.set([{ key: 'a', text: '"ours"' }], { ifAbsent: true })).toEqual([]);
  });

  it('lets one of many concurrent creators win', async () => {
    const { provider } = await setup();
    const tries = Array.from({ length: 8 }, (_, n) =>
      provider.set([{ key: 'lock', text: `${n}` }], { ifAbsent: true }),
    );
    const winners = (await Promise.all(tries)).flatMap((written, n) => written.map(() => `${n}`));
    expect(winners).toHaveLength(1);
    expect((await provider.get(['lock'])).get('lock')).toBe(winners[0]);
  });

  it('keeps requests under way within its concurrency, over all calls', async () => {
    const { provider, server } = await setup({ concurrency: 3 });
    const release = server.hold();
    const calls = [provider.set(numbered(12)), provider.get(['a']), provider.count('')];
    await waitFor(() => server.inFlight === 3, { describe: 'three requests' });
    await new Promise((resolve) => setImmediate(resolve));
    release();
    await Promise.all(calls);
    expect(server.of('PutParameter')).toHaveLength(12);
    expect(server.mostInFlight).toBe(3);
  });

  it('sends five requests at once by default', async () => {
    const { provider, server } = await setup();
    const release = server.hold();
    const call = provider.set(numbered(12));
    await waitFor(() => server.inFlight === 5, { describe: 'five requests' });
    release();
    await call;
    expect(server.mostInFlight).toBe(5);
  });

  it('cannot join a transaction, and does nothing when asked to', async () => {
    const { provider, server } = await setup();
    const options = { tx: {} as Transaction };
    for (const call of [
      () => provider.get(['a'], options),
      () => provider.set([{ key: 'a', text: '1' }], options),
      () => provider.delete(['a'], options),
      () => provider.list(page, options),
      () => provider.count('', options),
    ]) {
      await expect(call()).rejects.toMatchObject({ code: 'TRANSACTION_UNSUPPORTED' });
    }
    expect(provider.database).toBeNull();
    expect(server.requests).toEqual([]);
  });

  it('closes its connections', async () => {
    const { provider, server } = await setup();
    await provider.get(['a']);
    expect(await server.connections()).toBe(1);
    await provider.close();
    await waitFor(async () => (await server.connections()) === 0, { describe: 'the connection to be closed' });
    await provider.close();
  });

  it('uses a client that is given, and leaves it open', async () => {
    const server = await ParameterStoreServer.start();
    const client = new SSMClient(server.clientConfig);
    const provider = new AwsParameterStoreProvider({ client });
    await provider.set([{ key: 'a', text: '1' }]);
    await provider.close();
    expect(await provider.get(['a'])).toEqual(new Map([['a', '1']]));
    client.destroy();
    await server.stop();
  });

  it('takes anything that sends', async () => {
    const client: ParameterStoreClient = {
      send: () => Promise.resolve({ $metadata: {}, Parameters: [{ Name: '/kongflow/a', Value: 'x' }, { Name: '/b' }] }),
    };
    expect(await new AwsParameterStoreProvider({ client }).get(['a'])).toEqual(new Map([['a', '"x"']]));
  });

  it.each([
    [{ path: 'kongflow' }, 'path'],
    [{ path: '/kongflow/' }, 'path'],
    [{ path: '/' }, 'path'],
    [{ path: '/a b' }, 'path'],
    [{ path: '/AWS/x' }, 'path'],
    [{ path: '/ssmx' }, 'path'],
    [{ path: '/x'.repeat(11) }, 'path'],
    [{ concurrency: 0 }, 'concurrency'],
    [{ maxAttempts: 1.5 }, 'maxAttempts'],
    [{ tier: 'Gold' }, 'tier'],
    [{ kmsKeyId: '' }, 'kmsKeyId'],
    [{ client: {} }, 'client'],
    [{ kmsKey: 'x' }, 'kmsKey'],
  ])('refuses the options %j', (options, field) => {
    expect(() => new AwsParameterStoreProvider(options as object)).toThrow(
      expect.objectContaining({ code: 'INVALID_INPUT', message: expect.stringContaining(field) as string }),
    );
  });
});
