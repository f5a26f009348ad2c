// TypeScript text for one package. Models and enums are emitted on first reference, which is all that omitUnused means.
import { ParameterTransform } from '@pgtyped/runtime';
import type { Analysis } from './analyze.ts';
import type { Catalog, Table } from './catalog.ts';
import type { Described } from './describe.ts';
import type { SourceQuery } from './front.ts';

export interface Override { type?: string; column?: string; as?: string; from?: string; name: string }
export interface EmitOptions { int8: 'string' | 'number' | 'bigint'; omitUnused: boolean; overrides: { column?: string; type: string; from?: string; pgType?: string }[] }
export interface Compiled { q: SourceQuery; d: Described; a: Analysis }

export const camel = (s: string) => s.replace(/_+([a-zA-Z0-9])/g, (_, c: string) => c.toUpperCase()).replace(/^[A-Z]/, (c) => c.toLowerCase());
export const pascal = (s: string) => { const c = camel(s); return c[0]!.toUpperCase() + c.slice(1); };
const singular = (s: string) => s.replace(/ies$/, 'y').replace(/(ss|us|is)$/, '$1\u0000').replace(/(x|ch|sh)es$/, '$1').replace(/s$/, '').replace('\u0000', '');
const key = (s: string) => (/^[A-Za-z_$][\w$]*$/.test(s) ? s : JSON.stringify(s));

// What node-postgres really returns (read) and accepts (write) for each base type: [read, write, decoder]
const BASE: Record<string, [string, string?, string?]> = {
  int2: ['number'], int4: ['number'], oid: ['number'], float4: ['number'], float8: ['number'], numeric: ['string', 'string | number'], money: ['string'],
  bool: ['boolean'], text: ['string'], varchar: ['string'], bpchar: ['string'], char: ['string'], name: ['string'], citext: ['string'], uuid: ['string'], xml: ['string'],
  date: ['string', 'string', 'date'], timestamp: ['Date'], timestamptz: ['Date'], time: ['string'], timetz: ['string'], interval: ['string', 'string', 'interval'],
  json: ['Json','JsonInput'], jsonb: ['Json','JsonInput'], bytea: ['Buffer','Uint8Array'], inet: ['string'], cidr: ['string'], macaddr: ['string'], tsvector: ['string'], tsquery: ['string'], bit: ['string'], varbit: ['string'], void: ['void'],
};

interface TsType { ts: string; decode?: string }

export class PackageEmitter {
  private readonly models = new Map<number, string>();
  private readonly enums = new Map<number, string>();
  private readonly imports = new Map<string, Set<string>>();
  private usesJson = false;
  private readonly cat: Catalog; private readonly o: EmitOptions;
  constructor(cat: Catalog, o: EmitOptions) { this.cat = cat; this.o = o; }

  // ---- types
  private override(table: Table | undefined, column: string | undefined) { return this.o.overrides.find((x) => table && column && (x.column === `${table.name}.${column}` || x.column === `${table.schema}.${table.name}.${column}`)); }
  private type(oid: number, dir: 'read' | 'write', use: Set<string>, table?: Table, column?: string): TsType {
    const ov = this.override(table, column);
    if (ov) { if (ov.from) { (this.imports.get(ov.from) ?? this.imports.set(ov.from, new Set()).get(ov.from)!).add(ov.type); } use.add(ov.type); return { ts: ov.type }; }
    const t = this.cat.types.get(oid); if (!t) return { ts: 'unknown' };
    if (t.kind === 'd') return this.type(t.base, dir, use, table, column);
    if (t.category === 'A' && t.elem) {
      const e = this.type(t.elem, dir, use); const elem = this.cat.types.get(t.elem)!;
      const known = elem.schema === 'pg_catalog';
      return { ts: dir === 'write' ? `readonly ${wrap(e.ts)}[]` : `${wrap(e.ts)}[]`, decode: dir === 'read' && !known ? 'array' : undefined };
    }
    if (t.kind === 'e') { const n = pascal(t.schema === 'public' ? t.name : `${t.schema}_${t.name}`); this.enums.set(oid, n); use.add(n); return { ts: n }; }
    if (t.name === 'int8') return this.o.int8 === 'string' ? { ts: dir === 'write' ? 'string | number | bigint' : 'string' } : this.o.int8 === 'bigint' ? { ts: dir === 'write' ? 'bigint | number' : 'bigint', decode: 'bigint' } : { ts: 'number', decode: 'int8' };
    const b = BASE[t.name]; if (!b) return { ts: t.kind === 'c' ? 'string' : 'unknown' };
    if (b[0] === 'Json') { use.add(dir === 'write' ? 'JsonInput' : 'Json'); }
    return { ts: dir === 'write' ? (b[1] ?? b[0]) : b[0], decode: dir === 'read' ? b[2] : undefined };
  }
  private model(t: Table): string {
    const n = pascal(singular(t.schema === 'public' ? t.name : `${t.schema}_${t.name}`));
    if (!this.models.has(t.oid)) { this.models.set(t.oid, n); const u = new Set<string>(); for (const c of t.columns) this.type(c.typeOid, 'read', u, t, c.name); }
    return n;
  }

