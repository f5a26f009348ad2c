// Prints what happens to a run, line by line, while it happens.
import { styleText } from 'node:util';

/** The parts of a run that the timeline shows; the SDK's `getRun` returns more. */
export interface RunSnapshot {
  readonly status: string;
  readonly tasks: readonly TaskSnapshot[];
}

interface TaskSnapshot {
  readonly id: string;
  readonly name: string;
  readonly status: string;
  readonly icon?: string | null | undefined;
  readonly displayKey?: string | null | undefined;
  readonly startedAt?: Date | null | undefined;
  readonly completedAt?: Date | null | undefined;
}

/** What the server calls a task whose code gave it no name. */
const UNNAMED = 'Task';

const colour: Readonly<Record<string, 'green' | 'red' | 'yellow' | 'cyan'>> = {
  COMPLETED: 'green',
  SUCCESS: 'green',
  ERRORED: 'red',
  FAILURE: 'red',
  TIMED_OUT: 'red',
  CANCELED: 'red',
  WAITING: 'yellow',
};

/** Tells the differences between one look at a run and the next, as lines of text. */
export class Timeline {
  readonly #started = performance.now();
  readonly #write: (line: string) => void;
  readonly #tasks = new Map<string, string>();
  #status = '';

  constructor(write: (line: string) => void = console.log) {
    this.#write = write;
  }

  /** Prints a step of the demo itself. */
  step(text: string): void {
    this.#line('·', text);
  }

  /** Prints whatever changed since the last call. */
  show(run: RunSnapshot): void {
    for (const task of run.tasks) {
      if (this.#tasks.get(task.id) === task.status) continue;
      this.#tasks.set(task.id, task.status);
      const took =
        task.completedAt && task.startedAt ? ` ${task.completedAt.getTime() - task.startedAt.getTime()} ms` : '';
      this.#line(
        '├',
        `${(task.name === UNNAMED ? (task.displayKey ?? task.name) : task.name).padEnd(22)} ${paint(task.status)}${took}`,
      );
    }
    if (run.status === this.#status) return;
    this.#status = run.status;
    this.#line('▸', `run is ${paint(run.status)}`);
  }

  #line(mark: string, text: string): void {
    const seconds = ((performance.now() - this.#started) / 1000).toFixed(3);
    this.#write(`${styleText('dim', `+${seconds.padStart(7)}s`)} ${mark} ${text}`);
  }
}

function paint(status: string): string {
  return styleText(colour[status] ?? 'cyan', status);
}
