interface Waiting<Item> {
  readonly items: readonly Item[];
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Stores what concurrent callers bring, one group after the other: what comes while a group is on its way goes with the
 * next. A caller's items stay together, and in order; groups that fail do not touch those after them.
 */
export class GroupCommit<Item> {
  readonly #store: (items: readonly Item[]) => Promise<void>;
  readonly #maxItems: number;
  #waiting: Waiting<Item>[] = [];
  #isStoring = false;

  /**
   * @param store stores all of the items or, when it throws, none.
   * @param maxItems of one group; one caller's items are a group also when they are more.
   */
  constructor(store: (items: readonly Item[]) => Promise<void>, maxItems: number) {
    this.#store = store;
    this.#maxItems = maxItems;
  }

  /** Resolves when the items are stored. @throws what storing their group threw */
  add(items: readonly Item[]): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ items, resolve, reject });
      if (!this.#isStoring) void this.#storeAll();
    });
  }

  async #storeAll(): Promise<void> {
    this.#isStoring = true;
    // Callers of the same turn of the event loop belong to one group.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.#waiting.length > 0) {
      const group = this.#takeGroup();
      try {
        await this.#store(group.flatMap(({ items }) => items));
        for (const { resolve } of group) resolve();
      } catch (error) {
        for (const { reject } of group) reject(error);
      }
    }
    this.#isStoring = false;
  }

  #takeGroup(): readonly Waiting<Item>[] {
    let size = 0;
    const end = this.#waiting.findIndex(({ items }, index) => {
      size += items.length;
      return index > 0 && size > this.#maxItems;
    });
    return this.#waiting.splice(0, end === -1 ? this.#waiting.length : end);
  }
}
