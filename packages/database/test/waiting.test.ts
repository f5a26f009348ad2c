import { reconnectDelayMs, Wake } from '@kongflow/database';
import { assert, integer, property } from 'fast-check';
import { describe, expect, test } from 'vitest';

test('waits before a reconnection grow, and are between 25 ms and 5 s', () => {
  assert(
    property(integer({ min: 1, max: 10_000 }), (failures) => {
      const ms = reconnectDelayMs(failures);
      const ceiling = Math.min(5000, 50 * 2 ** (failures - 1));
      expect(ms).toBeGreaterThanOrEqual(ceiling / 2);
      expect(ms).toBeLessThanOrEqual(ceiling);
    }),
  );
});

describe('Wake', () => {
  test('a call ends the sleep, and one that came before it makes it return at once', async () => {
    const wake = new Wake();
    const sleeping = wake.sleep(600_000);
    wake.call();
    expect(await sleeping).toBe(true);
    wake.call();
    wake.call();
    expect(wake.isPending).toBe(true);
    expect(await wake.sleep(600_000)).toBe(true);
    expect(wake.isPending).toBe(false);
    wake.call();
    wake.reset();
    expect(await wake.sleep(1)).toBe(false);
  });

  test('sleeps longer than a timer can hold do not return at once', async () => {
    const wake = new Wake();
    let over = false;
    const sleeping = wake.sleep(2 ** 40).then(() => (over = true));
    await new Wake().sleep(5);
    expect(over).toBe(false);
    wake.call();
    await sleeping;
  });
});
