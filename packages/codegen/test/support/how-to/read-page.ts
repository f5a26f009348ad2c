import { z } from 'zod';

/** A fenced block of a page. Lines count from 1; the first is that of the code, not of the fence. */
interface Block {
  readonly language: string;
  readonly info: string;
  readonly line: number;
  readonly lines: readonly string[];
}

/** What a page makes of a folder: files whose lines stand where they stand in the page, so that errors point at it. */
export interface PageProject {
  /** `pgtyped.config.json`. */
  readonly config: string;
  readonly files: ReadonlyMap<string, string>;
  /** Files to run, in this order. */
  readonly programs: readonly string[];
  /** Code that must stand in what is generated. */
  readonly generated: readonly { readonly line: number; readonly code: string }[];
}

const MAIN = 'main.ts';
const FENCE = /^( *)```(\w+)[ \t]*([^\n]*)$/;
const ANOTHER_PROJECT = /^<!-- another project -->$/;
const PATH_COMMENT = /^(?:--|\/\/) (\S+\.(?:sql|ts))$/;

const TRANSFORM = {
  mode: 'sql',
  include: 'queries/*.sql',
  emitTemplate: '{{dir}}/../src/generated/{{name}}.sql.ts',
};
const OPTIONS = { schema: 'db/migrations', runtime: '@kongflow/query-runtime', importExtension: '.ts' };

const ConfigSchema = z.looseObject({
  codegen: z.record(z.string(), z.unknown()).optional(),
  transforms: z.array(z.unknown()).optional(),
});

/** Whatever in a page the harness cannot use, with its line. */
export class PageError extends Error {
  override readonly name = 'PageError';
}

/**
 * Reads the projects of a page. It is one, of all its blocks, unless `<!-- another project -->` begins a second one: that
 * has the SQL of the first, what follows, and a database and a program of its own.
 * @param file what errors call the page
 */
export function readPage(file: string, text: string): PageProject[] {
  const parts: Block[][] = [[]];
  let open: { indent: string; language: string; info: string; line: number; lines: string[] } | undefined;
  for (const [index, line] of text.split('\n').entries()) {
    if (open !== undefined) {
      if (line !== `${open.indent}\`\`\``) open.lines.push(line);
      else {
        parts.at(-1)?.push(open);
        open = undefined;
      }
      continue;
    }
    if (ANOTHER_PROJECT.test(line)) parts.push((parts.at(-1) ?? []).filter(({ language }) => language === 'sql'));
    const [fence, indent = '', language = '', info = ''] = FENCE.exec(line) ?? [];
    if (fence !== undefined) open = { indent, language, info, line: index + 2, lines: [] };
  }
  if (open !== undefined) throw new PageError(`${file}:${open.line - 1}: this block has no end`);
  return parts.filter((part) => part.some(isTypeScript)).map((part) => makeProject(file, part));
}

function isTypeScript({ language }: Block): boolean {
  return language === 'ts';
}

function makeProject(file: string, blocks: readonly Block[]): PageProject {
  const pieces = new Map<string, Block[]>();
  const add = (name: string, block: Block): void => {
    pieces.set(name, [...(pieces.get(name) ?? []), block]);
  };
  let config: z.infer<typeof ConfigSchema> = {};
  const generated: { line: number; code: string }[] = [];
  for (const block of blocks) {
    const [, named] = PATH_COMMENT.exec(block.lines[0] ?? '') ?? [];
    const used = block.info !== 'no-run';
    if (block.language === 'json' && used) config = { ...config, ...readConfig(file, block) };
    else if (isTypeScript(block) && block.info === 'generated') generated.push(...readGenerated(block));
    else if (isTypeScript(block)) add(used ? (named ?? MAIN) : `no-run-${block.line}.ts`, block);
    else if (block.language === 'sql' && used) {
      if (named === undefined)
        throw new PageError(`${file}:${block.line}: begin the block with "-- <path>.sql", or write \`\`\`sql no-run`);
      // Stock pgtyped, and so our own reader, wants nothing before a header.
      add(named, { ...block, lines: ['', ...block.lines.slice(1)] });
    }
  }
  const files = new Map([...pieces].map(([name, its]) => [name, atTheirLines(its, name.endsWith('.ts'))]));
  const whole = { ...config, transforms: config.transforms ?? [TRANSFORM], codegen: { ...OPTIONS, ...config.codegen } };
  return {
    config: JSON.stringify(whole),
    files,
    programs: [...files.keys()].filter((name) => name === MAIN || name.endsWith('.test.ts')),
    generated,
  };
}

function readConfig(file: string, { line, lines }: Block): z.infer<typeof ConfigSchema> {
  try {
    const { codegen, transforms } = ConfigSchema.parse(JSON.parse(lines.join('\n')));
    return { ...(codegen && { codegen }), ...(transforms && { transforms }) };
  } catch (error) {
    throw new PageError(`${file}:${line}: ${String(error)}`);
  }
}

/** What stands between empty lines need not stand together in the generated file. */
function readGenerated({ line, lines }: Block): { line: number; code: string }[] {
  const pieces: { line: number; code: string }[] = [];
  let from = 0;
  for (const [index, text] of [...lines, ''].entries()) {
    if (text.trim() !== '') continue;
    const code = lines.slice(from, index).join('\n');
    if (code.trim() !== '') pieces.push({ line: line + from, code });
    from = index + 1;
  }
  return pieces;
}

function atTheirLines(blocks: readonly Block[], isModule: boolean): string {
  const lines: string[] = [];
  for (const block of blocks) {
    while (lines.length < block.line - 1) lines.push('');
    lines.push(...block.lines);
  }
  // The first line of a page is its title.
  if (isModule) lines[0] = 'export {};';
  return `${lines.join('\n')}\n`;
}
