import { assert, property, string } from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { PROJECT_SLUG_SUFFIX, insertWithSlug, slugify } from '../src/slug.ts';

describe('slugify', () => {
  it.each([
    ['Web Shop', 'web-shop'],
    ['  --Crème Brûlée!! ', 'creme-brulee'],
    ['ﬁne', 'fine'],
    ['控制流', ''],
    ['a'.repeat(100), 'a'.repeat(60)],
    [`${'a'.repeat(59)} b`, 'a'.repeat(59)],
  ])('turns %j into %j', (title, slug) => {
    expect(slugify(title)).toBe(slug);
  });

  it('makes nothing but words joined by single hyphens', () => {
    assert(
      property(string({ unit: 'binary' }), (title) => {
        expect(slugify(title)).toMatch(/^(?:[a-z0-9]+(?:-[a-z0-9]+)*)?$/);
      }),
    );
  });
});

describe('insertWithSlug', () => {
  const wanted = { title: 'Shop', fallback: 'project', suffix: PROJECT_SLUG_SUFFIX };

  it('asks for another slug as long as they are taken', async () => {
    const suffixes = ['aaaa', 'bbbb', 'cccc'];
    const insert = vi.fn<(slug: string) => Promise<string | null>>(async (slug) =>
      slug === 'shop-cccc' ? slug : null,
    );
    expect(await insertWithSlug(wanted, () => suffixes.shift() ?? '', insert)).toBe('shop-cccc');
    expect(insert.mock.calls).toEqual([['shop-aaaa'], ['shop-bbbb'], ['shop-cccc']]);
  });

  it('does not hide the error of an insert', async () => {
    const insert = vi.fn<() => Promise<null>>(async () => {
      throw new Error('no connection');
    });
    await expect(insertWithSlug(wanted, () => 'aaaa', insert)).rejects.toThrow('no connection');
    expect(insert).toHaveBeenCalledOnce();
  });
});
