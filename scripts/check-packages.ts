// Proves the packages as a stranger gets them: packed, installed in an empty project, imported, typed.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { packAll } from './pack.ts';

const root = path.resolve(import.meta.dirname, '..');
const project = mkdtempSync(path.join(os.tmpdir(), 'kongflow-packages-'));
let failed = 0;

function step(name: string, command: string, args: readonly string[], cwd: string): void {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8' });
  if (status === 0) return;
  failed += 1;
  console.error(`${name} failed:\n${stdout}${stderr}`);
}

interface Manifest {
  readonly name: string;
  readonly bin?: Record<string, string>;
  readonly exports: Record<string, unknown>;
}

function manifestOf(folder: string): Manifest {
  return JSON.parse(readFileSync(path.join(root, 'packages', folder, 'package.json'), 'utf8'));
}

try {
  const tarballs = packAll(path.join(project, 'tarballs'));
  const manifests = readdirSync(path.join(root, 'packages')).map(manifestOf);
  for (const tarball of tarballs) {
    const name = path.basename(tarball);
    step(`publint of ${name}`, 'publint', [tarball, '--strict'], root);
    step(`attw of ${name}`, 'attw', [tarball, '--profile', 'esm-only'], root);
  }
  writeFileSync(
    path.join(project, 'package.json'),
    JSON.stringify({ name: 'stranger', private: true, type: 'module' }),
  );
  execFileSync('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error', '--ignore-scripts', ...tarballs], {
    cwd: project,
    stdio: 'inherit',
  });
  const specifiers = manifests.flatMap(({ name, exports }) =>
    Object.keys(exports).map((subpath) => path.posix.join(name, subpath)),
  );
  const imports = specifiers.map((specifier, index) => `import * as m${index} from '${specifier}';`).join('\n');
  const uses = specifiers
    .map(
      (specifier, index) => `if (Object.keys(m${index}).length === 0) throw new Error('${specifier} exports nothing');`,
    )
    .join('\n');
  writeFileSync(path.join(project, 'stranger.ts'), `${imports}\n${uses}\nconsole.log('imported');\n`);
  writeFileSync(
    path.join(project, 'tsconfig.json'),
    JSON.stringify({
      compilerOptions: {
        module: 'nodenext',
        target: 'es2023',
        strict: true,
        exactOptionalPropertyTypes: true,
        skipLibCheck: true,
        noEmit: true,
        types: [],
      },
      files: ['stranger.ts'],
    }),
  );
  step(
    'type-checking the imports',
    process.execPath,
    [path.join(root, 'node_modules/typescript/bin/tsc'), '-p', project],
    project,
  );
  step('importing every entry point', process.execPath, ['stranger.ts'], project);
  for (const { name, bin } of manifests) {
    for (const command of Object.keys(bin ?? {}))
      step(`${command} of ${name}`, path.join(project, 'node_modules/.bin', command), ['--help'], project);
  }
  console.log(
    `${manifests.length} packages, ${specifiers.length} entry points: ${failed === 0 ? 'all good' : `${failed} problems`}`,
  );
} finally {
  rmSync(project, { recursive: true, force: true });
}
process.exitCode = failed === 0 ? 0 : 1;
