/** Choices of a generator, read off a list of numbers: fast-check shrinks the list, and 0, the simplest choice, follows its end. */
export class Tape {
  readonly #choices: readonly number[];
  #at = 0;

  constructor(choices: readonly number[]) {
    this.#choices = choices;
  }

  /** A number from 0 up to, not including, `count`. */
  below(count: number): number {
    return (this.#choices[this.#at++] ?? 0) % count;
  }

  /** True in one of so many cases. */
  rarely(outOf: number): boolean {
    return this.below(outOf) === outOf - 1;
  }

  pick<T>(options: readonly T[]): T {
    const picked = options[this.below(options.length)];
    if (picked === undefined) throw new Error('nothing to pick from');
    return picked;
  }

  /** The result of one of several generators. */
  run<T>(options: readonly (() => T)[]): T {
    return this.pick(options)();
  }

  list<T>(from: number, to: number, make: (index: number) => T): T[] {
    return Array.from({ length: from + this.below(to - from + 1) }, (_, index) => make(index));
  }
}
