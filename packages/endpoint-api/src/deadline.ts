/** Longest delay that a timer of Node.js can take, in milliseconds. */
const MAX_TIMER_MS = 2_147_483_647;

/** Aborts a call when its time is up or its caller gives up, and remembers which of the two it was. */
export interface Deadline {
  readonly signal: AbortSignal;
  readonly state: 'running' | 'expired' | 'aborted';
  /** Gives the call new time from now on, in milliseconds. */
  restart(timeoutMs: number): void;
  /** Has to be called when the call is over. */
  stop(): void;
}

/**
 * Starts a deadline.
 *
 * @param timeoutMs Milliseconds.
 * @param caller Aborts the call as well.
 */
export function startDeadline(timeoutMs: number, caller: AbortSignal | undefined): Deadline {
  const controller = new AbortController();
  let state: Deadline['state'] = 'running';
  const end = (next: 'expired' | 'aborted') => {
    if (state !== 'running') return;
    state = next;
    controller.abort();
  };
  const expire = () => end('expired');
  const abort = () => end('aborted');
  let timer = setTimeout(expire, Math.min(timeoutMs, MAX_TIMER_MS));
  caller?.addEventListener('abort', abort, { once: true });
  if (caller?.aborted) abort();
  return {
    signal: controller.signal,
    get state() {
      return state;
    },
    restart(next) {
      clearTimeout(timer);
      timer = setTimeout(expire, Math.min(next, MAX_TIMER_MS));
    },
    stop() {
      clearTimeout(timer);
      caller?.removeEventListener('abort', abort);
    },
  };
}
