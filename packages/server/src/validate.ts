import { formatIssues } from '@kongflow/protocol';
import type { Context } from 'hono';
import type { z } from 'zod';
import { RequestError } from './errors.ts';
import { readBody } from './read-body.ts';

/**
 * Reads and checks a JSON body.
 *
 * @param invalid the answer's text before the list of issues
 * @param absent what stands in for an empty body. Default: nothing, so that the schema decides.
 * @throws RequestError INVALID_JSON, INVALID_REQUEST
 */
export async function parseBody<Schema extends z.ZodType>(
  context: Context,
  schema: Schema,
  invalid: string,
  absent?: unknown,
): Promise<z.output<Schema>> {
  const body = (await readBody(context)) ?? absent;
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new RequestError('INVALID_REQUEST', `${invalid}: ${formatIssues(parsed.error)}`);
}

/**
 * Checks the query string.
 *
 * @throws RequestError INVALID_REQUEST with the text of trigger.dev v2
 */
export function parseQuery<Schema extends z.ZodType>(context: Context, schema: Schema): z.output<Schema> {
  const parsed = schema.safeParse(context.req.query());
  if (parsed.success) return parsed.data;
  throw new RequestError('INVALID_REQUEST', 'Invalid or missing query parameters');
}
