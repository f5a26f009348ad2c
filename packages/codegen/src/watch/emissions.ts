import type { Catalog } from '../catalog/catalog.ts';
import type { CodegenOptions } from '../config/schema.ts';
import type { Target } from '../config/target.ts';
import { emitTarget, type CompiledFile, type EmitTarget, type EmittedTarget } from '../emit/emit-target.ts';

/** The code of a package, and all that it was written from. */
interface Emission {
  readonly target: Target;
  readonly compiled: readonly CompiledFile[];
  readonly catalog: Catalog;
  readonly options: CodegenOptions;
  readonly emitted: EmittedTarget;
}

/** The code of the packages as written before: where nothing has changed that it is written from, it is the same. */
export class Emissions {
  /** By the folder that it goes to, of which each package has its own. */
  readonly #known = new Map<string, Emission>();

  readonly emit: EmitTarget = (target, compiled, catalog, options, shared) => {
    // A model that packages share has the name that the first of them leaves it: each hangs on all before it.
    if (shared !== undefined) return emitTarget(target, compiled, catalog, options, shared);
    const known = this.#known.get(target.outputDirectory);
    if (
      known?.target === target &&
      known.catalog === catalog &&
      known.options === options &&
      isSame(known.compiled, compiled)
    )
      return known.emitted;
    const emitted = emitTarget(target, compiled, catalog, options);
    this.#known.set(target.outputDirectory, { target, compiled, catalog, options, emitted });
    return emitted;
  };
}

/** Whether it is the same objects: what is compiled again is another, even if it is equal. */
function isSame(before: readonly CompiledFile[], now: readonly CompiledFile[]): boolean {
  return (
    before.length === now.length &&
    before.every(({ file, name, queries }, index) => {
      const other = now[index];
      return (
        other?.file === file &&
        other.name === name &&
        other.queries.length === queries.length &&
        queries.every((query, at) => query === other.queries[at])
      );
    })
  );
}
