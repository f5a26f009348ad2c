import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { renameSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { createProject, PLAIN_CONFIG } from '../support/project.ts';

const BIN = path.join(import.meta.dirname, '../../src/bin.ts');

it('as a process, with a server of its own: Ctrl-C ends it, and not as a failure', async () => {
  const { root, write, exists } = createProject({
    'pgtyped.config.json': JSON.stringify(PLAIN_CONFIG),
    'db/migrations/1.sql': 'CREATE TABLE things (id int PRIMARY KEY);\n',
    'packages/a/queries/things.sql': '/* @name ListThings */ -- :many\nSELECT * FROM things;\n',
  });
  const child = spawn(process.execPath, ['--conditions=@kongflow/source', BIN, 'watch', '--format', 'text'], {
    cwd: root,
    env: { PATH: process.env['PATH'] },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let shown = '';
  const ended = once(child, 'exit');
  child.stderr.on('data', (chunk: Buffer) => (shown += chunk.toString()));
  for await (const chunk of child.stdout) {
    const before = shown;
    shown += String(chunk);
    // A second run, so that the kept server is used as well; of a file that is there in one step.
    if (shown.includes('watching') && !before.includes('watching')) {
      write('2.sql', 'ALTER TABLE things ADD name text;\n');
      renameSync(path.join(root, '2.sql'), path.join(root, 'db/migrations/2.sql'));
    }
    if (shown.split('watching').length > 2) child.kill('SIGINT');
  }
  expect(await ended).toEqual([0, null]);
  expect(shown).toMatch(/wrote packages\/a\/src\/generated\/models\.ts\n\d+ ms; watching\nwrote /);
  expect(exists('packages/a/src/generated/things.sql.ts')).toBe(true);
});
