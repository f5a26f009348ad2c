import { type Json, JsonSchema } from '@kongflow/protocol';
import { z } from 'zod';
import { Flag, parseOptions } from '../options.ts';
import { maskValue } from './mask-value.ts';
import { defineSecretsCommand, type SecretsGroup } from './secrets-group.ts';
import { withStore } from './with-store.ts';

const OptionsSchema = z.object({
  reveal: Flag,
  newline: z.boolean().default(true),
  actor: z.string().optional(),
});

/** `kongflow secrets get` */
export function addGetCommand(group: SecretsGroup): void {
  const { terminal } = group.context;
  const command = defineSecretsCommand(group, 'get <key>', 'show the shape of a secret, or with --reveal the secret')
    .option('--reveal', 'print the value: a text as it is, anything else as JSON')
    .option('--no-newline', 'no line break behind the value');
  group.run(command, async ([key = ''], raw) => {
    const { reveal, newline, actor } = parseOptions(OptionsSchema, raw);
    const value = await withStore(group.context, { actor }, async ({ store }) => store.getSecret(key, JsonSchema));
    if (value === undefined) {
      terminal.writeError(`error: there is no secret "${key}"\n`);
      return 1;
    }
    const text = reveal ? printValue(value) : printShape(value, terminal.isOutputTty);
    await terminal.write(newline ? `${text}\n` : text);
    return 0;
  });
}

function printValue(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value, null, 2);
}

function printShape(value: Json, isTty: boolean): string {
  const shape = maskValue(value, isTty ? '••••' : '****');
  return typeof shape === 'string' ? shape : JSON.stringify(shape, null, 2);
}
