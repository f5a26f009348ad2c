import { describe, expect, it } from 'vitest';
import { camelCase, pascalCase, propertyAccess, propertyKey, quote, singular } from '../src/names.ts';

describe('names', () => {
  it.each([
    ['event_record', 'eventRecord', 'EventRecord'],
    ['EventRecord', 'eventRecord', 'EventRecord'],
    ['GetJobBySlug', 'getJobBySlug', 'GetJobBySlug'],
    ['id', 'id', 'Id'],
    ['ID', 'id', 'Id'],
    ['max_2_times', 'max2Times', 'Max2Times'],
    ['trailing_', 'trailing_', 'Trailing_'],
  ])('%s is %s and %s', (name, camel, pascal) => {
    expect(camelCase(name)).toBe(camel);
    expect(pascalCase(name)).toBe(pascal);
  });

  it.each([
    ['jobs', 'job'],
    ['endpoint_indexes', 'endpoint_index'],
    ['job_aliases', 'job_alias'],
    ['statuses', 'status'],
    ['addresses', 'address'],
    ['batches', 'batch'],
    ['caches', 'cache'],
    ['responses', 'response'],
    ['queues', 'queue'],
    ['categories', 'category'],
    ['keys', 'key'],
    ['status', 'status'],
    ['series', 'series'],
    ['news', 'news'],
    ['staff', 'staff'],
  ])('the singular of %s is %s', (name, expected) => {
    expect(singular(name)).toBe(expected);
  });

  it('quotes what is no identifier', () => {
    expect([propertyKey('a'), propertyKey('a b'), propertyKey("it's")]).toEqual(['a', "'a b'", String.raw`'it\'s'`]);
    expect([propertyAccess('p', 'a'), propertyAccess('p', 'a-b')]).toEqual(['p.a', "p['a-b']"]);
    expect(quote('back\\slash\n')).toBe(String.raw`'back\\slash\n'`);
  });
});
