import { setImmediate as otherWork } from 'node:timers/promises';
import { assemble, queriesOf, type Assembly } from './assemble.ts';
import { compileQueries } from './compile/compile-queries.ts';
import { Naming } from './naming/naming.ts';
import { readTarget, type TargetSources } from './read-target.ts';
import type { ChosenTargets, RunOptions } from './run.ts';
import type { ServerAhead } from './database/server-ahead.ts';
import { openSession } from './session.ts';

/**
 * Reads and compiles the packages of a run, and works out their code.
 * @param use what is done with it, while the server shuts down
 */
export async function runTargets<T>(
  { config, targets, compiled: needed }: ChosenTargets,
  { databaseUrl, server }: Pick<RunOptions, 'databaseUrl'> & Pick<ServerAhead, 'server'>,
  use: (assembly: Assembly) => T,
): Promise<T> {
  const sources: TargetSources[] = [];
  for (const target of needed) {
    sources.push(readTarget(config.root, target));
    // The server that is being started needs a hand in between.
    await otherWork();
  }
  const queries = queriesOf(sources);
  if (queries.length === 0) return use(assemble({ config, sources, targets }, undefined));
  const session = await openSession(config, databaseUrl, server);
  let closed: Promise<void> | undefined;
  try {
    const { compiled, diagnostics } = await compileQueries(session.context, new Naming(config.options), queries);
    closed = session.close();
    const bySource = new Map(compiled.map((query) => [query.source, query]));
    return use(
      assemble({ config, sources, targets }, { compiled: bySource, catalog: session.context.catalog, diagnostics }),
    );
  } finally {
    await (closed ?? session.close());
  }
}
