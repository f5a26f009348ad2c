import { existsSync } from 'node:fs';
import { readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { runProgram } from '../support/run-program.ts';
import type { Project } from './project.ts';

/** The command, as its sources. */
export const CODEGEN = fileURLToPath(new URL('../../../packages/codegen/src/bin.ts', import.meta.url));
const PGTYPED = fileURLToPath(import.meta.resolve('@pgtyped/cli/lib/index.js'));

/** The two compilers, as processes of their own; every method returns the seconds that one took. */
export class Generators {
  readonly #project: Project;
  readonly #url: string;

  /** @param url a server with the project's schema, for stock pgtyped */
  constructor(project: Project, url: string) {
    this.#project = project;
    this.#url = url;
  }

  /** kongflow-codegen without a server, with nothing generated yet. */
  async generate(): Promise<number> {
    await this.#remove('generated');
    const seconds = await this.#codegen('generate');
    await this.#expect('generated', /^export const \w+SQL = /gm);
    return seconds;
  }

  /** kongflow-codegen on one package. */
  async generatePackage(): Promise<number> {
    await rm(path.join(this.#project.folder, this.#project.onePackage, 'src/generated'), { recursive: true });
    return this.#codegen('generate', '--package', this.#project.onePackage);
  }

  /** kongflow-codegen as CI runs it: everything but the writing. */
  async check(): Promise<number> {
    return this.#codegen('check');
  }

  /** The stock CLI, with nothing generated yet. It reads every environment variable as an option: it gets none. */
  async stock(): Promise<number> {
    await this.#remove('pgtyped');
    const seconds = await this.#timed([PGTYPED, '--config', this.#project.stockConfig, '--uri', this.#url], {});
    // Its exit status is 0 whatever happens.
    await this.#expect('pgtyped', /^export const \w+ = new PreparedQuery</gm);
    return seconds;
  }

  async #codegen(...args: string[]): Promise<number> {
    return this.#timed(['--conditions=@kongflow/source', CODEGEN, ...args], process.env);
  }

  async #timed(args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
    const started = performance.now();
    await runProgram(process.execPath, args, this.#project.folder, env);
    return (performance.now() - started) / 1000;
  }

  async #remove(output: string): Promise<void> {
    for (const folder of await this.#outputs(output)) await rm(folder, { recursive: true, force: true });
  }

  async #expect(output: string, query: RegExp): Promise<void> {
    let found = 0;
    for (const folder of await this.#outputs(output)) {
      if (!existsSync(folder)) continue;
      for (const file of await readdir(folder))
        found += (await readFile(path.join(folder, file), 'utf8')).match(query)?.length ?? 0;
    }
    if (found !== this.#project.queries)
      throw new Error(`${found} queries in ${output}, and not ${this.#project.queries}`);
  }

  async #outputs(output: string): Promise<string[]> {
    const packages = path.join(this.#project.folder, 'packages');
    return (await readdir(packages)).map((name) => path.join(packages, name, 'src', output));
  }
}
