import { describe, expect, it } from 'vitest';

import {
  CachedTaskSchema,
  CompleteTaskBodySchema,
  CompleteTaskBodyV2Schema,
  FailTaskBodySchema,
  formatIssues,
  LogBodySchema,
  MAX_TASK_OUTPUT_LENGTH,
  RunTaskBodySchema,
  ServerTaskSchema,
} from '../src/index.ts';

describe('RunTaskBodySchema', () => {
  it('takes a plain task of both SDKs', () => {
    const body = { idempotencyKey: 'k', displayKey: 'task-1', noop: false, name: 'One', icon: 'bolt' };
    expect(RunTaskBodySchema.parse(body)).toEqual(body);
  });

  it('takes a log line', () => {
    const body = {
      idempotencyKey: 'k',
      noop: true,
      name: 'log',
      icon: 'log',
      description: 'hello',
      params: { b: [42, 'é✓'] },
      properties: [{ label: 'Level', text: 'INFO' }],
      style: { style: 'minimal', variant: 'info' },
    };
    expect(RunTaskBodySchema.parse(body)).toEqual(body);
  });

  it('takes a wait, a fetch and a callback', () => {
    expect(RunTaskBodySchema.parse({ idempotencyKey: 'k', delayUntil: '2026-11-20T10:30:38.448Z' })).toEqual({
      idempotencyKey: 'k',
      noop: false,
      delayUntil: new Date('2026-11-20T10:30:38.448Z'),
    });
    const fetch = {
      idempotencyKey: 'k',
      operation: 'fetch-poll',
      noop: false,
      retry: { limit: 0 },
      redact: { paths: ['a'] },
    };
    expect(RunTaskBodySchema.parse(fetch)).toEqual(fetch);
    expect(RunTaskBodySchema.parse({ idempotencyKey: 'k', callback: { enabled: true }, parallel: true })).toMatchObject(
      {
        callback: { enabled: true, timeoutInSeconds: 3600 },
        parallel: true,
      },
    );
  });

  it('leaves out incomplete properties and unknown fields', () => {
    const body = {
      idempotencyKey: 'k',
      properties: [{ label: 'a' }, { label: 'a', text: 'b' }, null],
      trigger: {},
      x: 1,
    };
    expect(RunTaskBodySchema.parse(body)).toEqual({
      idempotencyKey: 'k',
      noop: false,
      properties: [{ label: 'a', text: 'b' }],
    });
  });

  it('takes null for what has no value', () => {
    const empty = {
      name: null,
      icon: null,
      delayUntil: null,
      properties: null,
      style: null,
      callback: null,
      parentId: null,
    };
    expect(RunTaskBodySchema.parse({ idempotencyKey: 'k', noop: null, params: null, ...empty })).toEqual({
      idempotencyKey: 'k',
      noop: false,
      params: null,
    });
  });

  it.each([
    {},
    { idempotencyKey: '' },
    { idempotencyKey: 'k'.repeat(501) },
    { idempotencyKey: 'k', delayUntil: 'soon' },
    { idempotencyKey: 'k', operation: 'dig' },
    { idempotencyKey: 'k', style: { style: 'loud' } },
    { idempotencyKey: 'k', params: { a: '\0' } },
    { idempotencyKey: 'k', name: '\0' },
  ])('refuses %j', (body) => {
    expect(RunTaskBodySchema.safeParse(body).success).toBe(false);
  });
});

describe('completing a task', () => {
  it.each<[string, unknown]>([
    ['{"n":1}', { n: 1 }],
    ['"in"', 'in'],
    ['0', 0],
    ['false', false],
    ['null', null],
    ['""', ''],
  ])('gives the same result in both forms: %s', (source, output) => {
    const expected = { output, outputIsUndefined: false };
    expect(CompleteTaskBodySchema.parse({ output })).toMatchObject(expected);
    expect(CompleteTaskBodyV2Schema.parse({ output: source })).toMatchObject(expected);
  });

  it('tells undefined from null', () => {
    expect(CompleteTaskBodySchema.parse({})).toMatchObject({ output: null, outputIsUndefined: true });
    expect(CompleteTaskBodyV2Schema.parse({})).toMatchObject({ output: null, outputIsUndefined: true });
  });

  it('keeps properties', () => {
    const properties = [{ label: 'a', text: 'b' }];
    expect(CompleteTaskBodySchema.parse({ properties }).properties).toEqual(properties);
    expect(CompleteTaskBodyV2Schema.parse({ properties: [...properties, {}] }).properties).toEqual(properties);
  });

  it('refuses output of 3 MB and more in either form', () => {
    const long = 'x'.repeat(MAX_TASK_OUTPUT_LENGTH);
    for (const result of [
      CompleteTaskBodySchema.safeParse({ output: long }),
      CompleteTaskBodyV2Schema.safeParse({ output: JSON.stringify(long) }),
    ]) {
      expect(result.error?.issues[0]?.message).toBe('Output must be less than 3MB');
    }
  });

  it('refuses what is not JSON, or cannot be stored', () => {
    const { error } = CompleteTaskBodyV2Schema.safeParse({ output: '{' });
    expect(error && formatIssues(error)).toContain('Path: output ~ Message: must be a text that holds JSON');
    expect(CompleteTaskBodyV2Schema.safeParse({ output: { n: 1 } }).success).toBe(false);
    expect(CompleteTaskBodyV2Schema.safeParse({ output: '"\\u0000"' }).success).toBe(false);
    expect(CompleteTaskBodySchema.safeParse({ output: '\0' }).success).toBe(false);
  });
});

describe('FailTaskBodySchema', () => {
  it('takes errors with and without name and stack', () => {
    expect(FailTaskBodySchema.parse({ error: { message: 'no', name: null } })).toEqual({ error: { message: 'no' } });
    expect(FailTaskBodySchema.safeParse({ error: 'no' }).success).toBe(false);
  });
});

describe('ServerTaskSchema', () => {
  const least = { id: 't', name: 'n', noop: false, status: 'RUNNING', idempotencyKey: 'k', attempts: 1 };

  it('takes the least that the SDK sends, and fills in nulls', () => {
    const task = ServerTaskSchema.parse(least);
    expect(task).toMatchObject({
      ...least,
      icon: null,
      startedAt: null,
      params: null,
      parentId: null,
      forceYield: false,
    });
    expect('output' in task && task.output !== undefined).toBe(false);
    expect('outputProperties' in JSON.parse(JSON.stringify(task))).toBe(false);
  });

  it.each(['id', 'name', 'noop', 'status'])('refuses a task without %s', (field) => {
    const { [field]: _, ...incomplete } = { ...least } as Record<string, unknown>;
    expect(ServerTaskSchema.safeParse(incomplete).success).toBe(false);
  });
});

describe('CachedTaskSchema', () => {
  it('keeps an absent output absent', () => {
    const task = { id: 'k', idempotencyKey: 'k', status: 'COMPLETED', noop: true, parentId: null };
    expect(CachedTaskSchema.parse(task)).toEqual(task);
    expect(CachedTaskSchema.parse({ ...task, output: null })).toEqual({ ...task, output: null });
  });
});

describe('LogBodySchema', () => {
  it('takes a line and refuses an unknown level', () => {
    expect(LogBodySchema.parse({ level: 'INFO', message: 'm', data: [1] })).toEqual({
      level: 'INFO',
      message: 'm',
      data: [1],
    });
    expect(LogBodySchema.safeParse({ level: 'LOUD', message: 'm' }).success).toBe(false);
  });
});
