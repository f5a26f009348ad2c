import * as fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';

import { isUuid, newEventId, newId, RowIdSchema } from '../src/index.ts';

const v7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

describe('newId', () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  it('makes UUIDs v7 that hold the present time', () => {
    const before = Date.now();
    const id = newId();
    const made = Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16);
    expect(id).toMatch(v7);
    expect(made).toBeGreaterThanOrEqual(before - 1);
    // Within one millisecond counts up; a burst of earlier tests may have moved it ahead of the clock.
    expect(made).toBeLessThanOrEqual(Date.now() + 1000);
  });

  it('makes strictly increasing ids, however fast', () => {
    const ids = Array.from({ length: 20_000 }, () => newId());
    expect(ids.toSorted()).toEqual(ids);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('goes on increasing when the clock steps back', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -3_600_000, max: 3_600_000 }), { minLength: 1, maxLength: 20 }),
        (steps) => {
          vi.useFakeTimers({ toFake: ['Date'] });
          const ids = [newId()];
          for (const step of steps) {
            vi.setSystemTime(Date.now() + step);
            ids.push(newId());
          }
          vi.useRealTimers();
          expect(ids.toSorted()).toEqual(ids);
          expect(new Set(ids).size).toBe(ids.length);
        },
      ),
      { numRuns: 50 },
    );
  });
});

describe('newEventId', () => {
  it('makes different ids', () => {
    expect(newEventId()).not.toBe(newEventId());
  });
});

describe('isUuid and RowIdSchema', () => {
  it('accept every UUID', () => {
    fc.assert(
      fc.property(fc.uuid(), (id) => {
        expect(isUuid(id)).toBe(true);
        expect(isUuid(id.toUpperCase())).toBe(true);
        expect(RowIdSchema.parse(id)).toBe(id);
      }),
    );
  });

  it.each([
    '',
    'x',
    '00000000-0000-0000-0000-00000000000',
    '{00000000-0000-0000-0000-000000000000}',
    `${newId()}\n`,
    ` ${newId()}`,
  ])('refuse %j', (text) => {
    expect(isUuid(text)).toBe(false);
    expect(RowIdSchema.safeParse(text).success).toBe(false);
  });
});
