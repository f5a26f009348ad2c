import { type RawEvent, RawEventSchema, type RawEventInput } from '@kongflow/protocol';
import { describe, expect, it } from 'vitest';
import { foldRepeats } from '../src/fold-repeats.ts';

function raw(...events: RawEventInput[]): RawEvent[] {
  return events.map((event) => RawEventSchema.parse(event));
}

describe('foldRepeats', () => {
  it('keeps events of different ids, in their order', () => {
    const events = raw({ id: 'b', name: 'n' }, { id: 'a', name: 'n' });
    expect(foldRepeats(events, false)).toEqual(events);
  });

  it('keeps the first of the same id when the delivery is due', () => {
    const folded = foldRepeats(raw({ id: 'a', name: 'n', payload: 1 }, { id: 'a', name: 'm', payload: 2 }), false);
    expect(folded).toMatchObject([{ name: 'n', payload: 1 }]);
  });

  it('gives the first of the same id the later payload and context when the delivery is far away', () => {
    const folded = foldRepeats(
      raw(
        { id: 'a', name: 'n', payload: 1, context: { v: 1 } },
        { id: 'a', name: 'm', payload: 2 },
        { id: 'a', name: 'm', context: { v: 3 } },
      ),
      true,
    );
    expect(folded).toMatchObject([{ name: 'n', payload: 2, context: { v: 3 } }]);
    expect(folded).toHaveLength(1);
  });
});
