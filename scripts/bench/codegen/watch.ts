import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { CODEGEN } from './generators.ts';
import type { Project } from './project.ts';

/** What `watch` says when what it has found is written. */
const WRITTEN = /wrote [^]*; watching/;

/**
 * Milliseconds from a save to the code on disk, of as many saves of one file of the project. The file is there in one
 * step, as editors save it, and each save changes a statement. What was saved last is what was there before.
 */
export async function measureWatch(project: Project, saves: number): Promise<number[]> {
  const file = path.join(project.folder, project.oneFile);
  // Not beside it: that folder is watched.
  const saved = path.join(project.folder, project.onePackage, 'saved.sql');
  const original = await readFile(file, 'utf8');
  await using watching = await startWatch(project);
  const save = async (text: string): Promise<number> => {
    await writeFile(saved, text);
    const written = watching.next();
    const started = performance.now();
    await rename(saved, file);
    await written;
    return performance.now() - started;
  };
  const milliseconds: number[] = [];
  try {
    for (let count = 2; count < saves + 2; count += 1) {
      const changed = original.replace('LIMIT 1;', `LIMIT ${count};`);
      if (changed === original) throw new Error(`nothing to change in ${project.oneFile}`);
      milliseconds.push(await save(changed));
    }
  } finally {
    await save(original);
  }
  return milliseconds;
}

interface Watching extends AsyncDisposable {
  /** Resolves when the next change is written. */
  next(): Promise<void>;
}

async function startWatch({ folder }: Project): Promise<Watching> {
  const args = ['--conditions=@kongflow/source', CODEGEN, 'watch', '--format', 'text'];
  const child = spawn(process.execPath, args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = once(child, 'exit');
  let said = '';
  let heard: () => void = () => undefined;
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      heard();
    });
  const until = async (pattern: RegExp): Promise<void> => {
    const seen = new Promise<void>((resolve) => {
      heard = () => {
        if (pattern.test(said)) resolve();
      };
      heard();
    });
    await Promise.race([
      seen,
      ended.then(() => {
        throw new Error(`watch has ended:\n${said}`);
      }),
    ]);
  };
  await until(/; watching/);
  return {
    async next() {
      said = '';
      await until(WRITTEN);
    },
    async [Symbol.asyncDispose]() {
      child.kill('SIGINT');
      await ended;
    },
  };
}
