import path from 'node:path';
import { expect, it } from 'vitest';
import { explain } from '../../src/explain/explain.ts';

const config = (name: string): { config: string } => ({
  config: path.join(import.meta.dirname, '../golden', name, 'pgtyped.config.json'),
});

it('explains properties and models by the names that the config gives', async () => {
  const [items] = await explain('ListItems', config('renamed'));
  expect(items?.columns.map(({ name, type }) => `${name}: ${type}`)).toEqual([
    'item: Item',
    'staffer: Staffer | null',
    'publishedOn: string',
    'publishedOn2: string',
    'URL: string | null',
  ]);
  const [books] = await explain('findBooks', config('snake'));
  expect(books?.parameters.map(({ name, reason }) => `${name}: ${reason}`)).toEqual([
    'author_id: compared with books.author_id',
    'author_id_2: compared with books.author_id',
    'from_page_count: compared with books.pageCount',
    'to_page_count: compared with books.pageCount',
  ]);
});

it('finds a query by the name of its function, where that is another', async () => {
  const [letters] = await explain('überGröße', config('letters'));
  expect(letters).toMatchObject({ query: 'ÜberGröße', functionName: 'überGröße' });
});
