// Links of the documentation lead somewhere: to a file that is there, and to a heading that it has.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { headingsOf } from './support/headings.ts';

const root = path.resolve(import.meta.dirname, '../..');
const inRoot = readdirSync(root).filter((name) => name.endsWith('.md'));
const readmes = readdirSync(path.join(root, 'packages')).map((name) => path.join('packages', name, 'README.md'));
const docs = readdirSync(path.join(root, 'docs'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.md'))
  .map((name) => path.join('docs', name));
const files = [...inRoot, ...readmes, ...docs].filter((file) => existsSync(path.join(root, file)));

function textOf(file: string): string {
  return readFileSync(path.join(root, file), 'utf8').replaceAll(/^```[^]*?^```$/gm, '');
}

/** As GitHub makes them of headings. */
function anchorsOf(file: string): string[] {
  return headingsOf(readFileSync(path.join(root, file), 'utf8')).map((heading) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

function brokenLinks(file: string): string[] {
  return [...textOf(file).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, link = '']) => link)
    .filter((link) => !/^[a-z]+:/.test(link))
    .filter((link) => {
      const [target = '', anchor] = link.split('#');
      const linked = target === '' ? file : path.join(path.dirname(file), target);
      if (!existsSync(path.join(root, linked))) return true;
      return anchor !== undefined && linked.endsWith('.md') && !anchorsOf(linked).includes(anchor);
    });
}

test.each(files)('%s', (file) => {
  expect(brokenLinks(file)).toEqual([]);
});

test('the index of docs/codegen has every page', () => {
  const index = textOf('docs/codegen/README.md');
  const pages = docs.filter((file) => file.startsWith('docs/codegen/') && !file.endsWith('/README.md'));
  expect(pages.filter((file) => !index.includes(`](${path.relative('docs/codegen', file)})`))).toEqual([]);
});
