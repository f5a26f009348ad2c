import { z } from 'zod';
import type { VaultContext } from './context.ts';
import { failure } from './describe-failure.ts';
import type { VaultRequest } from './vault-transport.ts';

const MountSchema = z.object({
  data: z.object({
    type: z.string(),
    path: z.string(),
    options: z.object({ version: z.string().optional() }).nullish(),
  }),
});

/**
 * Makes sure that the mount is KV version 2: version 1 takes the same requests and answers them, but stores something else.
 * Where Vault does not tell, as an old version or a policy may have it, the answers of the secrets engine have to show it.
 *
 * @throws {SecretStoreError} `PROVIDER_REJECTED` when it is something else
 */
export async function checkMount({ client, settings }: VaultContext): Promise<void> {
  const { mount } = settings;
  // What `vault kv` asks first too; any token with a policy on the mount may.
  const request: VaultRequest = {
    method: 'GET',
    path: `sys/internal/ui/mounts/${mount}`,
    what: `Using mount "${mount}" of Vault`,
    capability: 'read',
  };
  const answer = await client.request(request);
  const parsed = MountSchema.safeParse(answer.body);
  if (answer.status !== 200 || !parsed.success) return;
  const { type, path, options } = parsed.data.data;
  if (path !== `${mount}/`) {
    const name = path.replace(/\/$/, '');
    throw failure(
      'PROVIDER_REJECTED',
      request,
      `It is a folder of mount "${name}": give that as \`mount\`, the rest in \`path\`.`,
    );
  }
  if (type !== 'kv' && type !== 'generic') {
    throw failure(
      'PROVIDER_REJECTED',
      request,
      `It is a secrets engine of type "${type}", not KV version 2: check \`mount\`.`,
    );
  }
  if (options?.version !== '2') {
    const mend = `give another \`mount\`, or upgrade it with \`vault kv enable-versioning ${mount}\`.`;
    throw failure('PROVIDER_REJECTED', request, `It is KV version 1: ${mend}`);
  }
}
