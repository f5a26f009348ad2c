import { parseArgs } from 'node:util';
import { CodegenError } from '../errors.ts';
import type { RunOptions } from '../run.ts';

/** What the command line asks for. */
export type CommandLine =
  | { readonly command: 'help' | 'version' }
  | { readonly command: 'generate' | 'check'; readonly options: RunOptions };

export const HELP = `kongflow-codegen: .sql files to typed TypeScript

Usage
  kongflow-codegen generate   write the code of all packages
  kongflow-codegen check      write nothing; fail when the code is not what the queries generate

Options
  --config <file>        config file (default pgtyped.config.json)
  --package <folder>     only this package; may be given several times
  --database-url <url>   server to create a scratch database on, PostgreSQL 16 or newer
                         (default $KONGFLOW_CODEGEN_DATABASE_URL, else an embedded server)
  --help, --version

Exit status
  0  done, or nothing to do
  1  errors in queries, or (check) code that is not up to date
  2  wrong usage or configuration, failing migrations, or no database
`;

/**
 * Reads the command line.
 * @throws {CodegenError} `USAGE`
 */
export function readCommandLine(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): CommandLine {
  const { values, positionals } = parse(args);
  if (values.help === true) return { command: 'help' };
  if (values.version === true) return { command: 'version' };
  const [command, ...others] = positionals;
  if ((command !== 'generate' && command !== 'check') || others.length > 0) {
    throw new CodegenError(
      'USAGE',
      `say "generate" or "check"${command === undefined ? '' : `, not "${positionals.join(' ')}"`}; --help shows the options`,
    );
  }
  const databaseUrl = values['database-url'] ?? env['KONGFLOW_CODEGEN_DATABASE_URL'];
  return {
    command,
    options: {
      ...(values.config === undefined ? {} : { config: values.config }),
      ...(values.package === undefined ? {} : { packages: values.package }),
      ...(databaseUrl === undefined || databaseUrl === '' ? {} : { databaseUrl }),
    },
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        config: { type: 'string' },
        package: { type: 'string', multiple: true },
        'database-url': { type: 'string' },
        help: { type: 'boolean', short: 'h' },
        version: { type: 'boolean' },
      },
    });
  } catch (cause) {
    throw new CodegenError(
      'USAGE',
      `${cause instanceof Error ? cause.message : String(cause)}; --help shows the options`,
      { cause },
    );
  }
}
