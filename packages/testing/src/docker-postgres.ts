import { randomBytes } from 'node:crypto';
import { request } from 'node:http';
import { homedir } from 'node:os';
import path from 'node:path';

/** How the container is started. */
export interface DockerOptions {
  readonly image: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly settings: Readonly<Record<string, string | number | boolean>>;
}

/** A running container, or the reason why there is none. */
export type DockerOutcome =
  | { readonly server: { readonly url: string; readonly stop: () => Promise<void> }; readonly reason: null }
  | { readonly server: null; readonly reason: string };

const pingTimeoutMs = 2_000;
const startTimeoutMs = 120_000;

function engineAddresses(env: Readonly<Record<string, string | undefined>>): string[] {
  const configured = env['DOCKER_HOST'];
  if (configured !== undefined && configured !== '') return [configured];
  const runtime = env['XDG_RUNTIME_DIR'];
  const sockets = [
    '/var/run/docker.sock',
    path.join(homedir(), '.docker/run/docker.sock'),
    path.join(homedir(), '.docker/desktop/docker.sock'),
  ];
  if (runtime !== undefined) sockets.push(path.join(runtime, 'docker.sock'));
  return sockets.map((socket) => `unix://${socket}`);
}

/** Asked before testcontainers is loaded: that costs a second, and its own error is a page long. */
async function answers(address: string): Promise<boolean> {
  const target = address.startsWith('unix://') ? { socketPath: address.slice('unix://'.length) } : tcpTarget(address);
  if (target === null) return false;
  return new Promise((resolve) => {
    const ping = request({ ...target, path: '/_ping', timeout: pingTimeoutMs }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    ping.once('timeout', () => ping.destroy());
    ping.once('error', () => {
      resolve(false);
    });
    ping.end();
  });
}

function tcpTarget(address: string): { host: string; port: number } | null {
  const parsed = URL.parse(address.replace(/^tcp:/, 'http:'));
  return parsed === null || parsed.hostname === ''
    ? null
    : { host: parsed.hostname, port: Number(parsed.port || 2375) };
}

/** Starts a throwaway PostgreSQL in Docker, or says why it cannot; never throws. */
export async function tryDocker({ image, env, settings }: DockerOptions): Promise<DockerOutcome> {
  const found = await Promise.all(engineAddresses(env).map(answers));
  if (!found.includes(true)) return { server: null, reason: 'no engine answers' };

  const testcontainers = await import('@testcontainers/postgresql').catch(() => null);
  if (testcontainers === null) return { server: null, reason: '@testcontainers/postgresql is not installed' };

  const flags: Record<string, string | number | boolean> = {
    fsync: 'off',
    synchronous_commit: 'off',
    full_page_writes: 'off',
    ...settings,
  };
  const command = ['postgres', ...Object.entries(flags).flatMap(([name, value]) => ['-c', `${name}=${String(value)}`])];
  try {
    const container = await new testcontainers.PostgreSqlContainer(image)
      .withPassword(randomBytes(18).toString('hex'))
      .withTmpFs({ '/var/lib/postgresql/data': 'rw' })
      .withCommand(command)
      .withStartupTimeout(startTimeoutMs)
      .start();
    return {
      reason: null,
      server: {
        url: container.getConnectionUri(),
        stop: async () => {
          await container.stop();
        },
      },
    };
  } catch (error) {
    const [firstLine] = (error instanceof Error ? error.message : String(error)).split('\n');
    return { server: null, reason: `the engine answers, but the container failed: ${firstLine}` };
  }
}
