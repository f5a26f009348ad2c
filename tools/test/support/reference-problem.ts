import { access, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { secretProviderConformance } from '@kongflow/secret-store/conformance';
import { readPage } from '../../../packages/codegen/test/support/how-to/read-page.ts';
import { testNames, type Reference } from './acceptance-table.ts';
import { headingsOf } from './headings.ts';

const root = path.resolve(import.meta.dirname, '../../..');

/** Why a reference points to nothing; null when it points to something. */
export async function problemOf(reference: Reference): Promise<string | null> {
  return (await problemOfCommand(reference)) ?? (await problemOfPlace(reference));
}

async function problemOfCommand({ command }: Reference): Promise<string | null> {
  if (command === undefined) return null;
  const [, script = '', argument] = /^npm run ([^ ]+)(?: -- ([^ ]+))?/.exec(command) ?? [];
  const { scripts }: { scripts: Record<string, string> } = JSON.parse(await read('package.json'));
  if (!Object.hasOwn(scripts, script)) return `there is no npm script "${script}"`;
  if (script !== 'bench') return null;
  if (argument === undefined) return `"${command}" does not say which`;
  const measurement = `scripts/bench/${argument}.ts`;
  return (await isPresent(measurement)) ? null : `there is no ${measurement}`;
}

async function problemOfPlace({ command, file, name }: Reference): Promise<string | null> {
  if (!(await isPresent(file.replace(/\/\*\.ts$/, '')))) return `there is no ${file}`;
  if (file.endsWith('.md'))
    return headingsOf(await read(file)).includes(name) ? null : `${file} has no heading "${name}"`;
  if (command !== undefined) return (await read(file)).includes(name) ? null : `${file} has no "${name}"`;
  return (await namesIn(file)).includes(name) ? null : `${file} has no test "${name}"`;
}

async function namesIn(file: string): Promise<string[]> {
  const madeAtRunTime = RUN_TIME_NAMES.find(([pattern]) => pattern.test(file))?.[1];
  if (file.endsWith('*.ts')) return (await madeAtRunTime?.(file)) ?? [];
  const written = testNames(await read(file)).flatMap(({ name, groups }) =>
    [...groups, name].map((_, index, all) => all.slice(index).join(' › ')),
  );
  return [...written, ...((await madeAtRunTime?.(file)) ?? [])];
}

/** Tests whose names exist only when they run, which are known otherwise. */
const RUN_TIME_NAMES: readonly [RegExp, (file: string) => Promise<string[]>][] = [
  // Each provider's tests run these cases.
  [
    /^packages\/secret-store\/src\/conformance\/[\w*-]+\.ts$/,
    async () => Promise.resolve(secretProviderConformance.map(({ name }) => name)),
  ],
  [/^packages\/codegen\/test\/(?:\w+\/)?golden\.test\.ts$/, goldenFolders],
  [/^packages\/codegen\/test\/how-to\.test\.ts$/, executedPages],
];

async function goldenFolders(file: string): Promise<string[]> {
  const entries = await readdir(path.join(root, file.replace(/\.test\.ts$/, '')), { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
}

async function executedPages(): Promise<string[]> {
  const folders = ['docs/codegen', 'docs/codegen/how-to'];
  const files = await Promise.all(
    folders.map(async (folder) => (await readdir(path.join(root, folder))).map((name) => `${folder}/${name}`)),
  );
  const pages = files.flat().filter((file) => file.endsWith('.md'));
  const texts = await Promise.all(pages.map(read));
  return pages.filter((page, index) => readPage(page, texts[index] ?? '').length > 0);
}

async function read(file: string): Promise<string> {
  return readFile(path.join(root, file), 'utf8');
}

async function isPresent(file: string): Promise<boolean> {
  return access(path.join(root, file)).then(
    () => true,
    () => false,
  );
}
