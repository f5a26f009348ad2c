import type { Context } from 'hono';
import { RequestError } from './errors.ts';

/**
 * Reads a JSON body, whatever its Content-Type says: the official CLI sends events without one, and the SDK announces
 * JSON on requests whose body is empty (cancel calls).
 *
 * @returns the parsed value; undefined for an empty body
 * @throws RequestError INVALID_JSON when the body is not JSON
 */
export async function readBody(context: Context): Promise<unknown> {
  const text = await context.req.text();
  if (text.trim() === '') return undefined;
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = error instanceof SyntaxError ? error.message : 'unreadable';
    throw new RequestError('INVALID_JSON', `The request body is not valid JSON: ${reason}`);
  }
}
