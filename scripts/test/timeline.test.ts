import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import { Timeline, type RunSnapshot } from '../demo/timeline.ts';

/** A timeline whose lines are kept, without colours and times. */
function recorded(): { timeline: Timeline; lines: string[] } {
  const lines: string[] = [];
  const timeline = new Timeline((line) => lines.push(stripVTControlCharacters(line).replace(/^\+ *[\d.]+s /, '')));
  return { timeline, lines };
}

const run = (status: string, ...tasks: RunSnapshot['tasks']): RunSnapshot => ({ status, tasks });

test('it prints what changed, once', () => {
  const { timeline, lines } = recorded();
  const startedAt = new Date(1000);
  timeline.step('event sent');
  timeline.show(run('QUEUED'));
  timeline.show(run('QUEUED'));
  timeline.show(run('EXECUTING', { id: '1', name: 'Charge', status: 'RUNNING', startedAt }));
  timeline.show(
    run('SUCCESS', { id: '1', name: 'Charge', status: 'COMPLETED', startedAt, completedAt: new Date(1042) }),
  );
  expect(lines).toEqual([
    '· event sent',
    '▸ run is QUEUED',
    '├ Charge                 RUNNING',
    '▸ run is EXECUTING',
    '├ Charge                 COMPLETED 42 ms',
    '▸ run is SUCCESS',
  ]);
});

test('every line says how long it is since the start', () => {
  const lines: string[] = [];
  new Timeline((line) => lines.push(stripVTControlCharacters(line))).step('first');
  expect(lines[0]).toMatch(/^\+ +\d+\.\d{3}s · first$/);
});
