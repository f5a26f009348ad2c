import { Client, type Pool } from 'pg';
import type { ResolvedPipelineConfig } from './config.ts';
import { poolSettings } from './pool-settings.ts';
import { isSessionCommand, PipelinedConnections, type QueryConfig } from './query-runtime.ts';

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

/** Whether a statement may share a connection: not a batch, nor a cursor, nor what concerns session or transaction. */
export function canBePipelined(config: QueryConfig): boolean {
  return !('submit' in config) && !isSessionCommand(config.text);
}
