import { mkdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { createProject, type Project } from './project.ts';

/** Queries in the dialect of pgtyped, `N` being the end of the name; some are wrong, each in another way. */
const PGTYPED = [
  '/* @name GetN */ -- :one\n-- One of them.\nSELECT * FROM things WHERE id = :id;',
  '/* @name ListN */ -- :many\nSELECT id, name, size FROM things WHERE name = :name AND size > :size ORDER BY id;',
  '/* @name NotesN */ -- :many\nSELECT t.id, n.body FROM things t\n  LEFT JOIN notes n ON n.thing_id = t.id;',
  '/* @name AddN */ -- :copyfrom\nINSERT INTO notes (thing_id, body) VALUES (:thingId, :body);',
  '/* @name PutN @param note -> (thing_id, body!) */ -- :exec\nINSERT INTO notes (thing_id, body) VALUES :note;',
  '/* @name AllN @param ids -> (...) */ -- :many\n-- vet: disable=unused all of them\nSELECT id FROM things WHERE id IN :ids;',
  '/* @name FindN */ -- :many\nSELECT id FROM things WHERE true\n  -- @if name\n  AND name = :name\n  -- @end\nORDER BY\n  -- @switch order\n  -- @case size\n  size,\n  -- @case name\n  name,\n  -- @end\n  id;',
  '/* @name KindN */ -- :many\nSELECT kind, count(*) AS count FROM things GROUP BY kind;',
  "/* @name FaceN */ -- :one\nSELECT id AS one FROM things WHERE id = :id AND name <> '☺';",
  // Refused by the server, in one text of a query with branches too; then by us.
  '/* @name BadN */ -- :many\nSELECT id, nmae FROM things\n  WHERE id = :id;',
  '/* @name WrongN */ -- :many\nSELECT id FROM things WHERE true\n  -- @if size\n  AND size = :size AND sizes = 2\n  -- @end\n;',
  '/* @name TwiceN */ -- :many\nSELECT id, size AS id FROM things;',
  '/* @name NothingN */ -- :many\nDELETE FROM notes WHERE thing_id = :id;',
  '/* @name MarkN */ -- :many\nSELECT id FROM things WHERE id != 1 AND name !=:name;',
  '/* @name OpenN */ -- :one\nSELECT id FROM things WHERE name = :name',
  "/* @name QuoteN */ -- :one\nSELECT id FROM things WHERE name = 'open;",
  'SELECT id FROM things;',
];

/** The same for a file in the dialect of sqlc. */
const SQLC = [
  '-- One of them.\n-- name: GetN :one\nSELECT * FROM things WHERE id = $1;',
  '-- name: PairN :many\nSELECT sqlc.embed(t), sqlc.embed(n) FROM things t JOIN notes n ON n.thing_id = t.id\n  WHERE t.name = @name;',
  '-- name: SomeN :many\nSELECT id FROM things WHERE id IN (sqlc.slice(ids)) AND size > sqlc.narg(size);',
  '-- name: RenameN :batchexec\nUPDATE things SET name = $1 WHERE id = $2;',
  '-- name: BadN :many\nSELECT id FROM thing\n  WHERE id = @id;',
  '-- name: UnendingN :one\nSELECT 1',
  'SELECT 2;',
];

const FILES = ['a/queries/first.sql', 'a/queries/second.sql', 'a/queries/sqlc.sql', 'b/queries/third.sql'] as const;

/** Something that somebody does to the project between two saves; the numbers choose what and where. */
export interface Edit {
  readonly kind: (typeof EDIT_KINDS)[number];
  readonly file: number;
  readonly at: number;
  readonly what: number;
}

export const EDIT_KINDS = [
  'add',
  'add',
  'add',
  'remove',
  'rename',
  'change',
  'move',
  'comment',
  'line-ends',
  'delete-file',
  'schema',
  'config',
] as const;

const CONFIGS = [
  { importExtension: '.ts' },
  { case: 'snake' },
  {
    overrides: [
      { column: 'notes.body', type: 'string & {}' },
      { column: 'things.kind', type: 'Kind', from: 'kinds' },
    ],
  },
  { models: { directory: 'packages/models', package: '@app/models' } },
  {
    models: { directory: 'packages/models', package: '@app/models' },
    case: 'snake',
    renameColumns: { 'things.name': 'title' },
  },
];

const TABLES =
  "CREATE TYPE kind AS ENUM ('A', 'B');\nCREATE TABLE things (id int PRIMARY KEY, name text NOT NULL, size int, kind kind);\nCREATE TABLE notes (thing_id int REFERENCES things, body text);\n";
const SCHEMAS = ['', 'ALTER TABLE things ADD nmae text;\n', 'ALTER TABLE things ALTER size SET NOT NULL;\n'];

/** Says, by the line of a warning, which of the edits a run has seen. */
const BEACON = 'packages/b/queries/beacon.sql';

/** A project whose query files are edited query by query. */
export class EditedProject {
  readonly project: Project;
  readonly #queries = new Map<string, string[]>(FILES.map((file) => [file, []]));
  readonly #windows = new Set<string>();
  #saves = 0;
  #names = 0;

  constructor() {
    this.project = createProject({
      'pgtyped.config.json': configOf(0),
      'db/migrations/1.sql': TABLES,
      'db/migrations/2.sql': '',
      [BEACON]: beacon(0),
    });
  }

  /** Does all of them, then saves what tells that it is done. */
  save(edits: readonly Edit[]): void {
    for (const edit of edits) this.#edit(edit);
    this.#saves += 1;
    this.#write(BEACON, beacon(this.#saves));
  }

  /** The warning that a run has which saw all edits up to the last save. */
  get beacon(): string {
    return `${BEACON}:${this.#saves + 3}:1: warning: `;
  }

  #edit({ kind, file: fileNumber, at, what }: Edit): void {
    const file = chosen(FILES, fileNumber);
    const queries = this.#queries.get(file) ?? [];
    const index = queries.length === 0 ? 0 : at % queries.length;
    const query = queries[index] ?? '';
    switch (kind) {
      case 'add':
        queries.splice(index, 0, this.#query(file, what));
        break;
      case 'remove':
        queries.splice(index, 1);
        break;
      case 'rename':
        // To one that there may be already.
        queries.splice(index, 1, query.replace(/(Get|List|Bad)\w+/, `$1${what % 3}`));
        break;
      case 'change':
        queries.splice(index, 1, chosen([change(query, what), query.replace(';', ''), `${query}\n\n`], what));
        break;
      case 'move': {
        const other = this.#queries.get(chosen(FILES, what)) ?? [];
        queries.splice(index, 1);
        if (query !== '') other.splice(at % (other.length + 1), 0, query);
        this.#saveQueries(chosen(FILES, what));
        break;
      }
      case 'comment':
        queries.splice(index, 0, chosen(['/* Said of what follows. */', '/* Two\nlines, and 😀. */', '-- No.'], what));
        break;
      case 'line-ends':
        if (!this.#windows.delete(file)) this.#windows.add(file);
        break;
      case 'delete-file':
        queries.length = 0;
        break;
      case 'schema':
        this.#write('db/migrations/2.sql', chosen(SCHEMAS, what));
        break;
      case 'config':
      default:
        this.#write('pgtyped.config.json', configOf(what));
    }
    this.#saveQueries(file);
  }

  #query(file: string, what: number): string {
    this.#names += 1;
    return chosen(file.endsWith('sqlc.sql') ? SQLC : PGTYPED, what).replace('N', String(this.#names));
  }

  #saveQueries(file: string): void {
    const queries = this.#queries.get(file) ?? [];
    const place = `packages/${file}`;
    const text = `${queries.join('\n\n')}\n`;
    if (queries.length === 0) rmSync(path.join(this.project.root, place), { force: true });
    else this.#write(place, this.#windows.has(file) ? `\uFEFF${text.replaceAll('\n', '\r\n')}` : text);
  }

  /** In one step, as editors save. */
  #write(file: string, text: string): void {
    const { root, write } = this.project;
    write('.new', text);
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    renameSync(path.join(root, '.new'), path.join(root, file));
  }
}

function change(query: string, what: number): string {
  return query.replaceAll(/\bid\b/g, chosen(['id', 'size', 'sise'], what)).replace('AND', chosen(['AND', 'OR'], what));
}

function chosen<T>(from: readonly T[], what: number): T {
  const one = from[what % from.length];
  if (one === undefined) throw new Error('nothing to choose from');
  return one;
}

function beacon(saves: number): string {
  return `-- name: Beacon :one\nSELECT 1;\n${'\n'.repeat(saves)}SELECT 2;\n`;
}

function configOf(what: number): string {
  const transform = (folder: string) => ({
    mode: 'sql',
    include: `${folder}/queries/*.sql`,
    emitTemplate: '{{dir}}/../src/generated/{{name}}.sql.ts',
  });
  return JSON.stringify({
    transforms: [transform('a'), transform('b')],
    srcDir: 'packages/',
    codegen: chosen(CONFIGS, what),
  });
}
