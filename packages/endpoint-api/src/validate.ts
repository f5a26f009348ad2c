import { ValidateResponseSchema } from '@kongflow/protocol';

import type { CallContext, CallOptions } from './call.ts';
import { connect } from './connect.ts';
import type { ValidateResult } from './results.ts';

/** Asks an endpoint for its slug (trigger.dev v2 `EndpointApi.validate`). */
export async function validate(context: CallContext, options: CallOptions = {}): Promise<ValidateResult> {
  const result = await connect(context, { name: 'VALIDATE', signal: options.signal }, ValidateResponseSchema);
  return result.ok ? { ok: true, endpointId: result.answer.endpointId, headers: result.headers } : result;
}
