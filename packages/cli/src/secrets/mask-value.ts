import type { Json } from '@kongflow/protocol';

/**
 * The shape of a value: names of members and types are shown, the values are not.
 * @param mask stands for each value.
 */
export function maskValue(value: Json, mask: string): Json {
  if (Array.isArray(value)) return value.map((item) => maskValue(item, mask));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, maskValue(member, mask)]));
  }
  return `${mask} (${value === null ? 'null' : typeof value})`;
}
