import type { SecretStore } from '@kongflow/secret-store';
import { z } from 'zod';
import type { ExitCode } from '../command.ts';
import { CountOption, Flag, parseOptions } from '../options.ts';
import type { Terminal } from '../terminal.ts';
import { keyPages } from './key-pages.ts';
import { defineSecretsCommand, type SecretsGroup } from './secrets-group.ts';
import { withStore } from './with-store.ts';

const OptionsSchema = z.object({
  prefix: z.string().default(''),
  after: z.string().optional(),
  limit: CountOption.optional(),
  count: Flag,
  json: Flag,
  actor: z.string().optional(),
});

type Options = z.output<typeof OptionsSchema>;

/** `kongflow secrets list` */
export function addListCommand(group: SecretsGroup): void {
  const command = defineSecretsCommand(group, 'list', 'list the keys of secrets, in the order of their bytes')
    .option('--prefix <prefix>', 'only keys that start with it')
    .option('--after <key>', 'only keys behind this one')
    .option('--limit <number>', 'so many keys at most (default: all)')
    .option('--count', 'only say how many there are')
    .option('--json', 'as JSON: { "keys": […], "next": "the last key, when there are more" }');
  group.run(command, async (_args, raw) => {
    const options = parseOptions(OptionsSchema, raw);
    return withStore(group.context, options, async ({ store }) =>
      options.count ? count(store, options, group.context.terminal) : list(store, options, group.context.terminal),
    );
  });
}

async function count(store: SecretStore, { prefix, json }: Options, terminal: Terminal): Promise<ExitCode> {
  const number = await store.getSecretCount({ prefix });
  await terminal.write(json ? `${JSON.stringify({ count: number })}\n` : `${number}\n`);
  return 0;
}

async function list(store: SecretStore, options: Options, terminal: Terminal): Promise<ExitCode> {
  const { prefix, json } = options;
  const pages = keyPages(store, { prefix, after: options.after ?? null, limit: options.limit ?? null });
  if (!json) {
    for await (const { keys } of pages) await terminal.write(keys.map((key) => `${key}\n`).join(''));
    return 0;
  }
  const all: string[] = [];
  let rest: string | null = null;
  for await (const { keys, next } of pages) {
    all.push(...keys);
    rest = next;
  }
  await terminal.write(`${JSON.stringify({ keys: all, next: rest })}\n`);
  return 0;
}
