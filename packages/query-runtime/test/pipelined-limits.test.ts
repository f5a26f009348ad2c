import { createTestDatabase } from '@kongflow/testing';
import { Client } from 'pg';
import { describe, expect, it } from 'vitest';
import { relay } from '../../database/test/support/relay.ts';
import { batchexec, PipelinedConnections } from '../src/index.ts';
import { obstacle, open, outcomes, setup, valueOf } from './support/pipelined.ts';

const overloaded = expect.objectContaining({ name: 'PipelineError', code: 'OVERLOADED' });

describe('how many statements may wait', () => {
  it('as many as it says, batches included; more are refused until some are answered', async () => {
    const context = await setup({ connections: 2, maxPending: 3 });
    const { pipelined } = context;
    const { text, waiting, release } = await obstacle(context);
    const under = [
      valueOf(pipelined, text),
      valueOf(pipelined, text),
      batchexec(pipelined, { name: 'Wait', text: 'SELECT pg_advisory_xact_lock($1)' }, [1, 1], (key) => [key]),
    ];
    await waiting(2);
    expect(await outcomes([valueOf(pipelined, 'SELECT 1'), valueOf(pipelined, 'SELECT 2')])).toEqual([
      overloaded,
      overloaded,
    ]);
    await release();
    await Promise.all(under);
    expect(await Promise.all([1, 2, 3].map(async (n) => valueOf(pipelined, 'SELECT $1::int', [n])))).toEqual([1, 2, 3]);
  });

  it('those count that wait for a connection, and none that failed', async () => {
    const { url } = await createTestDatabase({ empty: true });
    let connectionString = 'postgres://nobody@127.0.0.1:1/nothing';
    const pipelined = open(() => new Client({ connectionString, pipeline: true }), { maxPending: 2 });
    const refused = expect.objectContaining({ code: 'ECONNREFUSED' });
    const ask = async (): Promise<unknown> => valueOf(pipelined, 'SELECT 1');
    expect(await outcomes([ask(), ask(), ask()])).toEqual([refused, refused, overloaded]);
    await expect(valueOf(pipelined, 'BEGIN')).rejects.toMatchObject({ code: 'STATEMENT_REFUSED' });
    connectionString = url;
    expect(await Promise.all([ask(), ask()])).toEqual([1, 1]);
  });

  it.each([0, -1, Number.NaN])('must be at least 1, and not %d', (maxPending) => {
    expect(() => new PipelinedConnections(() => new Client({ pipeline: true }), { maxPending })).toThrow(RangeError);
  });
});

describe('how long a statement may wait', () => {
  it('the time to connect bounds it where the server accepts and says nothing, and the end too', async () => {
    const { url } = await createTestDatabase({ empty: true });
    const way = await relay(url);
    way.silence();
    const pipelined = open(
      () => new Client({ connectionString: way.url, pipeline: true, connectionTimeoutMillis: 300 }),
    );
    const under = outcomes([
      valueOf(pipelined, 'SELECT 1'),
      batchexec(pipelined, { name: 'Two', text: 'SELECT $1::int' }, [1, 2], (n) => [n]),
    ]);
    const end = pipelined.end();
    const late = expect.objectContaining({ message: 'timeout expired' });
    expect(await under).toEqual([late, late]);
    await end;
  });

  it('query_timeout bounds a batch, and its connection is replaced', async () => {
    const context = await setup({ connections: 1 }, { query_timeout: 300 });
    const { pipelined } = context;
    const pid = await valueOf(pipelined, 'SELECT pg_backend_pid()');
    const { release } = await obstacle(context);
    const wait = { name: 'Wait', text: 'SELECT pg_advisory_xact_lock($1)' };
    await expect(batchexec(pipelined, wait, [2, 1], (key) => [key])).rejects.toMatchObject({
      code: 'BATCH_FAILED',
      cause: { message: 'Query read timeout' },
    });
    await release();
    expect(await valueOf(pipelined, 'SELECT pg_backend_pid()')).not.toBe(pid);
  });
});