  // ---- one query file
  file(sqlFile: string, compiled: Compiled[]): string {
    const use = new Set<string>(), rt = new Set<string>(), body: string[] = [];
    for (const c of compiled) body.push(this.query(c, use, rt));
    const own = [...use].filter((n) => n !== 'Json' && n !== 'JsonInput' && ![...this.imports.values()].some((s) => s.has(n))).sort();
    return [`// Generated from ${sqlFile}. Do not edit.`, `import { ${[...['Json', 'JsonInput'].filter((n) => use.has(n)).map((n) => `type ${n}`), 'type Queryable', ...[...rt].sort()].join(', ')} } from '@kongflow/database/query-runtime';`,
      ...(own.length ? [`import type { ${own.join(', ')} } from './models.ts';`] : []), ...this.importLines([...use]), '', body.join('\n\n'), ''].join('\n');
  }
  private importLines(names: string[]): string[] { return [...this.imports].map(([from, set]) => [from, [...set].filter((n) => names.includes(n)).sort()] as const).filter(([, s]) => s.length).map(([from, s]) => `import type { ${s.join(', ')} } from '${from}';`); }

  private query({ q, d, a }: Compiled, use: Set<string>, rt: Set<string>): string {
    const fn = camel(q.name), P = pascal(q.name) + 'Params', out: string[] = [];
    // parameters
    const fields: string[] = [];
    const param = (i: number, name: string, forced: boolean): string => {
      const p = a.params[i - 1], table = p?.column && this.cat.tables.get(p.column.table), col = table?.columns.find((c) => c.attnum === p!.column!.attnum);
      const t = this.type(d.params[i - 1]!, 'write', use, table, col?.name), nullable = !!p?.nullable && !forced;
      return `${key(name)}${nullable ? '?' : ''}: ${t.ts}${nullable ? ' | null' : ''}`;
    };
    const isJson = (i: number) => ['json', 'jsonb'].includes(this.cat.types.get(d.params[i - 1]!)?.name ?? '');
    const values: string[] = []; let dynamic = false;
    for (const m of q.mapping) {
      if (m.type === ParameterTransform.Scalar) { const i = m.assignedIndex as number; fields.push(param(i, m.name, m.required)); values[i - 1] = isJson(i) ? (() => { const nn = !!a.params[i - 1]?.nullable && !m.required; const f = nn ? 'jsonOrNull' : 'json'; rt.add(f); return `${f}(params.${m.name})`; })() : `params.${m.name}`; }
      else if (m.type === ParameterTransform.Pick) { fields.push(`${m.name}: { ${Object.values(m.dict).map((k) => param(k.assignedIndex as number, k.name, k.required)).join('; ')} }`); for (const k of Object.values(m.dict)) values[(k.assignedIndex as number) - 1] = `params.${m.name}.${k.name}`; }
      else if (m.type === ParameterTransform.PickSpread) { dynamic = true; fields.push(`${m.name}: readonly { ${Object.values(m.dict).map((k) => param(k.assignedIndex as number, k.name, k.required)).join('; ')} }[]`); }
      else { dynamic = true; const i = Array.isArray(m.assignedIndex) ? m.assignedIndex[0]! : (m.assignedIndex as number); fields.push(`${m.name}: readonly ${wrap(this.type(d.params[i - 1]!, 'write', use).ts)}[]`); }
    }
    // rows: the table's own model when the columns are exactly the table's, else a Row interface
    let row = 'void', decode = '';
    const cols = d.fields.map((f, i) => {
      const hint = /[!?]$/.exec(f.name)?.[0], name = camel(f.name.replace(/[!?]$/, '')), table = this.cat.tables.get(f.tableOID), col = table?.columns.find((c) => c.attnum === f.columnAttrNumber);
      const t = this.type(f.typeOID, 'read', new Set(), table, col?.name);
      return { name, t, nullable: hint === '!' ? false : hint === '?' ? true : !a.notNull[i], table, col, f };
    });
    const dup = cols.find((c, i) => cols.findIndex((x) => x.name === c.name) !== i);
    if (dup) throw new Error(`${q.file}:${q.line}: query "${q.name}" returns two columns called "${dup.name}": give one an alias`);
    if (q.cardinality === 'one' || q.cardinality === 'many') {
      const t = cols[0]?.table;
      const whole = t && cols.length === t.columns.length && cols.every((c, i) => c.table === t && c.col === t.columns[i] && c.f.name === c.col!.name && c.nullable === !c.col!.notNull);
      const expr = (c: (typeof cols)[number], i: number) => { if (!c.t.decode) return `r[${i}] as ${c.t.ts}${c.nullable ? ' | null' : ''}`; const f = c.t.decode === 'array' ? '(v) => array(v, text)' : c.t.decode; rt.add(c.t.decode); if (c.t.decode === 'array') rt.add('text'); if (c.nullable) rt.add('nullable'); const as = c.t.decode === 'array' ? ` as ${c.t.ts}${c.nullable ? ' | null' : ''}` : ''; return (c.nullable ? `nullable(r[${i}], ${f})` : c.t.decode === 'array' ? `array(r[${i}], text)` : `${c.t.decode}(r[${i}])`) + as; };
      if (cols.length === 1) { const c = cols[0]!; this.type(c.f.typeOID, 'read', use, c.table, c.col?.name); row = `${c.t.ts}${c.nullable ? ' | null' : ''}`; }
      else if (whole) { row = this.model(t); use.add(row); for (const c of cols) this.type(c.f.typeOID, 'read', use, c.table, c.col?.name); } else {
        row = pascal(q.name) + 'Row';
        for (const c of cols) this.type(c.f.typeOID, 'read', use, c.table, c.col?.name);
        out.push(`export interface ${row} {\n${cols.map((c) => `${c.col?.comment ? `  /** ${c.col.comment} */\n` : ''}  ${key(c.name)}: ${c.t.ts}${c.nullable ? ' | null' : ''};`).join('\n')}\n}`);
      }
      decode = cols.length === 1 ? `(r) => ${expr(cols[0]!, 0)}` : `(r) => ({ ${cols.map((c, i) => `${key(c.name)}: ${expr(c, i)}`).join(', ')} })`;
    }
    if (fields.length) out.unshift(`export interface ${P} {\n${fields.map((f) => `  ${f};`).join('\n')}\n}`);
    const arg = fields.length ? `, params: ${P}` : '';
    const doc = `/** ${[...q.doc, `${q.file}:${q.line}`].join('\n * ')} */`.replace(/^\/\*\* ([\s\S]*\n[\s\S]*) \*\/$/, '/**\n * $1\n */');
    const returns = { one: a.exactlyOne ? row : `${row.replace(/ \| null$/, '')} | null`, many: `${wrap(row)}[]`, exec: 'void', execrows: 'number', copyfrom: 'number' }[q.cardinality];
    const config: string = dynamic ? (() => { throw new Error(`${q.file}:${q.line}: spread parameters are not supported: use unnest or = ANY(:x::type[])`); })() : `{ name: ${`'${stmt(q)}'`}, text: ${fn}SQL }, [${values.join(', ')}]`;
    out.push(dynamic ? `const ${fn}IR = ${JSON.stringify(q.ir)};` : `export const ${fn}SQL = ${'`'}${q.text.replace(/[`\\]|\$\{/g, '\\$&')}${'`'};`);
    const call = { one: `${a.exactlyOne ? 'exactlyOne' : 'one'}(db, ${config}, ${decode})`, many: `many(db, ${config}, ${decode})`, exec: `exec(db, ${config})`, execrows: `execrows(db, ${config})`, copyfrom: `execrows(db, ${config})` }[q.cardinality];
    rt.add(call.slice(0, call.indexOf('(')));
    out.push(`${doc}\nexport function ${fn}(db: Queryable${arg}): Promise<${returns}> {\n  return ${call};\n}`);
    this.methods.push({ fn, doc, arg: fields.length ? `params: ${P}` : '', returns, file: q.file, types: [...(fields.length ? [P] : []), ...(out.some((x) => x.startsWith(`export interface ${row} `)) ? [row] : [])], model: this.modelNames().has(row) ? row : null, scalar: cols.length === 1 ? row : null });
    return out.join('\n\n');
  }
  private readonly methods: { fn: string; doc: string; arg: string; returns: string; file: string; types: string[]; model: string | null; scalar: string | null }[] = [];
  private modelNames() { return new Set(this.models.values()); }

