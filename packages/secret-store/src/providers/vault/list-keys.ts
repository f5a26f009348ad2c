import { z } from 'zod';
import { compareKeys } from '../compare-keys.ts';
import type { KeyPage } from '../provider.ts';
import { apiPath, type VaultContext } from './context.ts';
import { describeFailure, isNothing } from './describe-failure.ts';
import { fromPathName, isKey, toSecretPath } from './secret-path.ts';
import type { VaultRequest } from './vault-transport.ts';

/** A secret, or a folder that was not listed yet: all its keys start with its own, which ends with `/`. */
interface Node {
  readonly key: string;
  readonly isFolder: boolean;
}

const ListSchema = z.object({ data: z.object({ keys: z.array(z.string()) }) });

/**
 * A page of keys in the order of their UTF-8 bytes. Vault lists a folder at a time: only those are listed that can have keys
 * of the page, the ones of a level together.
 */
export async function listKeys(context: VaultContext, page: KeyPage): Promise<readonly string[]> {
  const { prefix, limit } = page;
  // In order, as all keys of a folder have their place where the folder's own key has it.
  let nodes: readonly Node[] = [{ key: prefix.slice(0, prefix.lastIndexOf('/') + 1), isFolder: true }];
  for (;;) {
    const head = nodes.slice(0, limit);
    const folders = head.filter(({ isFolder }) => isFolder);
    if (folders.length === 0) return head.map(({ key }) => key);
    const { results, failure } = await context.limit.runAll(folders, async (folder) => {
      const found = await listFolder(context, folder.key);
      return [folder.key, found.filter((node) => isOfPage(node, page))] as const;
    });
    if (failure !== undefined) throw failure.error;
    const contents = new Map(results.values());
    nodes = nodes.flatMap((node) => (node.isFolder ? (contents.get(node.key) ?? [node]) : [node]));
  }
}

function isOfPage({ key, isFolder }: Node, { prefix, after }: KeyPage): boolean {
  if (!key.startsWith(prefix)) return false;
  return after === null || compareKeys(key, after) > 0 || (isFolder && after.startsWith(key));
}

async function listFolder(context: VaultContext, folder: string): Promise<readonly Node[]> {
  const path = apiPath(context, 'metadata', folder === '' ? '' : toSecretPath(folder.slice(0, -1)));
  const request: VaultRequest = {
    method: 'GET',
    path,
    list: true,
    what: `Listing the secrets of folder "${folder}" in Vault`,
    capability: 'list',
  };
  const answer = await context.client.request(request);
  if (isNothing(answer)) return [];
  const parsed = answer.status === 200 ? ListSchema.safeParse(answer.body) : undefined;
  if (parsed?.success !== true) throw describeFailure(request, answer);
  return parsed.data.data.keys.flatMap((name) => toNode(folder, name)).toSorted((a, b) => compareKeys(a.key, b.key));
}

function toNode(folder: string, name: string): readonly Node[] {
  const isFolder = name.endsWith('/');
  const decoded = fromPathName(isFolder ? name.slice(0, -1) : name);
  if (decoded === null) return [];
  const key = folder + decoded + (isFolder ? '/' : '');
  return isFolder || isKey(key) ? [{ key, isFolder }] : [];
}
