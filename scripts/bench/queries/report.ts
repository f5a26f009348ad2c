import { percentile } from '../support/percentile.ts';
import type { Cell, Operation } from './cell.ts';

const TITLES: Readonly<Record<Operation, string>> = {
  point: 'point read',
  list: 'list of 100',
  insert: 'insert returning',
  upsert: 'upsert returning',
  bulk: 'insert 1000',
  transaction: 'transaction of 3',
};

/** Two tables in Markdown: processor time, and throughput, each beside its ratio to the first subject. */
export function printTables(
  cells: readonly Cell[],
  operations: readonly Operation[],
  subjects: readonly string[],
): void {
  const [reference = ''] = subjects;
  const header = `| | ${operations.map((operation) => TITLES[operation]).join(' | ')} |\n| --- |${' ---: |'.repeat(operations.length)}`;
  const rows = (show: (subject: string, operation: Operation) => string): string =>
    subjects
      .map((subject) => `| ${subject} | ${operations.map((operation) => show(subject, operation)).join(' | ')} |`)
      .join('\n');
  const of = (subject: string, operation: Operation): Cell[] =>
    cells.filter((cell) => cell.subject === subject && cell.operation === operation);
  const total = (subject: string, operation: Operation): number =>
    Math.min(...of(subject, operation).map(({ client, server }) => client + server));

  console.log(
    `\nMicroseconds of processor time an operation, client + server, minimum over rounds, and × ${reference}\n`,
  );
  console.log(header);
  console.log(
    rows((subject, operation) => {
      const [best] = of(subject, operation).toSorted((a, b) => a.client + a.server - b.client - b.server);
      if (best === undefined) return '–';
      const ratio = (best.client + best.server) / total(reference, operation);
      return `${micros(best.client)} + ${micros(best.server)} = ${micros(best.client + best.server)} (${ratio.toFixed(2)})`;
    }),
  );

  console.log(`\nOperations a second, maximum over rounds, and × ${reference}\n`);
  console.log(header);
  const fastest = (subject: string, operation: Operation): number =>
    Math.max(...of(subject, operation).map(({ perSecond }) => perSecond));
  console.log(
    rows((subject, operation) => {
      const best = fastest(subject, operation);
      if (!Number.isFinite(best)) return '–';
      return `${Math.round(best).toLocaleString('en')} (${(best / fastest(reference, operation)).toFixed(2)})`;
    }),
  );
}

/** How much the second costs as a multiple of the first, in turns within one process. */
export function printDuels(duels: ReadonlyMap<Operation, readonly number[]>, names: readonly string[]): void {
  console.log(
    `\nProcessor time an operation, client and server, of ${names.toReversed().join(' ÷ ')}, in turns within one process\n`,
  );
  console.log('| | median | quartiles | turns |\n| --- | ---: | ---: | ---: |');
  for (const [operation, ratios] of duels) {
    const [low, median, high] = [25, 50, 75].map((percent) => percentile(ratios, percent).toFixed(3));
    console.log(`| ${TITLES[operation]} | ${median ?? ''} | ${low ?? ''}–${high ?? ''} | ${ratios.length * 4} |`);
  }
}

function micros(value: number): string {
  return value < 100 ? value.toFixed(1) : Math.round(value).toLocaleString('en');
}
