import { z } from 'zod';

/** A place in the chain. */
export interface Anchor {
  readonly sequence: bigint;
  /** Hexadecimal. */
  readonly hash: string;
}

/** `<sequence>:<hash in hexadecimal>`. */
export const AnchorSchema = z
  .string()
  .regex(/^\d{1,18}:[\da-f]{64}$/i, 'must be "<sequence>:<64 hexadecimal digits>", as head() gives it')
  .transform((text): Anchor => {
    const [sequence = '', hash = ''] = text.split(':');
    return { sequence: BigInt(sequence), hash: hash.toLowerCase() };
  });

/** A place in the chain as text. */
export function formatAnchor({ sequence, hash }: Anchor): string {
  return `${sequence}:${hash}`;
}
