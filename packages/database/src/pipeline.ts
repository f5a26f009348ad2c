import { Client, type Pool } from 'pg';
import type { ResolvedPipelineConfig } from './config.ts';
import { poolSettings } from './pool-settings.ts';
import {
  isSessionCommand,
  onClientOf,
  PipelinedConnections,
  type Queryable,
  type QueryConfig,
} from './query-runtime.ts';

/** Pipelined connections beside a pool, with its settings. */
export function openPipeline(
  pool: Pool,
  { connections, maxPending }: ResolvedPipelineConfig,
  onIdleError: (error: unknown) => void,
): PipelinedConnections<Client> {
  const { idleTimeoutMillis, allowExitOnIdle, onConnect } = pool.options;
  return new PipelinedConnections(() => new Client({ ...poolSettings(pool), pipeline: true }), {
    connections,
    maxPending,
    idleTimeoutMs: idleTimeoutMillis ?? 0,
    allowExitOnIdle,
    onConnect,
    onIdleError,
  });
}

/** Where a statement goes that is part of no transaction: batches, cursors and session commands do not share a connection. */
export function targetOf(config: QueryConfig, pool: Pool, pipeline: Queryable | undefined): Queryable {
  if ('submit' in config) return onClientOf(pool);
  return pipeline !== undefined && !isSessionCommand(config.text) ? pipeline : pool;
}
