import { z } from 'zod';

const GithubMetaSchema = z.object({
  githubCommitMessage: z.string(),
  githubCommitRef: z.string(),
  githubCommitSha: z.string(),
});

const DeploymentSucceededSchema = z.object({
  type: z.literal('deployment.succeeded'),
  payload: z.object({
    deployment: z.object({ name: z.string(), url: z.string(), meta: z.unknown() }),
  }),
});

/**
 * Why an endpoint is indexed, told from the body of the request to its hook: a sentence for Vercel's webhook
 * `deployment.succeeded`, null for anything else (trigger.dev v2, indexing hook).
 */
export function describeDeployment(body: unknown): string | null {
  const event = DeploymentSucceededSchema.safeParse(body);
  if (!event.success) return null;
  const { name, url, meta } = event.data.payload.deployment;
  const github = GithubMetaSchema.safeParse(meta);
  if (!github.success) return `Vercel project ${name} was deployed to ${url}`;
  const { githubCommitMessage: message, githubCommitRef: ref, githubCommitSha: sha } = github.data;
  return `"${message}" was deployed from ${ref} (${sha.slice(0, 7)}) to ${name}`;
}
