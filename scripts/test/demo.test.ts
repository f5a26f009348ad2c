import { readdirSync } from 'node:fs';
import path from 'node:path';
import { waitFor } from '@kongflow/testing';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Desk, isAlive, postgresOf, type Script } from './support/script.ts';

describe('npm run demo', { timeout: 90_000 }, () => {
  let desk: Desk;
  beforeEach(async () => {
    desk = await Desk.open();
  });
  afterEach(() => desk.close());

  const demo = (waitSeconds: number): Script => desk.run('demo', { DEMO_WAIT_SECONDS: String(waitSeconds) });

  const succeeds = async (script: Script): Promise<void> => {
    expect({ exit: await script.exited, output: script.output }).toMatchObject({ exit: { code: 0, signal: null } });
    expect(script.output).toMatch(/run is SUCCESS/);
    expect(script.output).toMatch(/output \{.*"tracking":"KF-/);
  };

  /** The effects that the tasks of all runs have left, without the ids of the runs. */
  const effects = (): { runs: number; names: string[] } => {
    const files = readdirSync(path.join(desk.folder, 'demo', 'effects'));
    const runs = new Set(files.map((file) => file.replace(/-[a-z]+\.txt$/, '')));
    return { runs: runs.size, names: files.map((file) => /[a-z]+(?=\.txt$)/.exec(file)?.[0] ?? file).toSorted() };
  };

  test('killed in the middle of its wait, completes the run when it starts again, and then runs anew', async () => {
    const killed = demo(3);
    await killed.prints(/wait\S* +WAITING/);
    const postgres = postgresOf(path.join(desk.folder, 'demo', 'postgres'));
    expect(await killed.signal('SIGKILL')).toEqual({ code: null, signal: 'SIGKILL' });
    expect(killed.output).not.toContain('Ship the parcel');
    await waitFor(() => !isAlive(postgres), { timeoutMs: 20_000, describe: `PostgreSQL ${postgres} to end with it` });

    const again = demo(3);
    await succeeds(again);
    expect(again.output).toMatch(/was sent before/);
    for (const task of ['Reserve stock', 'Charge the card', 'log', 'wait', 'Ship the parcel']) {
      expect(again.output).toMatch(new RegExp(`${task} +COMPLETED`));
    }
    expect(effects()).toEqual({ runs: 1, names: ['charge', 'reserve', 'ship'] });

    await succeeds(demo(0.1));
    expect(effects().runs).toBe(2);
  });

  test('killed as its run begins, completes the run when it starts again', async () => {
    const killed = demo(0.1);
    await killed.prints(/event \S+ sent/);
    await killed.signal('SIGKILL');
    await succeeds(demo(0.1));
    expect(effects()).toEqual({ runs: 1, names: ['charge', 'reserve', 'ship'] });
  });
});
