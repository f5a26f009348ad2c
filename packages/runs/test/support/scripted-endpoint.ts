import type { ExecuteJobOptions, ExecuteJobResult } from '@kongflow/endpoint-api';
import { type RunJobBody, RunJobResponseSchema } from '@kongflow/protocol';
import type { JobEndpoints } from '../../src/context.ts';

export type Script = (body: RunJobBody, options: ExecuteJobOptions) => ExecuteJobResult | Promise<ExecuteJobResult>;

const NO_HEADERS = { triggerVersion: null, triggerSdkVersion: null, runMetadata: null };

/** An endpoint that does what the test says, and remembers what it was asked. */
export class ScriptedEndpoint implements JobEndpoints {
  readonly calls: {
    readonly url: string;
    readonly apiKey: string;
    readonly body: RunJobBody;
    readonly options: ExecuteJobOptions;
  }[] = [];
  /** Executions under way, and the most at once, by run. */
  readonly underWay = new Map<string, number>();
  script: Script = () => succeed();

  connect({ url, apiKey }: { url: string; apiKey: string }) {
    return {
      executeJob: async (body: RunJobBody, options: ExecuteJobOptions = {}): Promise<ExecuteJobResult> => {
        this.calls.push({ url, apiKey, body, options });
        return this.script(body, options);
      },
    };
  }

  get lastBody(): RunJobBody {
    const last = this.calls.at(-1);
    if (last === undefined) throw new Error('The endpoint was not called.');
    return last.body;
  }
}

/** An answer as it comes out of the client: JSON, through the schema of the protocol. */
export function answer(response: object, durationMs = 10): ExecuteJobResult {
  const json: unknown = JSON.parse(JSON.stringify(response));
  return { kind: 'response', response: RunJobResponseSchema.parse(json), headers: NO_HEADERS, durationMs };
}

export function succeed(output?: unknown): ExecuteJobResult {
  return answer({ status: 'SUCCESS', ...(output === undefined ? {} : { output }) });
}

export function unreachable(durationMs = 5): ExecuteJobResult {
  return {
    kind: 'unreachable',
    message: 'Connection could not be established to the endpoint (http://app)',
    reason: 'ECONNREFUSED',
    durationMs,
  };
}

export function httpError(status: number, durationMs = 5): ExecuteJobResult {
  return {
    kind: 'httpError',
    message: `Endpoint responded with ${status} status code`,
    status,
    headers: NO_HEADERS,
    durationMs,
  };
}

export function unusable(kind: 'invalidJson' | 'invalidResponse', message: string): ExecuteJobResult {
  return { kind, message, status: 200, headers: NO_HEADERS, durationMs: 5 };
}

export function errorResponse(status: number, message: string): ExecuteJobResult {
  return {
    kind: 'errorResponse',
    message,
    error: { message, name: 'Error' },
    status,
    headers: NO_HEADERS,
    durationMs: 5,
  };
}

export function functionTimeout(durationMs = 1000, status: number | null = 504): ExecuteJobResult {
  return { kind: 'timeout', message: 'timeout', status, headers: null, durationMs };
}

export function aborted(durationMs = 10): ExecuteJobResult {
  return { kind: 'aborted', message: 'The call of the endpoint (http://app) was aborted', durationMs };
}
