import { createHash, timingSafeEqual } from 'node:crypto';
import { randomText } from '@kongflow/tenancy';

/** Digits and lower-case letters but `w`, as trigger.dev v2 has it. */
const ALPHABET = '0123456789abcdefghijklmnopqrstuvxyz';
const LENGTH = 10;

/** A new secret part of an endpoint's indexing hook URL: 10 symbols of 35, some 51 bits. */
export function newHookIdentifier(): string {
  return randomText(ALPHABET, LENGTH);
}

/** Compares two identifiers in constant time, whatever their lengths. */
export function isSameHookIdentifier(presented: string, stored: string): boolean {
  return timingSafeEqual(digest(presented), digest(stored));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
