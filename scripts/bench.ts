// npm run bench -- <name> [options]: measures, where tests only prove.
import { readdirSync } from 'node:fs';
import path from 'node:path';

/** A measurement: `scripts/bench/<name>.ts` exports `run`, which prints what it found. */
interface Bench {
  run(args: string[]): Promise<void>;
}

const folder = path.join(import.meta.dirname, 'bench');
const [name, ...args] = process.argv.slice(2);
const names = readdirSync(folder)
  .filter((file) => file.endsWith('.ts'))
  .map((file) => path.basename(file, '.ts'));

if (name === undefined || !names.includes(name)) {
  console.error(`Usage: npm run bench -- <${names.join('|')}> [options]`);
  process.exitCode = 2;
} else {
  const bench: Bench = await import(`./bench/${name}.ts`);
  await bench.run(args);
}
