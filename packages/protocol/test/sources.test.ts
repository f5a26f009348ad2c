import { describe, expect, it } from 'vitest';

import {
  DynamicScheduleMetadataSchema,
  DynamicTriggerMetadataSchema,
  formatIssues,
  HttpEndpointMetadataSchema,
  ScheduleMetadataSchema,
  SourceMetadataSchema,
  TriggerMetadataSchema,
  WebhookMetadataSchema,
} from '../src/index.ts';
import { indexOf23 } from './fixtures/index-endpoint.ts';

describe('SourceMetadataSchema', () => {
  const [v2, v1] = indexOf23.sources;

  it('takes both versions, and none for the first', () => {
    expect(SourceMetadataSchema.parse(v2)).toEqual(v2);
    expect(SourceMetadataSchema.parse(v1)).toEqual({ ...v1, version: '1' });
    expect(SourceMetadataSchema.parse({ ...v1, version: '1' })).toEqual({ ...v1, version: '1' });
  });

  it.each<[Record<string, unknown>, string]>([
    [{ ...v2, version: '3' }, 'Path: version'],
    [{ ...v2, options: { event: 'push' } }, 'Path: options.event'],
    [{ ...v2, key: '' }, 'Path: key ~ Message: must not be empty'],
    [{ ...v1, events: undefined }, 'Path: events'],
    [{ ...v1, channel: 'PIGEON' }, 'Path: channel'],
  ])('refuses %j', (source, problem) => {
    const { error } = SourceMetadataSchema.safeParse(source);
    expect(error && formatIssues(error)).toContain(problem);
  });
});

describe('dynamic triggers and schedules', () => {
  it('take the jobs they start', () => {
    const jobs = [{ id: 'greet', version: '1.0.0' }];
    expect(DynamicTriggerMetadataSchema.parse({ id: 't', jobs, registerSourceJob: null })).toEqual({ id: 't', jobs });
    expect(DynamicScheduleMetadataSchema.parse({ id: 's', jobs })).toEqual({ id: 's', jobs });
  });

  it('refuse jobs without a version', () => {
    expect(DynamicTriggerMetadataSchema.safeParse({ id: 't', jobs: [{ id: 'greet' }] }).success).toBe(false);
    expect(DynamicScheduleMetadataSchema.safeParse({ id: 's' }).success).toBe(false);
  });
});

describe('webhooks and HTTP endpoints', () => {
  it('are taken as SDK 2.3 sends them', () => {
    expect(WebhookMetadataSchema.parse(indexOf23.webhooks[0])).toEqual(indexOf23.webhooks[0]);
    expect(HttpEndpointMetadataSchema.parse(indexOf23.httpEndpoints[0])).toEqual(indexOf23.httpEndpoints[0]);
  });

  it('are refused without what registers them', () => {
    expect(WebhookMetadataSchema.safeParse({ ...indexOf23.webhooks[0], httpEndpoint: {} }).success).toBe(false);
    expect(HttpEndpointMetadataSchema.safeParse({ ...indexOf23.httpEndpoints[0], enabled: undefined }).success).toBe(
      false,
    );
    const filter = { immediateResponseFilter: { body: { a: 1 } } };
    expect(HttpEndpointMetadataSchema.safeParse({ ...indexOf23.httpEndpoints[0], ...filter }).success).toBe(false);
  });
});

describe('ScheduleMetadataSchema', () => {
  it.each([20, 60, 86_400, 2_592_000])('takes an interval of %i seconds', (seconds) => {
    expect(ScheduleMetadataSchema.safeParse({ type: 'interval', options: { seconds } }).success).toBe(true);
  });

  it.each([0, 19, 19.5, 60.5, 2_592_001, '60', null])('refuses an interval of %j seconds', (seconds) => {
    expect(ScheduleMetadataSchema.safeParse({ type: 'interval', options: { seconds } }).success).toBe(false);
  });

  it('takes an account and any metadata', () => {
    const schedule = { type: 'cron', options: { cron: '0 9 * * 1' }, accountId: 'a', metadata: { team: [1] } };
    expect(ScheduleMetadataSchema.parse(schedule)).toEqual(schedule);
  });
});

describe('TriggerMetadataSchema', () => {
  it.each(indexOf23.jobs.map((job) => [job.trigger.type, job.trigger]))('takes a trigger of type %s', (_, trigger) => {
    expect(TriggerMetadataSchema.parse(trigger)).toEqual(trigger);
  });

  it('takes several titles', () => {
    const trigger = { type: 'static', title: ['a', 'b'], rule: { event: 'e', source: 's' } };
    expect(TriggerMetadataSchema.parse(trigger)).toEqual(trigger);
  });

  it.each([{ type: 'static', title: 't' }, { type: 'dynamic' }, { type: 'scheduled' }, {}, null])(
    'refuses %j',
    (trigger) => {
      expect(TriggerMetadataSchema.safeParse(trigger).success).toBe(false);
    },
  );
});
