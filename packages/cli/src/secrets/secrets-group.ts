import type { Command } from 'commander';
import type { CommandContext, RunAction } from '../command.ts';

/** What the commands of `kongflow secrets` are added to. */
export interface SecretsGroup {
  readonly parent: Command;
  readonly context: CommandContext;
  readonly run: RunAction;
}

/** Starts a command with what all of them have. */
export function defineSecretsCommand({ parent }: Pick<SecretsGroup, 'parent'>, name: string, summary: string): Command {
  return parent
    .command(name)
    .description(`${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`)
    .summary(summary)
    .option('--actor <name>', 'who is named in the audit log (default: $KONGFLOW_ACTOR, or cli:<user>)');
}
