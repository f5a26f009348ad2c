import type { Dispatcher } from 'undici';

/**
 * Reads the body of an answer as UTF-8 text.
 *
 * @param limitBytes Largest body that is read, in bytes; with 0 the body is thrown away unread.
 * @returns null where the body is larger, with the connection closed so that the rest is not transferred.
 */
export async function readBody(response: Dispatcher.ResponseData, limitBytes: number): Promise<string | null> {
  if (limitBytes === 0) {
    await response.body.dump();
    return '';
  }
  const announced = Number(response.headers['content-length'] ?? 0);
  const chunks: Buffer[] = [];
  let size = 0;
  if (announced <= limitBytes) {
    for await (const chunk of response.body) {
      const bytes = Buffer.from(chunk);
      size += bytes.length;
      if (size > limitBytes) break;
      chunks.push(bytes);
    }
    if (size <= limitBytes) return new TextDecoder().decode(Buffer.concat(chunks));
  }
  // The error that destroying raises is of our own making.
  response.body.on('error', () => {}).destroy();
  return null;
}
