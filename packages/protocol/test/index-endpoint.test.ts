import { describe, expect, it } from 'vitest';

import {
  CreateEndpointBodySchema,
  describeIndexIssues,
  IndexEndpointBodySchema,
  IndexEndpointResponseSchema,
  IndexStatsSchema,
  JobMetadataSchema,
  PongResponseSchema,
  ValidateResponseSchema,
} from '../src/index.ts';
import { indexOf21, indexOf23 } from './fixtures/index-endpoint.ts';

const [job] = indexOf21.jobs;

function issuesOf(body: unknown) {
  const { error } = IndexEndpointResponseSchema.safeParse(body);
  return error ? describeIndexIssues(error, body) : null;
}

describe('IndexEndpointResponseSchema', () => {
  it('takes the answer of SDK 2.1', () => {
    expect(IndexEndpointResponseSchema.parse(indexOf21)).toEqual({
      jobs: [{ ...job, internal: false }],
      sources: [],
      dynamicTriggers: [],
      dynamicSchedules: [],
      webhooks: [],
      httpEndpoints: [],
    });
  });

  it('takes the answer of SDK 2.3, and its own result', () => {
    const parsed = IndexEndpointResponseSchema.parse(indexOf23);
    expect(parsed).toMatchObject({ ...indexOf23, sources: [{ version: '2' }, { version: '1', key: 'old' }] });
    expect(IndexEndpointResponseSchema.parse(JSON.parse(JSON.stringify(parsed)))).toEqual(parsed);
  });

  it('strips what it does not know', () => {
    const parsed = JobMetadataSchema.parse({ ...job, queue: 'x', trigger: { ...job?.trigger, later: 1 } });
    expect(parsed).toEqual({ ...job, internal: false });
  });

  it.each(['id', 'name', 'version', 'event', 'trigger', 'integrations', 'enabled', 'startPosition', 'preprocessRuns'])(
    'refuses a job without %s and names it',
    (field) => {
      const { [field]: _, ...incomplete } = { ...job } as Record<string, unknown>;
      const issues = issuesOf({ ...indexOf21, jobs: [job, incomplete] });
      const id = field === 'id' ? 'number 2' : 'greet';
      expect(issues?.message).toMatch(new RegExp(`^Your Jobs have issues:\\n- Job "${id}": .+ at "${field}"\\.$`));
    },
  );

  it.each<[string, Record<string, unknown>, string]>([
    ['slug', { id: 's'.repeat(256) }, 'must not be longer than 255 characters at "id".'],
    ['title', { name: 's'.repeat(501) }, 'must not be longer than 500 characters at "name".'],
    ['version', { version: 's'.repeat(101) }, 'must not be longer than 100 characters at "version".'],
    ['NUL', { name: 'a\0' }, 'must not contain the NUL character (\\u0000) at "name".'],
    ['limit', { concurrencyLimit: 0 }, 'at "concurrencyLimit".'],
    [
      'filter',
      { trigger: { type: 'static', title: 't', rule: { event: 'e', source: 's', payload: { plan: 'pro' } } } },
      'at "trigger.rule.payload.plan".',
    ],
    [
      'interval',
      { trigger: { type: 'scheduled', schedule: { type: 'interval', options: { seconds: 19 } } } },
      'at "trigger.schedule.options.seconds".',
    ],
    ['trigger', { trigger: { type: 'telepathy' } }, 'at "trigger.type".'],
  ])('refuses a bad %s and says where', (_, fields, end) => {
    const issues = issuesOf({ ...indexOf21, jobs: [{ ...job, ...fields }] });
    expect(issues?.message).toContain('Your Jobs have issues:\n- Job "');
    expect(issues?.message.endsWith(end), issues?.message).toBe(true);
  });

  it('takes the longest slug, title and version', () => {
    const longest = { ...job, id: 's'.repeat(255), name: 't'.repeat(500), version: 'v'.repeat(100) };
    expect(JobMetadataSchema.safeParse(longest).success).toBe(true);
  });
});

