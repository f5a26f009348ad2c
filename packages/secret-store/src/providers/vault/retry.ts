import { isTooLarge, says } from './describe-failure.ts';
import type { VaultAnswer } from './vault-transport.ts';

const BASE_DELAY_MS = 100;
const MAX_BACKOFF_MS = 5000;
const MAX_RETRY_AFTER_MS = 60_000;

// 412: a server that has not caught up; 429: over quota, or a standby; 472, 473: a secondary or standby of Enterprise;
// 503: sealed.
const LATER = new Set([412, 429, 472, 473, 500, 502, 503, 504]);

/** Whether the same request can succeed later. */
export function isWorthRetrying(answer: VaultAnswer): boolean {
  if (answer.status === 400) return says(answer, 'Upgrading from non-versioned to versioned data');
  return LATER.has(answer.status) && !isTooLarge(answer);
}

/**
 * How long to wait before the next attempt, in milliseconds: what `Retry-After` asks for, at most a minute, else a random time
 * that doubles with each attempt.
 * @param attempt the one that failed, from 1.
 */
export function retryDelay(attempt: number, retryAfter: string | null): number {
  const backoff = Math.min(BASE_DELAY_MS * 2 ** (attempt - 1), MAX_BACKOFF_MS) * (0.5 + Math.random() / 2);
  return Math.min(Math.max(backoff, parseRetryAfter(retryAfter)), MAX_RETRY_AFTER_MS);
}

function parseRetryAfter(text: string | null): number {
  if (text === null) return 0;
  const milliseconds = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - Date.now();
  return Number.isNaN(milliseconds) ? 0 : milliseconds;
}
