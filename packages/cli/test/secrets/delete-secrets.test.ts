import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Setup, setup } from '../support/setup.ts';

let kongflow: Setup;
beforeEach(async () => {
  kongflow = await setup();
  await kongflow.store.setSecrets({ a: 'hunter2', b: 'hunter2', c: 'hunter2' });
});
afterEach(async () => kongflow[Symbol.asyncDispose]());

const left = async (): Promise<readonly string[]> => (await kongflow.store.listSecretKeys()).keys;

test('deletes those that are there and names the others', async () => {
  const outcome = await kongflow.run(['secrets', 'delete', '--yes', 'a', 'x', 'b', 'a']);
  expect(outcome).toEqual({
    exitCode: 0,
    out: '',
    error: 'deleted a\nerror: there is no secret "x"\ndeleted b\n',
    questions: [],
  });
  expect(await left()).toEqual(['c']);
  expect((await kongflow.trail()).toSorted()).toEqual([
    'test delete a ok',
    'test delete b ok',
    'test delete x not_found',
  ]);
});

test('ends with 1 when none was there', async () => {
  expect(await kongflow.run(['secrets', 'delete', '--yes', 'x', 'y'])).toMatchObject({ exitCode: 1 });
});

test('asks on a terminal', async () => {
  const { exitCode, questions } = await kongflow.run(['secrets', 'delete', 'a', 'b'], { answers: [true] });
  expect({ exitCode, questions }).toEqual({ exitCode: 0, questions: ['Delete 2 secrets (a, b)?'] });
  expect(await left()).toEqual(['c']);
});

test.each([[false], [null]])('deletes nothing when the answer is %j', async (answer) => {
  const { exitCode, questions } = await kongflow.run(['secrets', 'delete', 'a'], { answers: [answer] });
  expect({ exitCode, questions }).toEqual({ exitCode: 130, questions: ['Delete the secret a?'] });
  expect(await left()).toEqual(['a', 'b', 'c']);
});

test('without a terminal, insists on --yes', async () => {
  const { exitCode, error } = await kongflow.run(['secrets', 'delete', 'a']);
  expect(exitCode).toBe(2);
  expect(error).toContain('--yes');
  expect(await left()).toEqual(['a', 'b', 'c']);
});

test('needs a key', async () => {
  expect(await kongflow.run(['secrets', 'delete', '--yes'])).toMatchObject({ exitCode: 2 });
});