describe('describeIndexIssues', () => {
  it('lists every bad job, one line an issue', () => {
    const issues = issuesOf({
      ...indexOf21,
      jobs: [{ ...job, id: 'one', enabled: 'yes' }, job, { ...job, id: 'two', version: 1, name: 2 }],
    });
    expect(issues?.message.split('\n').map((line) => line.replace(/: Invalid.* at/, ': … at'))).toEqual([
      'Your Jobs have issues:',
      '- Job "one": … at "enabled".',
      '- Job "two": … at "name".',
      '- Job "two": … at "version".',
    ]);
    expect(issues?.raw).toContain('Path: jobs.0.enabled');
  });

  it('gives everything where something outside the jobs is wrong', () => {
    const issues = issuesOf({ ...indexOf21, jobs: [{ ...job, enabled: 1 }], sources: 'none' });
    expect(issues?.message).toContain("There's an issue with the format of your Jobs: Code: ");
    expect(issues?.message).toContain('Path: jobs.0.enabled');
    expect(issues?.message).toContain('Path: sources');
  });

  it.each([{}, [], 'x', 1, { jobs: 'x' }, { jobs: [null] }, { jobs: [[]] }])('has a message for %j', (body) => {
    expect(issuesOf(body)?.message).toMatch(
      /^(Your Jobs have issues:\n|There's an issue with the format of your Jobs)/,
    );
  });
});

describe('answers to PING and VALIDATE', () => {
  it('are taken as they are', () => {
    expect(PongResponseSchema.parse({ ok: true, extra: 1 })).toEqual({ ok: true });
    expect(PongResponseSchema.parse({ ok: false, error: 'no' })).toEqual({ ok: false, error: 'no' });
    expect(ValidateResponseSchema.parse({ ok: true, endpointId: 'app' })).toEqual({ ok: true, endpointId: 'app' });
  });

  it('are refused where they are something else', () => {
    expect(PongResponseSchema.safeParse({ ok: 'true' }).success).toBe(false);
    expect(PongResponseSchema.safeParse({ ok: false }).success).toBe(false);
    expect(ValidateResponseSchema.safeParse({ ok: true }).success).toBe(false);
    expect(ValidateResponseSchema.safeParse({ ok: true, endpointId: 'x'.repeat(101) }).success).toBe(false);
  });
});

describe('CreateEndpointBodySchema', () => {
  it('takes http and https', () => {
    const body = { id: 'app', url: 'http://localhost:3000/api/trigger' };
    expect(CreateEndpointBodySchema.parse(body)).toEqual(body);
    expect(CreateEndpointBodySchema.safeParse({ id: 'app', url: 'https://example.com/api' }).success).toBe(true);
  });

  it.each(['', 'example.com', 'ftp://example.com', 'javascript:alert(1)', 'file:///etc/passwd', 1])(
    'refuses %j',
    (url) => {
      expect(CreateEndpointBodySchema.safeParse({ id: 'app', url }).success).toBe(false);
    },
  );

  it('refuses a slug that is missing, empty or longer than its column', () => {
    const url = 'https://example.com';
    expect(CreateEndpointBodySchema.safeParse({ url }).success).toBe(false);
    expect(CreateEndpointBodySchema.safeParse({ url, id: '' }).success).toBe(false);
    expect(CreateEndpointBodySchema.safeParse({ url, id: 'x'.repeat(100) }).success).toBe(true);
    expect(CreateEndpointBodySchema.safeParse({ url, id: 'x'.repeat(101) }).success).toBe(false);
  });
});

describe('the rest of indexing', () => {
  it('takes bodies of POST /endpoints/:slug/index', () => {
    expect(IndexEndpointBodySchema.parse({ reason: 'deploy', data: { sha: 'abc' } })).toEqual({
      reason: 'deploy',
      data: { sha: 'abc' },
    });
    expect(IndexEndpointBodySchema.parse({})).toEqual({});
  });

  it('fills in counts that older indexes lack', () => {
    expect(IndexStatsSchema.parse({ jobs: 1, sources: 0, dynamicTriggers: 0, dynamicSchedules: 0 })).toEqual({
      jobs: 1,
      sources: 0,
      webhooks: 0,
      dynamicTriggers: 0,
      dynamicSchedules: 0,
      disabledJobs: 0,
      httpEndpoints: 0,
    });
  });
});
