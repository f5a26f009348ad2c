// Mutation testing of the codegen's analysis: npm run mutation [-- --mutate src/analysis/scope.ts]
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const codegen = path.resolve(import.meta.dirname, '../packages/codegen');
const answers = mkdtempSync(path.join(os.tmpdir(), 'kongflow-mutation-'));

function run(command: string, args: readonly string[]): number {
  const env = {
    ...process.env,
    KONGFLOW_KEPT_ANSWERS: answers,
    KONGFLOW_MUTATION_TESTS: 'test/analysis/*.test.ts test/compile/embeds.test.ts',
  };
  return spawnSync(command, args, { cwd: codegen, env, stdio: 'inherit' }).status ?? 1;
}

try {
  // Once without mutants: PostgreSQL gives the answers that the tests of the mutants then work with.
  const unchanged = run('vitest', ['run', '--config', 'vitest.mutation.config.ts']);
  process.exitCode = unchanged === 0 ? run('stryker', ['run', ...process.argv.slice(2)]) : unchanged;
} finally {
  rmSync(answers, { recursive: true });
}
