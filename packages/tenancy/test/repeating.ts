import type { RandomText } from '../src/index.ts';

/** Draws from `count` texts in turn, for slugs that collide; keys stay random in their last part. */
export function repeating(count: number): RandomText {
  let calls = 0;
  return (alphabet, length) => {
    calls += 1;
    return length === 4 ? String(calls % count).padStart(length, '0') : randomOf(alphabet, length);
  };
}

function randomOf(alphabet: string, length: number): string {
  return Array.from({ length }, () => alphabet.charAt(Math.floor(Math.random() * alphabet.length))).join('');
}
