// Mutation testing of the codegen's analysis: npm run mutation [-- --mutate src/analysis/scope.ts]
// Fails for survivors without a verdict, and for verdicts without a survivor. `npm run mutation list` writes the
// verdicts to the page that shows them, and so does a run of all, with the scores.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { scoreTable, verdictList, withPart } from '../packages/codegen/test/mutation/page.ts';
import { compareVerdicts, Judged, MutationReport } from '../packages/codegen/test/mutation/verdicts.ts';

const root = path.resolve(import.meta.dirname, '..');
const codegen = path.join(root, 'packages/codegen');
const reportFile = path.join(codegen, 'reports/mutation/mutation.json');
const pageFile = path.join(root, 'docs/codegen/mutation.md');
const judged = Judged.parse(JSON.parse(readFileSync(path.join(codegen, 'test/mutation/judged.json'), 'utf8')));
const args = process.argv.slice(2);

if (args[0] === 'list') writePage({ verdicts: verdictList(judged) });
else process.exitCode = mutate();

function mutate(): number {
  rmSync(reportFile, { force: true });
  const answers = mkdtempSync(path.join(os.tmpdir(), 'kongflow-mutation-'));
  try {
    // Once without mutants: PostgreSQL gives the answers that the tests of the mutants then work with.
    const status =
      run(answers, 'vitest', ['run', '--config', 'vitest.mutation.config.ts']) ||
      run(answers, 'stryker', ['run', ...args]);
    return status || judge(MutationReport.parse(JSON.parse(readFileSync(reportFile, 'utf8'))));
  } finally {
    rmSync(answers, { recursive: true });
  }
}

function run(answers: string, command: string, args: readonly string[]): number {
  const env = {
    ...process.env,
    KONGFLOW_KEPT_ANSWERS: answers,
    KONGFLOW_MUTATION_TESTS: 'test/analysis/*.test.ts test/compile/embeds.test.ts',
  };
  return spawnSync(command, args, { cwd: codegen, env, stdio: 'inherit' }).status ?? 1;
}

function judge(report: MutationReport): number {
  const { unjudged, outdated } = compareVerdicts(report, judged);
  const gone = Object.keys(judged).filter((file) => !existsSync(path.join(codegen, file)));
  for (const { file, change } of unjudged) console.log(`no verdict: ${file}: ${change}`);
  for (const { file, change } of outdated) console.log(`verdict on what does not survive: ${file}: ${change}`);
  for (const file of gone) console.log(`verdicts on a file that is not there: ${file}`);
  if (args.length === 0) writePage({ scores: scoreTable(report), verdicts: verdictList(judged) });
  return unjudged.length + outdated.length + gone.length === 0 ? 0 : 1;
}

function writePage(parts: Readonly<Record<string, string>>): void {
  const page = readFileSync(pageFile, 'utf8');
  writeFileSync(
    pageFile,
    Object.entries(parts).reduce((text, [name, content]) => withPart(text, name, content), page),
  );
}
