import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { SecretStoreError } from '../../src/errors.ts';
import type { AwsParameterStoreProvider } from '../../src/providers/aws-parameter-store/index.ts';
import { numbered, setup } from './setup.ts';

const secret = 'correct horse battery staple';
const one = [{ key: 'app/db', text: JSON.stringify({ secret }) }];
const page = { prefix: '', after: null, limit: 10 };

/** The error of a call, after a look at all that it would show in a log. */
async function failureOf(call: Promise<unknown>): Promise<SecretStoreError> {
  const error: unknown = await call.then(
    () => expect.fail('the call succeeded'),
    (error: unknown) => error,
  );
  expect(inspect(error, { depth: 10, showHidden: true })).not.toContain('horse');
  expect(error).toBeInstanceOf(SecretStoreError);
  return error as SecretStoreError;
}

describe('a throttled request', () => {
  it('is repeated until it succeeds', async () => {
    const { provider, server } = await setup();
    for (const action of ['PutParameter', 'GetParameters', 'DescribeParameters', 'DeleteParameters']) {
      server.fail(action, { type: 'ThrottlingException' });
    }
    await provider.set(one);
    expect(await provider.count('')).toBe(1);
    expect((await provider.get(['app/db'])).size).toBe(1);
    expect(await provider.delete(['app/db'])).toEqual(['app/db']);
    expect(server.requests).toHaveLength(8);
  });

  it('is given up after the attempts that are allowed', async () => {
    const { provider, server } = await setup({ maxAttempts: 2 });
    server.fail('PutParameter', { type: 'ThrottlingException', times: 100 });
    const error = await failureOf(provider.set(one));
    expect(error).toMatchObject({ code: 'PROVIDER_UNAVAILABLE', key: 'app/db' });
    expect(error.message).toMatch(
      /^The secret app\/db could not be written to parameter \/kongflow\/app\/db \(ThrottlingException, request [\w-]{36}, 2 attempts\)\. Try/,
    );
    expect(server.of('PutParameter')).toHaveLength(2);
  });

  it('is repeated too when others write the same parameter', async () => {
    const { provider, server } = await setup({ maxAttempts: 2 });
    server.fail('PutParameter', { type: 'TooManyUpdates' });
    expect(await provider.set(one)).toEqual(['app/db']);
    server.fail('PutParameter', { type: 'TooManyUpdates', times: 2 });
    expect(await failureOf(provider.set(one))).toMatchObject({ code: 'PROVIDER_UNAVAILABLE' });
  });
});

describe('a fault of AWS or of the network', () => {
  it.each([500, 503])('is repeated, status %i', async (status) => {
    const { provider, server } = await setup({ maxAttempts: 3 });
    server.fail('GetParameters', { type: 'InternalServerError', status, times: 2 });
    await provider.set(one);
    expect((await provider.get(['app/db'])).size).toBe(1);
    expect(server.of('GetParameters')).toHaveLength(3);
  });

  it('is an unavailable provider when it lasts', async () => {
    const { provider, server } = await setup({ maxAttempts: 1 });
    server.fail('DescribeParameters', { type: 'ServiceUnavailable', status: 503 });
    expect(await failureOf(provider.list(page))).toMatchObject({ code: 'PROVIDER_UNAVAILABLE' });
  });

  it('is an unavailable provider when nobody listens', async () => {
    const { provider, server } = await setup({ maxAttempts: 1 });
    await server.stop();
    const error = await failureOf(provider.set(one));
    expect(error).toMatchObject({ code: 'PROVIDER_UNAVAILABLE' });
    expect(error.message).toContain('ECONNREFUSED');
  });
});

