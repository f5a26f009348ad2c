import { rmSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { openScratchDatabase } from '../src/database/scratch-database.ts';
import { copyProject } from './support/project.ts';
import { runStockPgtyped } from './support/stock-pgtyped.ts';

/**
 * A file whose statements are valid with all of their branches in them is one to whoever knows nothing of branches.
 */
it('stock pgtyped compiles golden/branches, with every branch in', async () => {
  const project = copyProject(path.join(import.meta.dirname, 'golden/branches'));
  // That one is sqlc's.
  rmSync(path.join(project.root, 'packages/app/queries/more.sql'));
  const database = await openScratchDatabase({ migrations: path.join(project.root, 'db/migrations') });
  try {
    const { output, queries } = await runStockPgtyped(project.root, database.url);
    expect(output).not.toMatch(/error|skipped|failed|unexpected/i);
    const seen = [...queries].map(([name, { params, row }]) => [name, [...params.keys()], [...row.keys()]]);
    expect(seen).toEqual([
      [
        'app.ListBooks',
        ['authors', 'minSold', 'tag', 'title'],
        ['author_id', 'created_at', 'details', 'id', 'sold', 'subtitle', 'tags', 'title'],
      ],
      ['app.PageBooks', ['afterId', 'afterTitle', 'beforeAt', 'beforeId', 'limit'], ['created_at', 'id', 'title']],
      ['app.CountBooks', ['author'], ['count']],
      ['app.FindBook', ['id'], ['author', 'id', 'title']],
      ['app.UpdateBook', ['details', 'id', 'sold', 'subtitle', 'title'], []],
    ]);
  } finally {
    await database.close();
  }
});
