import { describe, expect, it } from 'vitest';
import { describeDeployment } from '../src/deployment-reason.ts';

const github = {
  githubCommitMessage: 'Fix the cart',
  githubCommitRef: 'main',
  githubCommitSha: '0123456789abcdef',
};

function webhook(meta: unknown, type = 'deployment.succeeded'): unknown {
  return { type, id: 'evt', payload: { deployment: { id: 'dpl', name: 'shop', url: 'shop-1.vercel.app', meta } } };
}

describe('describeDeployment', () => {
  it.each([
    [webhook(github), '"Fix the cart" was deployed from main (0123456) to shop'],
    [webhook({ ...github, githubCommitSha: undefined }), 'Vercel project shop was deployed to shop-1.vercel.app'],
    [webhook({}), 'Vercel project shop was deployed to shop-1.vercel.app'],
    [webhook(undefined), 'Vercel project shop was deployed to shop-1.vercel.app'],
    [webhook(github, 'deployment.created'), null],
    [{ type: 'deployment.succeeded' }, null],
    [null, null],
    ['deployment.succeeded', null],
    [[], null],
  ])('%j', (body, reason) => {
    expect(describeDeployment(body)).toBe(reason);
  });
});