describe('a request that AWS does not allow', () => {
  it('names the permission that is missing', async () => {
    const { provider, server } = await setup();
    server.fail('GetParameters', {
      type: 'AccessDeniedException',
      message: 'User: arn:aws:iam::1:user/a is not authorized to perform: kms:Decrypt on resource: arn:aws:kms:x',
    });
    const error = await failureOf(provider.get(['app/db']));
    expect(error).toMatchObject({ code: 'PROVIDER_DENIED', key: 'app/db' });
    expect(error.message).toContain('AccessDeniedException, kms:Decrypt is not allowed, request ');
    expect(error.message).toContain('Allow ssm:GetParameters');
    expect(server.of('GetParameters')).toHaveLength(1);
  });

  it.each([
    ['PutParameter', 'ssm:PutParameter', (provider: AwsParameterStoreProvider) => provider.set(one)],
    ['DeleteParameters', 'ssm:DeleteParameters', (provider: AwsParameterStoreProvider) => provider.delete(['a'])],
    ['DescribeParameters', 'ssm:DescribeParameters', (provider: AwsParameterStoreProvider) => provider.list(page)],
    ['DescribeParameters', 'ssm:DescribeParameters', (provider: AwsParameterStoreProvider) => provider.count('')],
  ])('%s is a denial that asks for %s', async (action, permission, call) => {
    const { provider, server } = await setup();
    server.fail(action, { type: 'AccessDeniedException', message: `no, ${secret}` });
    const error = await failureOf(call(provider));
    expect(error).toMatchObject({ code: 'PROVIDER_DENIED' });
    expect(error.message).toContain(`Allow ${permission} `);
  });

  it.each([
    ['an unknown access key', { accessKeyId: 'AKIDOTHER', secretAccessKey: 'x' }, 'UnrecognizedClientException'],
    ['a wrong secret key', { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'x' }, 'InvalidSignatureException'],
  ])('for %s is a denial', async (_, credentials, name) => {
    const { provider } = await setup({ clientConfig: { credentials } });
    const error = await failureOf(provider.get(['a']));
    expect(error).toMatchObject({ code: 'PROVIDER_DENIED' });
    expect(error.message).toContain(name);
    expect(error.message).toContain('Check the credentials');
  });

  it('is a denial when there are no credentials', async () => {
    const credentials = () => Promise.reject(Object.assign(new Error(secret), { name: 'CredentialsProviderError' }));
    const { provider, server } = await setup({ clientConfig: { credentials } });
    expect(await failureOf(provider.get(['a']))).toMatchObject({ code: 'PROVIDER_DENIED' });
    expect(server.requests).toEqual([]);
  });
});

describe('a request that AWS refuses', () => {
  it('does not pass a message on that quotes the value', async () => {
    const { provider, server } = await setup();
    server.fail('PutParameter', { type: 'ValidationException', message: `Value '${one[0]?.text}' is bad` });
    const error = await failureOf(provider.set(one));
    expect(error).toMatchObject({ code: 'PROVIDER_REJECTED', key: 'app/db' });
    expect(error.message).toContain('ValidationException, request ');
  });

  it('does not pass on a name either that is none', async () => {
    const { provider, server } = await setup();
    server.fail('PutParameter', { type: `Bad ${secret}` });
    expect((await failureOf(provider.set(one))).message).toContain('unknown error');
  });

  it.each([
    ['ParameterLimitExceeded', 'delete some'],
    ['ParameterMaxVersionLimitExceeded', 'move the label'],
    ['ParameterPatternMismatchException', 'allowed pattern'],
  ])('for %s says how to mend it', async (type, mend) => {
    const { provider, server } = await setup();
    server.fail('PutParameter', { type });
    const error = await failureOf(provider.set(one));
    expect(error).toMatchObject({ code: 'PROVIDER_REJECTED' });
    expect(error.message).toContain(mend);
  });

  it('for a KMS key that does not exist says so', async () => {
    const { provider } = await setup({ kmsKeyId: 'alias/missing' }, { kmsKeyIds: ['alias/there'] });
    const error = await failureOf(provider.set(one));
    expect(error).toMatchObject({ code: 'PROVIDER_REJECTED' });
    expect(error.message).toContain('kmsKeyId');
  });

  it('to make a String a SecureString says that it has to be deleted first', async () => {
    const { provider, server } = await setup();
    server.store.add('/kongflow/app/db', 'plain');
    const error = await failureOf(provider.set(one));
    expect(error).toMatchObject({ code: 'PROVIDER_REJECTED', key: 'app/db' });
    expect(error.message).toContain('delete it');
  });

  it('for want of a region says so', async () => {
    const region = () => Promise.reject(new Error('Region is missing'));
    const { provider } = await setup({ clientConfig: { region } });
    const error = await failureOf(provider.get(['a']));
    expect(error).toMatchObject({ code: 'PROVIDER_REJECTED' });
    expect(error.message).toContain('AWS_REGION');
  });
});

