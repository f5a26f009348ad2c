import { ValidateResponseSchema } from '@kongflow/protocol';

import type { CallContext } from './call.ts';
import { connect } from './connect.ts';
import type { ValidateResult } from './results.ts';

/** Asks an endpoint for its slug (trigger.dev v2 `EndpointApi.validate`). */
export async function validate(context: CallContext): Promise<ValidateResult> {
  const result = await connect(context, { name: 'VALIDATE' }, ValidateResponseSchema);
  return result.ok ? { ok: true, endpointId: result.answer.endpointId, headers: result.headers } : result;
}
