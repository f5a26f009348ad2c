import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import type { SourceText } from '../diagnostic.ts';
import { CodegenError } from '../errors.ts';

/** What a linter says about a migration. */
export interface MigrationFinding {
  readonly rule: string;
  readonly offset: number;
  readonly message: string;
  readonly hint: string | undefined;
}

/** A linter of migrations. */
export interface MigrationLinter {
  lint(migration: SourceText): Promise<MigrationFinding[]>;
}

/** How the launcher of squawk-cli says that it has no program to start. */
const NO_PROGRAM = /optional dependency was not installed|unsupported platform|failed to invoke squawk/;

const Violations = z.array(
  z.object({
    rule_name: z.string(),
    /** From 0; the column counts bytes. */
    line: z.number(),
    column: z.number(),
    message: z.string(),
    help: z.string().nullish(),
  }),
);

/** Finds squawk: where the config says, in node_modules of the folder or of one above it, or on the PATH. */
export function findSquawk(
  root: string,
  configured: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
): string | undefined {
  if (configured !== undefined) {
    const file = path.resolve(root, configured);
    if (!existsSync(file)) throw new CodegenError('CONFIG', `"vet.squawk" names "${configured}", which does not exist`);
    return file;
  }
  const installed = ancestors(root).map((folder) => path.join(folder, 'node_modules', '.bin', 'squawk'));
  const onPath = (env['PATH'] ?? '')
    .split(path.delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => path.join(folder, 'squawk'));
  return [...installed, ...onPath].find((file) => existsSync(file));
}

function ancestors(folder: string): string[] {
  const parent = path.dirname(folder);
  return parent === folder ? [folder] : [folder, ...ancestors(parent)];
}

/** squawk 2, run once a file. */
export class Squawk implements MigrationLinter {
  readonly #executable: string;
  readonly #root: string;
  readonly #knowsTransactions: boolean;

  /** @param root the folder that file names are relative to, and that squawk looks for a .squawk.toml from */
  constructor(executable: string, root: string) {
    this.#executable = executable;
    this.#root = root;
    this.#knowsTransactions = ancestors(root).some((folder) => existsSync(path.join(folder, '.squawk.toml')));
  }

  async lint({ file, text }: SourceText): Promise<MigrationFinding[]> {
    const { output, errors } = await run(
      this.#executable,
      ['--reporter', 'json', ...this.#transaction(text), '--stdin-filepath', file],
      text,
      this.#root,
    );
    const lines = text.split('\n');
    const starts = lines.map(() => 0);
    for (let line = 1; line < lines.length; line++)
      starts[line] = (starts[line - 1] ?? 0) + (lines[line - 1]?.length ?? 0) + 1;
    return parse(output, errors).map(({ rule_name: rule, line, column, message, help }) => {
      const before = Buffer.from(lines[line] ?? '')
        .subarray(0, column)
        .toString();
      return { rule, offset: (starts[line] ?? 0) + before.length, message, hint: help ?? undefined };
    });
  }

  /** Some of its rules hinge on that: migration tools run a file in one transaction, unless it cannot be. */
  #transaction(text: string): string[] {
    if (this.#knowsTransactions) return [];
    return [/\bconcurrently\b/i.test(text) ? '--no-assume-in-transaction' : '--assume-in-transaction'];
  }
}

/** squawk's launcher is there, and the program for this platform is not: npm leaves optional packages out. */
export class SquawkUnusableError extends Error {
  override readonly name = 'SquawkUnusableError';
}

function parse(output: string, errors: string): z.infer<typeof Violations> {
  try {
    return Violations.parse(JSON.parse(output.trim() === '' ? '[]' : output));
  } catch (cause) {
    throw new CodegenError(
      'CONFIG',
      `squawk did not answer as version 2 does: ${(errors.trim() === '' ? output : errors).trim().slice(0, 300)}`,
      { cause },
    );
  }
}

async function run(
  command: string,
  args: readonly string[],
  input: string,
  cwd: string,
): Promise<{ output: string; errors: string }> {
  return new Promise((resolve, reject) => {
    // It would print annotations into its JSON where it sees that GitHub runs it.
    const env = { ...process.env, SQUAWK_DISABLE_GITHUB_ANNOTATIONS: '1' };
    const child = spawn(command, args, { cwd, env, stdio: 'pipe' });
    const texts = { output: '', errors: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => (texts.output += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (texts.errors += text));
    child.on('error', (cause) => {
      reject(new CodegenError('CONFIG', `cannot run ${command}: ${cause.message}`, { cause }));
    });
    child.on('close', (status) => {
      // 1 is how it says that there is something to say.
      if (status === 0 || (status === 1 && texts.output.trim() !== '')) resolve(texts);
      else if (NO_PROGRAM.test(texts.errors)) reject(new SquawkUnusableError(texts.errors.trim()));
      else
        reject(new CodegenError('CONFIG', `squawk failed: ${texts.errors.trim() || `exit status ${status ?? '?'}`}`));
    });
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
}
