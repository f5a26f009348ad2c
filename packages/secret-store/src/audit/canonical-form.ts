/**
 * What the hash of an entry is made of, written anew here so that `verify` does not have to believe the database's own
 * function (`secret_audit_hash` in db/migrations/0006_secret_store.sql):
 *
 *     hash = SHA-256( previous hash, 32 bytes
 *                     field(sequence, decimal)
 *                     field(time, microseconds since 1970 UTC, decimal)
 *                     field(actor) field(action) field(key) field(provider) field(result) )
 *
 * `field` is the length in bytes of the text's UTF-8, in decimal, then `:`, then the UTF-8 itself; `-` for NULL. As no
 * length starts with `-`, and each says where its text ends, no two lists of fields read alike. The hash before the first
 * entry is 32 zero bytes.
 */
import { createHash } from 'node:crypto';

/** The fields of an entry that its hash is made of. */
export interface HashedFields {
  /** Decimal. */
  readonly sequence: string;
  /** Microseconds since 1970, decimal. */
  readonly occurredAtUs: string;
  readonly actor: string;
  readonly action: string;
  readonly key: string | null;
  readonly provider: string;
  readonly result: string;
}

/** The fields of an entry as one text. */
export function canonicalForm(entry: HashedFields): string {
  return [entry.sequence, entry.occurredAtUs, entry.actor, entry.action, entry.key, entry.provider, entry.result]
    .map((value) => (value === null ? '-' : `${Buffer.byteLength(value)}:${value}`))
    .join('');
}

/** The hash that an entry has to have. */
export function entryHash(previousHash: Uint8Array, entry: HashedFields): Buffer {
  return createHash('sha256').update(previousHash).update(canonicalForm(entry)).digest();
}
