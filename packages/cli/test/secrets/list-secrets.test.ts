import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Setup, setup } from '../support/setup.ts';

let kongflow: Setup;
const keys = Array.from({ length: 2500 }, (_, index) => `many/${String(index).padStart(5, '0')}`);
beforeAll(async () => {
  kongflow = await setup();
  await kongflow.store.setSecrets({ 'b.2': 'hunter2', 'b.1': 'hunter2', a: 'hunter2' });
  for (let start = 0; start < keys.length; start += 1000) {
    await kongflow.store.setSecrets(Object.fromEntries(keys.slice(start, start + 1000).map((key) => [key, 'x'])));
  }
});
afterAll(async () => kongflow[Symbol.asyncDispose]());

test('lists all keys in order, however many pages that takes', async () => {
  const { exitCode, out } = await kongflow.run(['secrets', 'list']);
  expect(exitCode).toBe(0);
  expect(out.split('\n')).toEqual(['a', 'b.1', 'b.2', ...keys, '']);
});

test('lists those of a prefix', async () => {
  expect((await kongflow.run(['secrets', 'list', '--prefix', 'b.'])).out).toBe('b.1\nb.2\n');
});

test('lists nothing, and that is no problem', async () => {
  expect(await kongflow.run(['secrets', 'list', '--prefix', 'x'])).toMatchObject({ exitCode: 0, out: '' });
});

test.each([
  [
    ['--limit', '2'],
    ['a', 'b.1'],
  ],
  [
    ['--limit', '2', '--after', 'b.1'],
    ['b.2', 'many/00000'],
  ],
  [['--limit', '1100', '--prefix', 'many/'], keys.slice(0, 1100)],
])('takes %j', async (args, expected) => {
  expect((await kongflow.run(['secrets', 'list', ...args])).out.trimEnd().split('\n')).toEqual(expected);
});

test('as JSON, says where to go on', async () => {
  const page = JSON.parse((await kongflow.run(['secrets', 'list', '--json', '--limit', '2'])).out);
  expect(page).toEqual({ keys: ['a', 'b.1'], next: 'b.1' });
  const rest = JSON.parse((await kongflow.run(['secrets', 'list', '--json', '--after', page.next])).out);
  expect(rest).toEqual({ keys: ['b.2', ...keys], next: null });
});

test('counts', async () => {
  expect((await kongflow.run(['secrets', 'list', '--count'])).out).toBe('2503\n');
  expect((await kongflow.run(['secrets', 'list', '--count', '--prefix', 'many/', '--json'])).out).toBe(
    '{"count":2500}\n',
  );
});

test('refuses a limit that is none', async () => {
  expect(await kongflow.run(['secrets', 'list', '--limit', 'all'])).toMatchObject({
    exitCode: 2,
    error: 'error: --limit must be a whole number from 1.\n',
  });
});

test('ends quietly when nobody reads on, and asks for no more pages', async () => {
  await using own = await setup();
  await own.store.setSecrets(Object.fromEntries(keys.slice(0, 1000).map((key) => [key, 'x'])));
  await own.store.setSecret('z', 'x');
  expect(await own.run(['secrets', 'list'], { closesAfter: 0 })).toMatchObject({ exitCode: 0, out: '', error: '' });
  expect(await own.trail()).toHaveLength(1);
});

test('leaves one entry a page, of the prefix', async () => {
  await using own = await setup();
  await own.run(['secrets', 'list', '--prefix', 'oauth.', '--actor', 'ada']);
  await own.run(['secrets', 'list', '--count']);
  expect(await own.trail()).toEqual(['ada list oauth. ok', 'test count  ok']);
});
