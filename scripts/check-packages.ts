// Proves the packages as a stranger gets them: packed, installed in an empty project, imported, typed.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { startEmbeddedPostgres } from '@kongflow/testing';
import { checkCodegen } from './check-codegen.ts';
import { packAll } from './pack.ts';

const root = path.resolve(import.meta.dirname, '..');
const project = mkdtempSync(path.join(os.tmpdir(), 'kongflow-packages-'));
let failed = 0;

/** What a host program does first: schema, project, workers and one request, from the published files alone. */
const platform = `
import { createFetchHandler } from '@kongflow/server';
import { bootstrap, createKongflow } from 'kongflow';

const kongflow = createKongflow({
  database: { connectionString: process.env.DATABASE_URL },
  encryptionKey: '0123456789abcdef0123456789abcdef',
});
await kongflow.start();
const { environments } = await bootstrap(kongflow);
const headers = { authorization: 'Bearer ' + environments[0].apiKey };
const response = await createFetchHandler(kongflow)(new Request('http://localhost/api/v1/whoami', { headers }));
await kongflow.stop();
if (response.status !== 200) throw new Error('whoami answered ' + response.status);
`;

function step(name: string, command: string, args: readonly string[], cwd: string, env = process.env): void {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, env, encoding: 'utf8' });
  if (status === 0) return;
  failed += 1;
  console.error(`${name} failed:\n${stdout}${stderr}`);
}

function install(packages: readonly string[]): void {
  execFileSync('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error', '--ignore-scripts', ...packages], {
    cwd: project,
    stdio: 'inherit',
  });
}

interface Manifest {
  readonly name: string;
  readonly bin?: Record<string, string>;
  readonly exports: Record<string, unknown>;
  readonly peerDependencies?: Record<string, string>;
}

function manifestOf(folder: string): Manifest {
  return JSON.parse(readFileSync(path.join(root, 'packages', folder, 'package.json'), 'utf8'));
}

try {
  const tarballs = packAll(path.join(project, 'tarballs'));
  await checkCodegen(tarballs).catch((error: unknown) => {
    failed += 1;
    console.error(`the codegen in an empty folder failed: ${String(error)}`);
  });
  const manifests = readdirSync(path.join(root, 'packages')).map(manifestOf);
  for (const tarball of tarballs) {
    const name = path.basename(tarball);
    step(`publint of ${name}`, 'publint', [tarball, '--strict'], root);
    // Generated code is compiled in CommonJS projects too, where TypeScript 5 reads no "exports".
    const profile = name.startsWith('kongflow-query-runtime-')
      ? ['--ignore-rules', 'cjs-resolves-to-esm']
      : ['--profile', 'esm-only'];
    step(`attw of ${name}`, 'attw', [tarball, ...profile], root);
  }
  writeFileSync(
    path.join(project, 'package.json'),
    JSON.stringify({ name: 'stranger', private: true, type: 'module' }),
  );
  install(tarballs);
  const server = await startEmbeddedPostgres();
  try {
    writeFileSync(path.join(project, 'platform.ts'), platform);
    const env = { ...process.env, DATABASE_URL: server.url('postgres') };
    step('starting the platform', process.execPath, ['platform.ts'], project, env);
  } finally {
    await server.stop();
  }
  // Whoever wants Parameter Store brings the AWS SDK; the platform has just started without it.
  install(
    manifests.flatMap(({ peerDependencies = {} }) => Object.entries(peerDependencies).map((peer) => peer.join('@'))),
  );
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
