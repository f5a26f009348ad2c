const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

let interrupted = false;

/** Whether the process is on its way out: what fails from now on fails because of that. */
export function isInterrupted(): boolean {
  return interrupted;
}

/**
 * Cleans up when the process is told to end, and then lets it end as it would have. A signal that somebody else
 * listens to is theirs.
 * @returns takes it back
 */
export function onInterrupt(cleanUp: () => Promise<unknown>): () => void {
  const ours = SIGNALS.filter((signal) => process.listenerCount(signal) === 0);
  const release = (): void => {
    for (const signal of ours) process.off(signal, handle);
  };
  function handle(signal: NodeJS.Signals): void {
    interrupted = true;
    // The second time it is not waited for.
    release();
    const end = (): void => void process.kill(process.pid, signal);
    cleanUp().then(end, end);
  }
  for (const signal of ours) process.on(signal, handle);
  return release;
}
