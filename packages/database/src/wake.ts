// Timers hold 31 bits of milliseconds.
const LONGEST_SLEEP_MS = 2 ** 31 - 1;

/** A wake-up call for one sleeper, never missed: a call that comes while nobody sleeps makes the next sleep return at once. */
export class Wake {
  #pending = false;
  #end: (() => void) | null = null;

  /** Whether a call came since the last {@link reset} or sleep. */
  get isPending(): boolean {
    return this.#pending;
  }

  /** Ends the current or the next sleep. */
  call(): void {
    this.#pending = true;
    this.#end?.();
  }

  /** Forgets calls that came so far. */
  reset(): void {
    this.#pending = false;
  }

  /**
   * Sleeps until called, or for so many milliseconds.
   * @returns whether it was called.
   */
  async sleep(ms: number): Promise<boolean> {
    if (!this.#pending) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, Math.min(ms, LONGEST_SLEEP_MS));
        this.#end = () => {
          clearTimeout(timer);
          resolve();
        };
      });
      this.#end = null;
    }
    const called = this.#pending;
    this.#pending = false;
    return called;
  }
}
