import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { EventFilterSchema, formatIssues, newId, RawEventSchema, taskNames, tasks } from '../src/index.ts';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

describe('README', () => {
  it('shows what happens', () => {
    expect(RawEventSchema.parse({ name: 'user.created', payload: { id: 7 } }).id).not.toBe('');
    const filter = { payload: { plan: ['pro'], age: [{ $gte: 18 }] } };
    expect(EventFilterSchema.parse(filter)).toEqual(filter);
    const { error } = RawEventSchema.safeParse({ payload: 'x\u0000' });
    expect(error && formatIssues(error)).toBe(
      'Code: invalid_type ~ Path: name ~ Message: Required | ' +
        'Code: custom ~ Path: payload ~ Message: must not contain the NUL character (\\u0000)',
    );
    const id = newId();
    expect(tasks.deliverEvent.jobKey?.(tasks.deliverEvent.payload.parse({ id }))).toBe(`event:${id}`);
  });

  it('lists every task with its priority and attempts, and no other', () => {
    const rows = [...readme.matchAll(/^\| `([\w.]+)` \| .+? \| (\d+) \| (\d+) \|/gm)];
    expect(rows.map(([, name, priority, attempts]) => [name, Number(priority), Number(attempts)])).toEqual(
      taskNames.map((name) => [name, tasks[name].priority, tasks[name].maxAttempts]),
    );
  });
});
