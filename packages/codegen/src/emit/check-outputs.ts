import path from 'node:path';
import type { CodegenOptions } from '../config/schema.ts';
import type { Target } from '../config/target.ts';
import type { Diagnostic } from '../diagnostic.ts';
import type { CompiledFile } from './emit-target.ts';

/** Query files whose code would have the name of a file that a package has besides: one would overwrite the other. */
export function checkOutputs(target: Target, files: readonly CompiledFile[], options: CodegenOptions): Diagnostic[] {
  const own = new Set([
    'querier.ts',
    ...(options.models === undefined ? ['models.ts'] : []),
    ...(options.zod === undefined ? [] : ['schemas.ts']),
  ]);
  return files.flatMap(({ file, name, queries }): Diagnostic[] => {
    const output = name + target.suffix;
    // Not every disk tells capitals apart.
    const other = output.toLowerCase();
    if (!own.has(other)) return [];
    return [
      {
        severity: 'error',
        source: queries[0]?.source.source ?? { file, text: '' },
        offset: 0,
        message: `the code of "${name}.sql" would be ${path.posix.join(target.outputDirectory, output)}, which is "${other}" of the package itself`,
        hint: 'Rename the file, or let "emitTemplate" end in "{{name}}.sql.ts".',
      },
    ];
  });
}
