import type { Json } from '@kongflow/protocol';

/** Parses the body of an answer; undefined where it is not JSON. */
export function parseBody(body: string): Json | undefined {
  try {
    const json: Json = JSON.parse(body);
    return json;
  } catch {
    return undefined;
  }
}

/** The `message` of an answer that refuses the API key, if it has one. */
export function refusalMessage(body: string): string | null {
  const json = parseBody(body);
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return null;
  return typeof json['message'] === 'string' && json['message'] !== '' ? json['message'] : null;
}
