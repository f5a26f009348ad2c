import { describe, expect, expectTypeOf, it } from 'vitest';

import {
  ApiEventLogSchema,
  DispatchableSchema,
  EventRuleSchema,
  formatIssues,
  type Json,
  type RawEvent,
  RawEventSchema,
  MAX_EVENTS_PER_BATCH,
  SendBulkEventsBodySchema,
  SendEventBodySchema,
  SendEventOptionsSchema,
} from '../src/index.ts';

describe('SendEventBodySchema', () => {
  it('takes what both SDKs send', () => {
    const body = SendEventBodySchema.parse({
      event: { name: 'user.created', payload: { n: 41 }, context: { who: 'kit' } },
      options: {},
    });
    expect(body).toMatchObject({
      event: { name: 'user.created', payload: { n: 41 }, context: { who: 'kit' } },
      options: {},
    });
    expect(body.event.id).not.toBe('');
  });

  it('takes every field, coerces dates and strips what it does not know', () => {
    const body = SendEventBodySchema.parse({
      event: {
        name: 'n',
        payload: null,
        id: 'my-id',
        timestamp: '2026-11-20T10:29:05.718Z',
        source: 'app',
        payloadType: 'REQUEST',
        later: 1,
      },
      options: { deliverAt: '2026-11-20T10:29:05Z', deliverAfter: -3, accountId: 'acc', later: 1 },
      later: 1,
    });
    expect(body).toEqual({
      event: {
        name: 'n',
        payload: null,
        id: 'my-id',
        timestamp: new Date('2026-11-20T10:29:05.718Z'),
        source: 'app',
        payloadType: 'REQUEST',
      },
      options: { deliverAt: new Date('2026-11-20T10:29:05Z'), deliverAfter: -3, accountId: 'acc' },
    });
  });

  it('makes a new id each time one is missing', () => {
    const ids = [1, 2].map(() => RawEventSchema.parse({ name: 'n' }).id);
    expect(new Set(ids).size).toBe(2);
  });

  it('takes null for a missing option, where trigger.dev would deliver in 1970', () => {
    expect(SendEventOptionsSchema.parse({ deliverAt: null, deliverAfter: null, accountId: null })).toEqual({});
  });

  it.each<[unknown, string]>([
    [{}, 'Code: invalid_type ~ Path: event ~ Message: Required'],
    [{ event: {} }, 'Code: invalid_type ~ Path: event.name ~ Message: Required'],
    [{ event: { name: '' } }, 'Path: event.name ~ Message: must not be empty'],
    [{ event: { name: 'n'.repeat(501) } }, 'Path: event.name ~ Message: must not be longer than 500 characters'],
    [{ event: { name: 'n', id: 'i'.repeat(501) } }, 'Path: event.id ~ Message: must not be longer than 500 characters'],
    [{ event: { name: 'n', payload: { a: '\0' } } }, 'Path: event.payload.a ~ Message: must not contain the NUL'],
    [{ event: { name: 'n', timestamp: 'soon' } }, 'Path: event.timestamp ~ Message: must be a date'],
    [{ event: { name: 'n' }, options: { deliverAt: 'soon' } }, 'Path: options.deliverAt ~ Message: must be a date'],
    [{ event: { name: 'n' }, options: { deliverAfter: 1.5 } }, 'Path: options.deliverAfter'],
    [{ event: { name: 'n' }, options: { deliverAfter: 1e12 } }, 'Path: options.deliverAfter'],
    [{ event: { name: 'n' }, options: { accountId: '' } }, 'Path: options.accountId ~ Message: must not be empty'],
    ['text', 'Code: invalid_type ~ Path:  ~ Message: '],
    [null, 'Code: invalid_type ~ Path:  ~ Message: '],
  ])('refuses %j', (body, problem) => {
    const { error } = SendEventBodySchema.safeParse(body);
    expect(error && formatIssues(error)).toContain(problem);
  });

  it('lists every issue', () => {
    const { error } = SendEventBodySchema.safeParse({ event: { id: '' } });
    expect(error && formatIssues(error)).toBe(
      'Code: invalid_type ~ Path: event.name ~ Message: Required | Code: too_small ~ Path: event.id ~ Message: must not be empty',
    );
  });

  it('has types that can be stored', () => {
    expectTypeOf<NonNullable<RawEvent['payload']>>().toExtend<Json>();
    expectTypeOf<RawEvent['id']>().toEqualTypeOf<string>();
  });
});

describe('SendBulkEventsBodySchema', () => {
  it('bounds the number of events', () => {
    const batch = (length: number) => ({ events: Array.from({ length }, () => ({ name: 'a' })) });
    expect(SendBulkEventsBodySchema.parse(batch(MAX_EVENTS_PER_BATCH)).events).toHaveLength(MAX_EVENTS_PER_BATCH);
    const refused = SendBulkEventsBodySchema.safeParse(batch(MAX_EVENTS_PER_BATCH + 1));
    expect(refused.error?.issues).toMatchObject([{ path: ['events'], message: 'must not hold more than 5000 events' }]);
  });

  it('gives each event an id of its own', () => {
    const { events } = SendBulkEventsBodySchema.parse({ events: [{ name: 'a' }, { name: 'b' }] });
    expect(new Set(events.map((event) => event.id)).size).toBe(2);
  });
});

describe('ApiEventLogSchema', () => {
  it('takes an event as the API shows it', () => {
    const log = {
      id: 'e1',
      name: 'n',
      payload: null,
      context: null,
      timestamp: '2026-11-20T10:29:05.718Z',
      deliverAt: '2026-11-20T10:29:05.718Z',
      deliveredAt: null,
    };
    expect(ApiEventLogSchema.parse(log)).toEqual({
      ...log,
      timestamp: new Date(log.timestamp),
      deliverAt: new Date(log.deliverAt),
      cancelledAt: null,
    });
  });
});

describe('EventRuleSchema', () => {
  it('takes one name or several, with and without filters', () => {
    expect(EventRuleSchema.parse({ event: 'a', source: 's', payload: {} })).toEqual({
      event: 'a',
      source: 's',
      payload: {},
    });
    expect(EventRuleSchema.parse({ event: ['a', 'b'], source: 's' }).event).toEqual(['a', 'b']);
  });

  it('refuses no name, and a filter that is none', () => {
    expect(EventRuleSchema.safeParse({ event: [], source: 's' }).success).toBe(false);
    expect(EventRuleSchema.safeParse({ event: 'a', source: 's', payload: { a: 1 } }).success).toBe(false);
  });
});

describe('DispatchableSchema', () => {
  it.each([
    { type: 'JOB_VERSION', id: 'v' },
    { type: 'DYNAMIC_TRIGGER', id: 't' },
    { type: 'EPHEMERAL', url: 'http://localhost/callback' },
  ])('takes %j', (value) => {
    expect(DispatchableSchema.parse(value)).toEqual(value);
  });

  it.each([{ type: 'JOB_VERSION' }, { type: 'EPHEMERAL', id: 'x' }, { type: 'OTHER', id: 'x' }, null])(
    'refuses %j',
    (value) => {
      expect(DispatchableSchema.safeParse(value).success).toBe(false);
    },
  );
});
