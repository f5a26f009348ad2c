import { z } from 'zod';

const Position = z.object({ line: z.int(), column: z.int() });

const Mutant = z.object({
  status: z.string(),
  replacement: z.string(),
  location: z.object({ start: Position, end: Position }),
});

/** As much of Stryker's report as is needed: what it changed in which file, and what came of it. */
export const MutationReport = z.object({
  files: z.record(z.string(), z.object({ source: z.string(), mutants: z.array(Mutant) })),
});
export type MutationReport = z.infer<typeof MutationReport>;

/**
 * Why no test notices a change: for each file the reasons, and the changes that each is the reason for.
 * `equivalent`: nothing tells the two apart. `unreachable`: only a tree that PostgreSQL 18 does not print would.
 */
export const Judged = z.record(
  z.string(),
  z.array(
    z.strictObject({
      verdict: z.enum(['equivalent', 'unreachable']),
      reason: z.string().min(1),
      changes: z.array(z.string()).min(1),
    }),
  ),
);
export type Judged = z.infer<typeof Judged>;

/** A change that survived, or was said to. */
interface Change {
  readonly file: string;
  readonly change: string;
}

/** What the list of verdicts lacks, and what it has too much. */
export interface Differences {
  readonly unjudged: readonly Change[];
  readonly outdated: readonly Change[];
}

/** Compares the mutants of a report that no test noticed with the verdicts on its files. */
export function compareVerdicts({ files }: MutationReport, judged: Judged): Differences {
  const unjudged: Change[] = [];
  const outdated: Change[] = [];
  for (const [file, { source, mutants }] of Object.entries(files)) {
    const unnoticed = mutants.filter(({ status }) => status === 'Survived' || status === 'NoCoverage');
    const survived = unnoticed.map((mutant) => changeOf(source, mutant));
    const known = (judged[file] ?? []).flatMap(({ changes }) => changes);
    unjudged.push(...without(survived, known).map((change) => ({ file, change })));
    outdated.push(...without(known, survived).map((change) => ({ file, change })));
  }
  return { unjudged, outdated };
}

/** The same change may be made in two places that look alike: each counts. */
function without(all: readonly string[], some: readonly string[]): string[] {
  const left = [...some];
  return all.filter((each) => {
    const at = left.indexOf(each);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

/**
 * A mutant as its line with what is replaced in it, `if ([-a < b-]{+true+}) return;`: it stays the same when the line
 * moves, and is another when the line changes.
 */
export function changeOf(source: string, { replacement, location: { start, end } }: z.infer<typeof Mutant>): string {
  const lines = source.split('\n');
  const from = offsetOf(lines, start);
  const to = offsetOf(lines, end);
  const before = (lines[start.line - 1] ?? '').slice(0, start.column - 1);
  const after = (lines[end.line - 1] ?? '').slice(end.column - 1);
  return onOneLine(`${before}[-${source.slice(from, to)}-]{+${replacement}+}${after}`);
}

function offsetOf(lines: readonly string[], { line, column }: z.infer<typeof Position>): number {
  return lines.slice(0, line - 1).reduce((offset, each) => offset + each.length + 1, column - 1);
}

function onOneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}
