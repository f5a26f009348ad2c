import fs from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { runner } from 'node-pg-migrate';
import { analyze } from './analyze.ts';
import { readCatalog } from './catalog.ts';
import { Describer } from './describe.ts';
import { startPostgres } from './embedded.ts';
import { camel, PackageEmitter, type Compiled } from './emit.ts';
import { readQueries, SqlError } from './front.ts';

const check = process.argv[2] === 'check', strict = process.argv.includes('--strict'), timing = process.argv.includes('--timing');
const raw = JSON.parse(fs.readFileSync('pgtyped.config.json', 'utf8'));
const only = process.argv.flatMap((a, i) => (process.argv[i - 1] === '--package' ? [a.replace(/\/$/, '')] : []));
const config = { ...raw.codegen, omitUnused: true, packages: raw.transforms.map((t: { include: string }) => ({ dir: path.join(raw.srcDir, path.dirname(path.dirname(t.include))), queries: 'queries', out: 'src/generated' })).filter((p: { dir: string; queries: string }) => fs.existsSync(path.join(p.dir, p.queries)) && (!only.length || only.includes(p.dir))) };
const marks: [string, number][] = [['start', performance.now()]]; const mark = (n: string) => marks.push([n, performance.now()]);

const external = process.env.SQLGEN_DATABASE_URL;
const server = external ? null : await startPostgres(); mark('postgres up');
let failed = 0; const done: string[] = [];
const files = new Map<string, string>();
try {
  const url = external ?? server!.url();
  const db = new pg.Client({ connectionString: url }); await db.connect();
  await runner({ dbClient: db, dir: config.schema, direction: 'up', migrationsTable: 'pgmigrations', checkOrder: true, verbose: false, log: () => {} }); mark('migrated');
  await db.query(`DROP TABLE pgmigrations`);
  const cat = await readCatalog(db), describer = await Describer.connect(url, db); mark('catalog');
  for (const p of config.packages) {
    const dir = path.join(p.dir, p.queries), emitter = new PackageEmitter(cat, { int8: config.int8, omitUnused: config.omitUnused, overrides: config.overrides ?? [] });
    let bad = 0; const mine = new Map<string, string>();
    const all: Compiled[] = [], touched = new Set<number>();
    for (const name of fs.readdirSync(dir).filter((f) => f.endsWith('.sql')).sort()) {
      const file = path.join(dir, name), source = fs.readFileSync(file, 'utf8').replace(/\r\n/g, '\n');
      const { queries, errors } = readQueries(file, source);
      const compiled: Compiled[] = [];
      for (const e of errors) { console.error(e.render() + '\n'); (failed++, bad++); }
      for (const q of queries) {
        try {
          const d = await describer.describe(q, source), a = await analyze(db, cat, q.text, d.params);
          if ((q.cardinality === 'one' || q.cardinality === 'many') && !a.returnsRows) throw new SqlError(file, source, q.bodyOffset, `":${q.cardinality}" needs a statement that returns rows: add RETURNING, or use :exec or :execrows`);
          for (const f of d.fields) if (f.name === '?column?') throw new SqlError(file, source, q.bodyOffset, 'an output column has no name: add AS');
          a.touched.forEach((t) => touched.add(t)); compiled.push({ q, d, a });
        } catch (e) { (failed++, bad++); if (e instanceof SqlError) console.error(e.render() + '\n'); else throw e; }
      }
      all.push(...compiled);
      if (compiled.length && !bad) mine.set(path.join(p.dir, p.out, name + '.ts'), emitter.file(file, compiled));
    }
    if (bad) continue;
    mine.forEach((v, k) => files.set(k, v)); done.push(path.join(p.dir, p.out));
    files.set(path.join(p.dir, p.out, 'querier.ts'), emitter.querier((f) => path.basename(f)));
    files.set(path.join(p.dir, p.out, 'models.ts'), emitter.modelsFile());
    if (timing) console.error(`${p.dir}: ${all.length} queries, touches ${[...touched].map((t) => cat.tables.get(t)?.name).join(', ')}`);
  }
  mark('compiled'); describer.close(); await db.end();
} finally { await server?.stop(); mark('stopped'); }

let stale = 0;
{
  const extra = done.flatMap((o: string) => walk(o)).filter((f: string) => !files.has(f));
  for (const [f, text] of files) {
    const old = fs.existsSync(f) ? fs.readFileSync(f, 'utf8') : null;
    if (old === text) continue;
    stale++;
    if (!check) { fs.mkdirSync(path.dirname(f), { recursive: true }); fs.writeFileSync(f, text); console.log(`wrote ${f}`); continue; }
    const a = (old ?? '').split('\n'), b = text.split('\n'), i = b.findIndex((l, k) => l !== a[k]);
    console.error(old === null ? `${f}: missing` : `${f}:${i + 1}: stale\n  - ${a[i] ?? ''}\n  + ${b[i] ?? ''}`);
  }
  for (const f of extra) { stale++; if (check) console.error(`${f}: no query file generates it any more`); else { fs.rmSync(f); console.log(`removed ${f}`); } }
  if (check && stale) console.error(`\n${stale} generated file(s) are out of date: run "npm run codegen"`);
  else if (!stale) console.log('generated code is up to date');
}
if (timing) console.error(marks.slice(1).map(([n, t], i) => `${n} ${(t - marks[i]![1]).toFixed(0)}ms`).join(', '));
process.exitCode = failed || (check && stale) ? 1 : 0;
function walk(dir: string): string[] { return fs.existsSync(dir) ? fs.readdirSync(dir, { withFileTypes: true }).flatMap((e) => (e.isDirectory() ? walk(path.join(dir, e.name)) : [path.join(dir, e.name)])).sort() : []; }
