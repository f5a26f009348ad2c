import { existsSync } from 'node:fs';
import path from 'node:path';
import type { SourceText } from '../diagnostic.ts';
import { CodegenError } from '../errors.ts';
import { requireSource } from '../read-source.ts';
import { configError } from './config-error.ts';
import { describeIssues } from './describe-issues.ts';
import { findJsonError } from './json-error.ts';
import { valueOffsetOf } from './offset-of.ts';
import { ConfigFileSchema, type CodegenOptions } from './schema.ts';
import { toTarget, type Target } from './target.ts';

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
  const root = path.dirname(absolute);
  const source = readConfig(absolute, file);
  const { text } = source;
  if (known?.source.text === text && known.root === root && known.source.file === source.file) return known;
  const written = parseJson(source);
  const result = ConfigFileSchema.safeParse(written);
  const issues = describeIssues(text, written, result.error?.issues ?? []);
  if (!result.success || issues.length > 0) throw configError(source, issues);
  const { transforms, srcDir, codegen } = result.data;
  const targets = transforms.map((transform) =>
    toTarget(transform, srcDir, typeof codegen.schema === 'string' ? codegen.schema : undefined),
  );
  for (const [index, target] of targets.entries()) {
    if (targets.findIndex(({ outputDirectory }) => outputDirectory === target.outputDirectory) !== index) {
      const message = `two transforms write to ${target.outputDirectory}`;
      const hint = 'models.ts and querier.ts need a folder of their own.';
      throw configError(source, [
        { offset: valueOffsetOf(text, ['transforms', index, 'emitTemplate']), message, hint },
      ]);
    }
  }
  checkSharedModels(source, codegen, targets);
  return { source, root, options: codegen, targets };
}

/** What holds for models that are one file for all packages. */
function checkSharedModels(
  source: SourceText,
  { models, overrides }: CodegenOptions,
  targets: readonly Target[],
): void {
  if (models === undefined) return;
  const target = targets.find(({ outputDirectory }) => outputDirectory === models.directory);
  if (target !== undefined)
    throw configError(source, [
      {
        offset: valueOffsetOf(source.text, ['codegen', 'models', 'directory']),
        message: `"models" are to be in ${models.directory}, where the code of ${target.package} goes`,
        hint: 'Give them a folder of their own.',
      },
    ]);
  const relative = overrides.findIndex(({ from }) => from?.startsWith('.') === true);
  const override = overrides[relative];
  if (override !== undefined)
    throw configError(source, [
      {
        offset: valueOffsetOf(source.text, ['codegen', 'overrides', relative, 'from']),
        message: `the override of "${override.column}" imports from "${override.from ?? ''}", which is another file in each folder`,
        hint: 'Shared "models" need the name of a package.',
      },
    ]);
}

function readConfig(absolute: string, asGiven: string): SourceText {
  if (!existsSync(absolute)) throw new CodegenError('CONFIG', `cannot read ${asGiven}: ${whereElse(absolute)}`);
  return requireSource(absolute, path.basename(absolute), 'CONFIG');
}

/** Where a config file may be instead: it is looked for in the working directory only. */
function whereElse(absolute: string): string {
  const name = path.basename(absolute);
  for (let folder = path.dirname(path.dirname(absolute)); ; folder = path.dirname(folder)) {
    const file = path.join(folder, name);
    if (existsSync(file)) return `there is one in a folder above, --config ${path.relative('', file)}`;
    if (folder === path.dirname(folder)) break;
  }
  return 'run from the folder that holds it, name it with --config, or write one with "kongflow-codegen init"';
}

function parseJson(source: SourceText): unknown {
  try {
    return JSON.parse(source.text);
  } catch (cause) {
    const { offset, message, hint } = findJsonError(source.text) ?? { offset: 0, message: String(cause) };
    throw configError(source, [{ offset, message: `not JSON: ${message}`, hint }], cause);
  }
}
