import { startEmbeddedPostgres, type EmbeddedPostgres } from '@kongflow/testing';
import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { RunResult } from '../../src/assemble.ts';
import { renderDiagnostic } from '../../src/diagnostic.ts';
import { generate } from '../../src/run.ts';
import { EDIT_KINDS, EditedProject, type Edit } from '../support/edited-project.ts';
import { copyProject } from '../support/project.ts';
import { startWatch } from '../support/start-watch.ts';

let server: EmbeddedPostgres;
beforeAll(async () => {
  server = await startEmbeddedPostgres();
});
afterAll(async () => {
  await server.stop();
});

/** More of them with `KONGFLOW_FUZZ_RUNS=200`. */
const RUNS = Number(process.env['KONGFLOW_FUZZ_RUNS'] ?? 4);

const edit: fc.Arbitrary<Edit> = fc.record({
  kind: fc.constantFrom(...EDIT_KINDS),
  file: fc.nat(3),
  at: fc.nat(20),
  what: fc.nat(200),
});

/** Each item is what is done between two saves: a package is filled first, so that there is something to edit. */
const series = fc
  .tuple(
    fc.array(fc.record({ kind: fc.constant('add' as const), file: fc.nat(3), at: fc.nat(20), what: fc.nat(200) }), {
      minLength: 8,
      maxLength: 16,
    }),
    fc.array(fc.array(edit, { minLength: 1, maxLength: 3 }), { minLength: 6, maxLength: 10 }),
  )
  .map(([first, others]) => [first, ...others]);

function shown({ diagnostics, failed, queries }: RunResult) {
  return { diagnostics: diagnostics.map(renderDiagnostic), failed, queries };
}

it('after any edits, watch has written and says what a cold run does', { timeout: 600_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(series, async (saves) => {
      const edited = new EditedProject();
      const { next, end } = startWatch(edited.project, server.url());
      for (const edits of saves) {
        edited.save(edits);
        const warm = await seen(edited, next);
        const copy = copyProject(edited.project.root);
        const cold = await generate({ config: copy.config, databaseUrl: server.url() });
        expect(shown(warm)).toEqual(shown(cold));
        expect(cold.differences).toEqual([]);
      }
      await end();
    }),
    { numRuns: RUNS, endOnFailure: true },
  );
});

/** The run that saw the last save. */
async function seen(edited: EditedProject, next: ReturnType<typeof startWatch>['next']): Promise<RunResult> {
  for (;;) {
    const { outcome } = await next();
    if (outcome instanceof Error) throw outcome;
    if (outcome.diagnostics.some((each) => renderDiagnostic(each).startsWith(edited.beacon))) return outcome;
  }
}