  querier(moduleOf: (sqlFile: string) => string): string {
    const ms = [...this.methods].sort((a, b) => (a.fn < b.fn ? -1 : 1));
    const byModule = new Map<string, typeof ms>(); for (const m of ms) { const k = moduleOf(m.file); (byModule.get(k) ?? byModule.set(k, []).get(k)!).push(m); }
    const enumNames = new Set([...this.enums.values()]);
    const models = [...new Set(ms.flatMap((m) => [...(m.model ? [m.model] : []), ...(m.scalar ? m.scalar.match(/\w+/g)!.filter((w) => enumNames.has(w)) : [])]))].sort();
    return ['// Generated. Do not edit.', `import type { Queryable } from '@kongflow/database/query-runtime';`, ...(models.length ? [`import type { ${models.join(', ')} } from './models.ts';`] : []),
      ...[...byModule].flatMap(([m, l]) => [`import * as ${camel(m.replace(/\W/g, '_'))} from './${m}.ts';`, ...(l.some((x) => x.types.length) ? [`import type { ${l.flatMap((x) => x.types).sort().join(', ')} } from './${m}.ts';`] : [])]), '',
      `export interface Querier {\n${ms.map((m) => `  ${m.doc.replace(/\n/g, '\n  ')}\n  ${m.fn}(${m.arg}): Promise<${m.returns}>;`).join('\n')}\n}`, '',
      `export class Queries implements Querier {\n  private readonly db: Queryable;\n  constructor(db: Queryable) { this.db = db; }\n  withTx(tx: Queryable): Queries { return new Queries(tx); }\n${ms.map((m) => `  ${m.fn}(${m.arg}): Promise<${m.returns}> { return ${camel(moduleOf(m.file).replace(/\W/g, '_'))}.${m.fn}(this.db${m.arg ? ', params' : ''}); }`).join('\n')}\n}`, ''].join('\n');
  }
  modelsFile(): string {
    if (!this.o.omitUnused) { for (const t of this.cat.tables.values()) this.model(t); for (const t of this.cat.types.values()) if (t.kind === 'e') this.type(t.oid, 'read', new Set()); }
    const out: string[] = [], use = new Set<string>();
    for (const [oid, n] of [...this.enums].sort((a, b) => (a[1] < b[1] ? -1 : 1))) { const l = this.cat.types.get(oid)!.labels; out.push(`export type ${n} = ${l.map((x) => `'${x}'`).join(' | ')};`); }
    for (const [oid, n] of [...this.models].sort((a, b) => (a[1] < b[1] ? -1 : 1))) { const t = this.cat.tables.get(oid)!; out.push(`${t.comment ? `/** ${t.comment} */\n` : ''}export interface ${n} {\n${t.columns.map((c) => `${c.comment ? `  /** ${c.comment} */\n` : ''}  ${key(camel(c.name))}: ${this.type(c.typeOid, 'read', use, t, c.name).ts}${c.notNull ? '' : ' | null'};`).join('\n')}\n}`); }
    if (!out.length) out.push('export {};');
    return ['// Generated. Do not edit.', ...(use.has('Json') ? [`import type { Json } from '@kongflow/database/query-runtime';`] : []), ...this.importLines([...use]), '', out.join('\n\n'), ''].join('\n');
  }
}
const wrap = (t: string) => (t.includes('|') || t.startsWith('readonly') ? `(${t})` : t);
import { createHash } from 'node:crypto';
/** A statement name is bound to its text: two packages, or two deployments, may share a connection through a pooler. */
const stmt = (q: SourceQuery) => `${q.name}_${createHash('sha1').update(q.text).digest('hex').slice(0, 8)}`;
