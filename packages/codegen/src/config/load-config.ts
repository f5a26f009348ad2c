import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { z } from 'zod';
import type { SourceText } from '../diagnostic.ts';
import { CodegenError } from '../errors.ts';
import { closest } from '../suggest/closest.ts';
import { toTarget, type Target } from './target.ts';
import { CodegenOptionsSchema, ConfigFileSchema, type CodegenOptions } from './schema.ts';

/** A config file, read and checked. */
export interface Config {
  readonly source: SourceText;
  /** The folder it stands in: every path in it, and in messages, is relative to this. */
  readonly root: string;
  readonly options: CodegenOptions;
  readonly targets: readonly Target[];
}

/**
 * Reads a config file.
 * @param file path of `pgtyped.config.json`
 * @param known what was read before, which is returned where the file still says the same
 * @throws {CodegenError} `CONFIG` when it is missing, is no JSON or does not fit.
 */
export function loadConfig(file: string, known?: Config): Config {
  const absolute = path.resolve(file);
  const name = path.basename(absolute);
  const root = path.dirname(absolute);
  const text = readConfig(absolute, file);
  if (known?.source.text === text && known.root === root && known.source.file === name) return known;
  const result = ConfigFileSchema.safeParse(parseJson(text, name));
  if (!result.success)
    throw new CodegenError('CONFIG', [`${name} does not fit:`, ...result.error.issues.map(describeIssue)].join('\n'));
  const { transforms, srcDir, codegen } = result.data;
  const targets = transforms.map((transform) => toTarget(transform, srcDir));
  for (const [index, target] of targets.entries()) {
    if (targets.findIndex(({ outputDirectory }) => outputDirectory === target.outputDirectory) !== index) {
      throw new CodegenError(
        'CONFIG',
        `${name}: two transforms write to ${target.outputDirectory}; models.ts and querier.ts need a folder of their own`,
      );
    }
  }
  checkSharedModels(name, codegen, targets);
  return { source: { file: name, text }, root, options: codegen, targets };
}

/** What holds for models that are one file for all packages. */
function checkSharedModels(name: string, { models, overrides }: CodegenOptions, targets: readonly Target[]): void {
  if (models === undefined) return;
  const target = targets.find(({ outputDirectory }) => outputDirectory === models.directory);
  if (target !== undefined)
    throw new CodegenError(
      'CONFIG',
      `${name}: "models" are to be in ${models.directory}, where the code of ${target.package} goes; give them a folder of their own`,
    );
  const relative = overrides.find(({ from }) => from?.startsWith('.') === true);
  if (relative !== undefined)
    throw new CodegenError(
      'CONFIG',
      `${name}: the override of "${relative.column}" imports from "${relative.from ?? ''}", which is another file in each folder; shared "models" need the name of a package`,
    );
}

function readConfig(absolute: string, asGiven: string): string {
  try {
    return readFileSync(absolute, 'utf8');
  } catch (cause) {
    throw new CodegenError(
      'CONFIG',
      `cannot read ${asGiven}: run from the folder that holds it, or name it with --config`,
      { cause },
    );
  }
}

function parseJson(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new CodegenError('CONFIG', `${name} is not JSON: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
  }
}

function describeIssue(issue: z.core.$ZodIssue): string {
  const { path: where, message } = issue;
  const at = where
    .map((key, index) => (typeof key === 'number' ? `[${key}]` : `${index === 0 ? '' : '.'}${String(key)}`))
    .join('');
  return `  ${at === '' ? 'the file' : at}: ${message}${meantKey(issue)}`;
}

/** Keys outside of `codegen` are pgtyped's: only ours are known here. */
function meantKey(issue: z.core.$ZodIssue): string {
  if (issue.code !== 'unrecognized_keys' || issue.path.join('.') !== 'codegen') return '';
  const meant = issue.keys.map((key) => closest(key, Object.keys(CodegenOptionsSchema.shape)));
  return meant.map((key) => (key === undefined ? '' : `. Did you mean "${key}"?`)).join('');
}
