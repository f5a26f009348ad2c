import path from 'node:path';
import type { Judged, MutationReport } from './verdicts.ts';

/** As much of what a change replaces as a line of the page has room for. */
const SHOWN = 90;

/** The verdicts as a page shows them: for each file each reason, with the changes that it is the reason for. */
export function verdictList(judged: Judged): string {
  const files = Object.entries(judged).map(([file, entries]) => {
    const reasons = entries.map(({ verdict, reason, changes }) =>
      [`- **${verdict}**: ${reason}`, ...changes.map((change) => `  - ${code(shortened(change))}`)].join('\n'),
    );
    return `### \`${path.basename(file)}\`\n\n${reasons.join('\n')}\n`;
  });
  return files.join('\n');
}

/** How many mutants of each file a test noticed, and of all. */
export function scoreTable({ files }: MutationReport): string {
  const mutants = Object.values(files).flatMap((file) => file.mutants);
  const rows = Object.entries(files)
    .toSorted(([a], [b]) => a.localeCompare(b))
    .map(([file, { mutants }]) => scoreRow(`\`${path.basename(file)}\``, mutants));
  return [
    '| | % | killed | timeout | survived | not reached |',
    '| --- | ---: | ---: | ---: | ---: | ---: |',
    scoreRow('**all**', mutants),
    ...rows,
    '',
  ].join('\n');
}

function scoreRow(name: string, mutants: MutationReport['files'][string]['mutants']): string {
  const [killed = 0, timeout = 0, survived = 0, notReached = 0] = ['Killed', 'Timeout', 'Survived', 'NoCoverage'].map(
    (status) => mutants.filter((mutant) => mutant.status === status).length,
  );
  const score = (100 * (killed + timeout)) / Math.max(1, killed + timeout + survived + notReached);
  return `| ${name} | ${score.toFixed(2)} | ${killed} | ${timeout} | ${survived} | ${notReached} |`;
}

/** A page with what stands between the marks of a part of it replaced. */
export function withPart(page: string, name: string, content: string): string {
  const [begin, end] = [`<!-- ${name} -->\n`, `\n<!-- end of ${name} -->`];
  const from = page.indexOf(begin);
  const to = page.indexOf(end);
  if (from < 0 || to < from) throw new Error(`the page has no part "${name}"`);
  return `${page.slice(0, from + begin.length)}\n${content}${page.slice(to)}`;
}

function shortened(change: string): string {
  return change.replace(/\[-(.*)-\]/, (whole, removed: string) =>
    removed.length <= SHOWN ? whole : `[-${removed.slice(0, SHOWN / 2)} … ${removed.slice(-SHOWN / 2)}-]`,
  );
}

function code(text: string): string {
  return text.includes('`') ? `\`\` ${text} \`\`` : `\`${text}\``;
}
