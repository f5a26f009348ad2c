import { z } from 'zod';
import { CliError } from './errors.ts';

/** An option that is a number of things, from 1. */
export const CountOption = z
  .string()
  .regex(/^[1-9]\d{0,8}$/, 'must be a whole number from 1')
  .transform(Number);

/** An option without a value. */
export const Flag = z.boolean().default(false);

/**
 * Checks the options of a command.
 * @param options as Commander has parsed them: names in camel case, values as texts.
 * @throws {CliError} `USAGE` naming the option, without its value
 */
export function parseOptions<Output>(schema: z.ZodType<Output>, options: unknown): Output {
  const parsed = schema.safeParse(options);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(
    ({ path: [name = 'options'], message }) => `${flagOf(String(name))} ${message}.`,
  );
  throw new CliError('USAGE', problems.join('\n'));
}

function flagOf(name: string): string {
  return `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
