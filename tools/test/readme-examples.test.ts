// Every ```ts block of every README runs as it stands, against a real database; ```ts no-run blocks are only type-checked.
// A ```ts serves block runs until it is told to stop, which it is as soon as it has printed something.
import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { createTestDatabase } from '@kongflow/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');
const folder = path.join(root, '.data', `readme-${process.pid}`);
const run = promisify(execFile);

const packages = await readdir(path.join(root, 'packages'));
const readmeOf = (packageName: string): string => `packages/${packageName}/README.md`;

interface Example {
  readonly name: string;
  readonly file: string;
  readonly code: string;
  readonly runs: boolean;
  readonly serves: boolean;
}

async function readExamples(): Promise<Example[]> {
  const readmes = ['README.md', 'ARCHITECTURE.md', ...packages.map(readmeOf)];
  const examples: Example[] = [];
  for (const readme of readmes) {
    const text = await readFile(path.join(root, readme), 'utf8');
    for (const [index, match] of [...text.matchAll(/^```ts([^\n]*)\n([\s\S]*?)^```/gm)].entries()) {
      const slug = `${readme.replace(/\W+/g, '-')}-${index + 1}`;
      examples.push({
        name: `${readme} #${index + 1}`,
        file: path.join(folder, `${slug}.ts`),
        code: match[2] ?? '',
        runs: !match[1]?.includes('no-run'),
        serves: match[1]?.includes('serves') ?? false,
      });
    }
  }
  return examples;
}

const examples = await readExamples();

beforeAll(async () => {
  await mkdir(folder, { recursive: true });
  await Promise.all(examples.map(({ file, code }) => writeFile(file, code)));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

test('every package README has an example', () => {
  const documented = new Set(examples.map(({ name }) => name.split(' ')[0]));
  expect([...documented]).toEqual(expect.arrayContaining(['README.md', ...packages.map(readmeOf)]));
});

test('all examples type-check', async () => {
  const config = path.join(folder, 'tsconfig.json');
  const extended = {
    extends: '../../tsconfig.json',
    include: ['*.ts'],
    exclude: [],
    compilerOptions: { typeRoots: ['../../node_modules/@types'] },
  };
  await writeFile(config, JSON.stringify(extended));
  const result = await run(process.execPath, [path.join(root, 'node_modules/typescript/bin/tsc'), '-p', config], {
    cwd: root,
  }).then(
    () => '',
    (error: { stdout: string }) => error.stdout,
  );
  expect(result).toBe('');
});

describe('examples run', () => {
  test.each(examples.filter(({ runs }) => runs))('$name', async ({ file, serves }) => {
    const database = await createTestDatabase();
    const env = {
      ...process.env,
      DATABASE_URL: database.url,
      KONGFLOW_ENCRYPTION_KEY: '0123456789abcdef0123456789abcdef',
      PORT: '0',
    };
    const finished = run(process.execPath, ['--conditions=@kongflow/source', '--no-warnings', file], {
      cwd: root,
      env,
      timeout: 25_000,
    });
    if (serves) finished.child.stdout?.once('data', () => finished.child.kill('SIGTERM'));
    await expect(finished).resolves.toBeDefined();
  });
});
