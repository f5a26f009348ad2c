// Builds every public package and packs it into a tarball: npm run pack -- [folder]
import { execFileSync } from 'node:child_process';
import { copyFileSync, cpSync, mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');

/**
 * Builds and packs all packages.
 *
 * @param destination folder that receives the tarballs
 * @returns the tarballs' paths, in the order of the packages' folders
 */
export function packAll(destination: string): string[] {
  mkdirSync(destination, { recursive: true });
  execFileSync('npm', ['run', '--silent', 'build'], { cwd: root, stdio: 'inherit' });
  // The published database package brings the schema along; in the repository it is read from db/migrations.
  cpSync(path.join(root, 'db/migrations'), path.join(root, 'packages/database/dist/migrations'), { recursive: true });
  return readdirSync(path.join(root, 'packages')).map((name) => {
    const folder = path.join(root, 'packages', name);
    copyFileSync(path.join(root, 'LICENSE'), path.join(folder, 'LICENSE'));
    const output = execFileSync('npm', ['pack', '--json', '--pack-destination', destination], {
      cwd: folder,
      encoding: 'utf8',
    });
    const filename = /"filename": "([^"]+)"/.exec(output)?.[1];
    if (filename === undefined) throw new Error(`npm pack did not say what it wrote for ${name}: ${output}`);
    return path.join(destination, filename);
  });
}

if (import.meta.main) {
  for (const tarball of packAll(path.resolve(process.argv[2] ?? 'dist'))) console.log(tarball);
}
