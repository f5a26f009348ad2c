import { waitFor } from '@kongflow/testing';
import { expect, test } from 'vitest';

test('returns what the condition returned, at once if it is met', async () => {
  expect(await waitFor(() => 'there')).toBe('there');
});

test('looks again until the condition is met', async () => {
  let looks = 0;
  expect(await waitFor(async () => ++looks >= 3 && looks)).toBe(3);
});

test('an error counts as not met yet', async () => {
  let looks = 0;
  const value = await waitFor(() => {
    if (++looks < 3) throw new Error('not there');
    return { looks };
  });
  expect(value).toEqual({ looks: 3 });
});

test('says what it waited for in vain, with the last error as the cause', async () => {
  const cause = new Error('still not there');
  const waiting = waitFor(
    () => {
      throw cause;
    },
    { timeoutMs: 20, describe: () => 'the run to succeed' },
  );
  await expect(waiting).rejects.toMatchObject({
    code: 'CONDITION_NOT_MET',
    message: 'Waited 20 ms in vain for the run to succeed.',
    cause,
  });
});

test.each([null, undefined, false, 0, ''])('%s is not met', async (value) => {
  await expect(waitFor(() => value, { timeoutMs: 0 })).rejects.toMatchObject({ code: 'CONDITION_NOT_MET' });
});
