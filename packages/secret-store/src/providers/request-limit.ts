/** Bounds how many requests are under way; those beyond wait in the order in which they came. */
export class RequestLimit {
  readonly #limit: number;
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  async run<Result>(request: () => Promise<Result>): Promise<Result> {
    if (this.#running < this.#limit) this.#running++;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      return await request();
    } finally {
      // The place is handed on, not freed: someone who comes now must not overtake those who wait.
      const next = this.#waiting.shift();
      if (next === undefined) this.#running--;
      else next();
    }
  }

  /**
   * Does something for each item, and begins no more once it failed for one.
   * @returns what came back by the item's position, and the first failure.
   */
  async runAll<Item, Result>(
    items: readonly Item[],
    request: (item: Item) => Promise<Result>,
  ): Promise<Outcome<Result>> {
    const results = new Map<number, Result>();
    const queue = items.entries();
    let failure: Failure | undefined;
    // As many as can run at once and not all at once: requests of other calls come in between.
    const work = async () => {
      for (const [position, item] of queue) {
        try {
          results.set(position, await this.run(() => request(item)));
        } catch (error) {
          failure ??= { error };
        }
        if (failure !== undefined) return;
      }
    };
    await Promise.all(Array.from({ length: Math.min(this.#limit, items.length) }, work));
    return { results, failure };
  }
}

/** What became of a batch. */
export interface Outcome<Result> {
  readonly results: ReadonlyMap<number, Result>;
  readonly failure: Failure | undefined;
}

interface Failure {
  readonly error: unknown;
}
