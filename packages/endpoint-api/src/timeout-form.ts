import type { TransportAnswer } from './transport.ts';

/**
 * Tells whether an answer without an error object means that the platform cut the function short: 408 and 504, the
 * header of Vercel, 502 with Vercel's TIME_LIMIT, and 503 of a Cloudflare worker (trigger.dev v2.2).
 */
export function isTimeoutForm(answer: TransportAnswer): boolean {
  const { status, headers, body } = answer;
  if (status === 408 || status === 504) return true;
  if (status < 500) return false;
  if (headers.get('x-vercel-error') === 'FUNCTION_INVOCATION_TIMEOUT') return true;
  if (status === 502) return body.includes('TIME_LIMIT');
  return status === 503 && headers.has('cf-ray') && body.includes('Worker exceeded resource limits');
}
