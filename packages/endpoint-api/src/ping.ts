import { PongResponseSchema } from '@kongflow/protocol';

import type { CallContext, CallOptions } from './call.ts';
import { connect } from './connect.ts';
import type { PingResult } from './results.ts';

/** Asks an endpoint whether it is the one with this slug (trigger.dev v2 `EndpointApi.ping`). */
export async function ping(context: CallContext, slug: string, options: CallOptions = {}): Promise<PingResult> {
  const result = await connect(
    context,
    { name: 'PING', headers: { 'x-trigger-endpoint-id': slug }, signal: options.signal },
    PongResponseSchema,
  );
  return result.ok ? { ok: true, headers: result.headers } : result;
}
