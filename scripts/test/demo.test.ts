import { readdirSync } from 'node:fs';
import path from 'node:path';
import { waitFor } from '@kongflow/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Desk, isAlive, postgresOf } from './support/script.ts';

let desk: Desk;
beforeEach(async () => {
  desk = await Desk.open();
});
afterEach(() => desk.close());

/** The effects that the tasks of all runs have left, without the ids of the runs. */
function effects(): { runs: number; names: string[] } {
  const files = readdirSync(path.join(desk.folder, 'demo', 'effects'));
  const runs = new Set(files.map((file) => file.replace(/-[a-z]+-\d+\.txt$/, '')));
  return { runs: runs.size, names: files.map((file) => /[a-z]+-\d+(?=\.txt$)/.exec(file)?.[0] ?? file).toSorted() };
}

test('the demo runs to SUCCESS, and once more on what it left', { timeout: 90_000 }, async () => {
  const first = desk.run('demo', { DEMO_WAIT_SECONDS: '1' });
  expect({ exit: await first.exited, output: first.output }).toMatchObject({ exit: { code: 0 } });
  for (const step of ['Reserve stock', 'Charge the card', 'wait', 'Ship the parcel']) {
    expect(first.output).toMatch(new RegExp(`${step} +COMPLETED`));
  }
  expect(first.output).toMatch(/run is SUCCESS/);
  expect(first.output).toMatch(/output \{.*"tracking":"KF-/);

  const second = desk.run('demo', { DEMO_WAIT_SECONDS: '1' });
  expect({ exit: await second.exited, output: second.output }).toMatchObject({ exit: { code: 0 } });
  expect(effects()).toEqual({
    runs: 2,
    names: ['charge-1', 'charge-1', 'reserve-1', 'reserve-1', 'ship-1', 'ship-1'],
  });
});

test(
  'killed in the middle of its wait, the demo completes the run when it starts again',
  { timeout: 90_000 },
  async () => {
    // The wait outlasts the time from the kill to the second start on a slow machine, so that it ends under the second.
    const killed = desk.run('demo', { DEMO_WAIT_SECONDS: '4' });
    await killed.prints(/wait +WAITING/);
    const postgres = postgresOf(path.join(desk.folder, 'demo', 'postgres'));
    expect(await killed.signal('SIGKILL')).toEqual({ code: null, signal: 'SIGKILL' });
    expect(killed.output).not.toContain('Ship the parcel');
    await waitFor(() => !isAlive(postgres), {
      timeoutMs: 20_000,
      describe: `PostgreSQL ${postgres} to end with the demo`,
    });

    const again = desk.run('demo', { DEMO_WAIT_SECONDS: '4' });
    expect({ exit: await again.exited, output: again.output }).toMatchObject({ exit: { code: 0 } });
    expect(again.output).toMatch(/was sent before/);
    expect(again.output).toMatch(/run is SUCCESS/);
    expect(effects()).toEqual({ runs: 1, names: ['charge-1', 'reserve-1', 'ship-1'] });
  },
);

test('killed while its first task runs, the demo still completes the run', { timeout: 90_000 }, async () => {
  const killed = desk.run('demo', { DEMO_WAIT_SECONDS: '1' });
  await killed.prints(/event \S+ sent/);
  await killed.signal('SIGKILL');
  const again = desk.run('demo', { DEMO_WAIT_SECONDS: '1' });
  expect({ exit: await again.exited, output: again.output }).toMatchObject({ exit: { code: 0 } });
  expect(again.output).toMatch(/run is SUCCESS/);
});
