import { randomBytes } from 'node:crypto';

/** Makes a text of `length` symbols, each drawn from `alphabet` with equal chance. */
export type RandomText = (alphabet: string, length: number) => string;

export const DIGITS_AND_LETTERS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/**
 * Cryptographically random text.
 *
 * Bytes at or above the largest multiple of the alphabet's size are thrown away: `byte % 62` would draw the first
 * eight symbols a quarter more often than the rest.
 *
 * @param alphabet 1 to 256 distinct symbols
 * @param length number of symbols
 */
export const randomText: RandomText = (alphabet, length) => {
  const limit = 256 - (256 % alphabet.length);
  let text = '';
  while (text.length < length) {
    for (const byte of randomBytes(length - text.length)) {
      if (byte < limit) text += alphabet.charAt(byte % alphabet.length);
    }
  }
  return text;
};