describe('a secret that is too large', () => {
  const text = (bytes: number) => JSON.stringify('horse'.padEnd(bytes - 2, 'é'));
  const sized = (bytes: number) => JSON.stringify('horse'.padEnd(bytes - 2, '.'));

  it('is refused before anything is written', async () => {
    const { provider, server } = await setup();
    const error = await failureOf(provider.set([...numbered(3), { key: 'big', text: sized(8193) }]));
    expect(error).toMatchObject({ code: 'SECRET_TOO_LARGE', key: 'big' });
    expect(error.message).toBe('The secret big has 8193 bytes as JSON; Parameter Store takes 8192. Split it.');
    expect(server.requests).toEqual([]);
  });

  it('is counted in bytes', async () => {
    const { provider } = await setup();
    expect(await failureOf(provider.set([{ key: 'big', text: text(5000) }]))).toMatchObject({
      code: 'SECRET_TOO_LARGE',
    });
  });

  it('has the limit of its tier', async () => {
    const { provider, server } = await setup({ tier: 'Standard' });
    await provider.set([{ key: 'fits', text: sized(4096) }]);
    const error = await failureOf(provider.set([{ key: 'big', text: sized(4097) }]));
    expect(error).toMatchObject({ code: 'SECRET_TOO_LARGE' });
    expect(error.message).toContain('`Advanced`');
    expect(server.of('PutParameter')).toHaveLength(1);
  });

  it('becomes an Advanced parameter where it needs to, by default', async () => {
    const { provider, server } = await setup();
    await provider.set([{ key: 'big', text: sized(8192) }]);
    expect(server.store.parameters.get('/kongflow/big')?.Tier).toBe('Advanced');
  });

  it('that AWS refuses all the same is too large', async () => {
    const { provider, server } = await setup();
    server.fail('PutParameter', { type: 'ValidationException', message: 'Standard tier parameters support 4096' });
    const error = await failureOf(provider.set([{ key: 'big', text: sized(5000) }]));
    expect(error).toMatchObject({ code: 'SECRET_TOO_LARGE', key: 'big' });
    expect(error.message).toContain('`tier`');
  });
});

describe('a batch that fails on the way', () => {
  it('says what is written, begins no more, and can be repeated', async () => {
    const { provider, server } = await setup({ concurrency: 1 });
    const secrets = [...numbered(3), ...one, { key: 'later', text: '1' }];
    server.fail('PutParameter', {
      type: 'ValidationException',
      message: secret,
      when: ({ Name }) => Name === '/kongflow/app/db',
    });
    const error = await failureOf(provider.set(secrets));
    expect(error).toMatchObject({ code: 'PARTIAL_WRITE', written: ['k000', 'k001', 'k002'] });
    expect(error.message).toContain('Only 3 of 5 secrets were written: The secret app/db could not be written');
    expect(error.cause).toMatchObject({ code: 'PROVIDER_REJECTED', key: 'app/db' });
    expect([...server.store.parameters.keys()]).toEqual(['/kongflow/k000', '/kongflow/k001', '/kongflow/k002']);
    expect(await provider.set(secrets)).toHaveLength(5);
    expect((await provider.get(secrets.map(({ key }) => key))).size).toBe(5);
  });

  it('counts as written what was under way', async () => {
    const { provider, server } = await setup({ concurrency: 4 });
    server.fail('PutParameter', { type: 'ValidationException', when: ({ Name }) => Name === '/kongflow/k001' });
    const error = await failureOf(provider.set(numbered(4)));
    expect(error).toMatchObject({ code: 'PARTIAL_WRITE', written: ['k000', 'k002', 'k003'] });
    expect(server.store.parameters.size).toBe(3);
  });

  it('is no partial write when nothing was written', async () => {
    const { provider, server } = await setup({ concurrency: 1 });
    server.store.add('/kongflow/k000', 'theirs');
    server.fail('PutParameter', { type: 'AccessDeniedException', when: ({ Name }) => Name === '/kongflow/k001' });
    expect(await failureOf(provider.set(numbered(4), { ifAbsent: true }))).toMatchObject({
      code: 'PROVIDER_DENIED',
      key: 'k001',
    });
  });

  it('says what is deleted', async () => {
    const { provider, server } = await setup({ concurrency: 1 });
    const keys = numbered(25).map(({ key }) => key);
    for (const key of keys) server.store.add(`/kongflow/${key}`, 'x');
    server.fail('DeleteParameters', { type: 'AccessDeniedException', when: () => server.store.parameters.size === 15 });
    const error = await failureOf(provider.delete(keys));
    expect(error).toMatchObject({ code: 'PARTIAL_WRITE', written: keys.slice(0, 10) });
    expect(error.message).toContain('Only 10 of 25 secrets were deleted');
    expect(server.store.parameters.size).toBe(15);
  });

  it('gives no part of a read back', async () => {
    const { provider, server } = await setup({ concurrency: 1 });
    server.fail('GetParameters', {
      type: 'AccessDeniedException',
      when: ({ Names }) => (Names as string[]).length < 10,
    });
    const error = await failureOf(provider.get(numbered(12).map(({ key }) => key)));
    expect(error).toMatchObject({ code: 'PROVIDER_DENIED', key: undefined });
    expect(error.message).toContain('/kongflow/k010, /kongflow/k011');
  });

  it('fails when its own write cannot be told from that of others', async () => {
    const { provider, server } = await setup();
    server.fail('PutParameter', { type: 'InternalServerError', status: 500, afterEffect: true });
    server.fail('GetParameters', { type: 'AccessDeniedException', message: secret });
    const error = await failureOf(provider.set(one, { ifAbsent: true }));
    expect(error).toMatchObject({ code: 'PROVIDER_DENIED' });
    expect(error.message).toContain('ssm:GetParameters');
  });
});
