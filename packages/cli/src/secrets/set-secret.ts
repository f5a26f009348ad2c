import type { Json } from '@kongflow/protocol';
import { z } from 'zod';
import { CliError } from '../errors.ts';
import { decodeText } from '../files/read-file.ts';
import { Flag, parseOptions } from '../options.ts';
import { isInteractive, type Terminal } from '../terminal.ts';
import { parseJson } from './formats/json-format.ts';
import { defineSecretsCommand, type SecretsGroup } from './secrets-group.ts';
import { withStore } from './with-store.ts';

const OptionsSchema = z.object({ json: Flag, ifAbsent: Flag, actor: z.string().optional() });

/** `kongflow secrets set` */
export function addSetCommand(group: SecretsGroup): void {
  const { terminal } = group.context;
  const command = defineSecretsCommand(
    group,
    'set <key>',
    'store a secret, read from standard input or a hidden prompt',
  )
    .option(
      '--json',
      'the input is JSON, to be stored as such; without it, it is a text, less one line break at its end',
    )
    .option('--if-absent', 'leave a secret that is there as it is; exit code 1')
    // What is left over is refused below, in better words.
    .allowExcessArguments()
    .allowUnknownOption()
    .addHelpText(
      'after',
      '\nExamples:\n  kongflow secrets set slack.token\n  kongflow secrets set --json oauth.github < github.json',
    );
  group.run(command, async ([key = '', ...rest], raw) => {
    if (rest.length > 0 || key.startsWith('-')) throw valueInArguments();
    const { json, ifAbsent, actor } = parseOptions(OptionsSchema, raw);
    const { value, written } = await withStore(group.context, { actor }, async ({ store }) => {
      // Nobody is asked before the settings have turned out to be good.
      const input = toValue(await readValue(terminal, key), json);
      return { value: input, written: await store.setSecret(key, input, { ifAbsent }) };
    });
    if (!written) {
      terminal.writeError(`error: there is a secret "${key}" already; it was left as it is\n`);
      return 1;
    }
    terminal.writeError(`stored ${key}\n`);
    if (typeof value === 'string' && !json && looksLikeJson(value)) {
      terminal.writeError('note: it was stored as a text, though it reads like JSON; --json stores it as JSON\n');
    }
    return 0;
  });
}

/** Says nothing of what was there: it may be the value. */
function valueInArguments(): CliError {
  return new CliError(
    'USAGE',
    "set takes the key and no other argument. A value on the command line stays in the shell's history and shows in lists of processes: treat it as exposed.\nPipe the value in, as in: kongflow secrets set KEY < file; or leave it out to be asked. --help shows the options.",
  );
}

async function readValue(terminal: Terminal, key: string): Promise<string> {
  const text = terminal.isInputTty
    ? await ask(terminal, key)
    : decodeText(await terminal.readInput()).replace(/\r?\n$/, '');
  if (text !== '') return text;
  throw new CliError(
    'USAGE',
    `No value was given for "${key}": the input is empty. kongflow secrets delete removes a secret.`,
  );
}

async function ask(terminal: Terminal, key: string): Promise<string> {
  if (isInteractive(terminal)) return terminal.askHidden(`Value of ${key} (it is not shown)`);
  throw new CliError('USAGE', 'Standard error is not a terminal, so nobody can be asked for the value. Pipe it in.');
}

function toValue(text: string, json: boolean): Exclude<Json, null> {
  if (!json) return text;
  const value = parseJson(text);
  if (value !== null) return value;
  throw new CliError('USAGE', 'A secret cannot be null. kongflow secrets delete removes one.');
}

function looksLikeJson(text: string): boolean {
  if (!/^\s*[{[]/.test(text)) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
