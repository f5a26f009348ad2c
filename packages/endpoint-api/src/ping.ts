import { PongResponseSchema } from '@kongflow/protocol';

import type { CallContext } from './call.ts';
import { connect } from './connect.ts';
import type { PingResult } from './results.ts';

/** Asks an endpoint whether it is the one with this slug (trigger.dev v2 `EndpointApi.ping`). */
export async function ping(context: CallContext, slug: string): Promise<PingResult> {
  const result = await connect(
    context,
    { name: 'PING', headers: { 'x-trigger-endpoint-id': slug } },
    PongResponseSchema,
  );
  return result.ok ? { ok: true, headers: result.headers } : result;
}
