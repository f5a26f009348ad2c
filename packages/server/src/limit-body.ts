import { createMiddleware } from 'hono/factory';
import type { AppEnv } from './app.ts';

/** How much more than the limit of an unannounced body is read and dropped, as a multiple of the limit. */
const DRAIN_FACTOR = 4;

/**
 * Answers 413 to bodies over the limit: to announced ones without reading them.
 *
 * Hono's own `bodyLimit` stops reading an unannounced body in the middle. Its sender, which has sent everything, then
 * takes the connection for reusable, and loses its next request when the server closes it. This one reads to the end,
 * within reason.
 *
 * @param maxBytes size of the largest body that passes
 */
export function limitBody(maxBytes: number) {
  return createMiddleware<AppEnv>(async (context, next) => {
    const { raw } = context.req;
    const tooLarge = () => context.json({ error: `The request body is larger than ${maxBytes} bytes` }, 413);
    if (raw.body === null) return next();
    const announced = raw.headers.get('content-length');
    if (announced !== null && !raw.headers.has('transfer-encoding')) {
      return Number(announced) > maxBytes ? tooLarge() : next();
    }
    const pieces = await readUpTo(raw.body, maxBytes);
    if (pieces === null) return tooLarge();
    // From its parts: what Node's adapter hands over looks like a Request, but is none that `new Request` could copy.
    context.req.raw = new Request(raw.url, { method: raw.method, headers: raw.headers, body: new Blob(pieces) });
    return next();
  });
}

/** @returns the pieces of the body; null when there were more bytes */
async function readUpTo(body: ReadableStream<Uint8Array<ArrayBuffer>>, maxBytes: number) {
  const reader = body.getReader();
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return size > maxBytes ? null : pieces;
    size += value.byteLength;
    if (size <= maxBytes) pieces.push(value);
    else pieces.length = 0;
    if (size > maxBytes * DRAIN_FACTOR) {
      await reader.cancel();
      return null;
    }
  }
}
