import { statSync, watch, type FSWatcher } from 'node:fs';
import path from 'node:path';

/** Editors write a file in several steps, and `git checkout` many files: one run for all of it. */
const DEBOUNCE_MS = 15;

/**
 * Tells that something in a set of folders may have changed. Which files these are, the one who listens finds out: a
 * notice of the system may come twice, late, or without a name.
 */
export class Changes {
  readonly #listener: () => void;
  readonly #watchers = new Map<string, { watcher: FSWatcher; inode: number }>();
  #timer: NodeJS.Timeout | undefined;

  constructor(listener: () => void) {
    this.#listener = listener;
  }

  /** Watches these folders, or files, from now on, and no others; where one is missing, for its coming into being. */
  watch(paths: readonly string[]): void {
    const wanted = new Map(paths.map(existing).map((found) => [found.path, found.inode]));
    for (const [place, { watcher, inode }] of this.#watchers) {
      // The same name may be another folder by now.
      if (wanted.get(place) === inode) continue;
      watcher.close();
      this.#watchers.delete(place);
    }
    for (const [place, inode] of wanted) if (!this.#watchers.has(place)) this.#add(place, inode);
  }

  close(): void {
    clearTimeout(this.#timer);
    for (const { watcher } of this.#watchers.values()) watcher.close();
    this.#watchers.clear();
  }

  #add(place: string, inode: number): void {
    const watcher = watch(place, () => {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(this.#listener, DEBOUNCE_MS);
    });
    // A folder that goes is found missing by the run that its going starts.
    watcher.on('error', () => undefined);
    this.#watchers.set(place, { watcher, inode });
  }
}

/** The folder, or the nearest one above it that exists. */
function existing(place: string): { path: string; inode: number } {
  const stat = statSync(place, { throwIfNoEntry: false });
  return stat === undefined ? existing(path.dirname(place)) : { path: place, inode: stat.ino };
}
