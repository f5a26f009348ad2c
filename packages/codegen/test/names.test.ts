import { describe, expect, it } from 'vitest';
import { camelCase, pascalCase, propertyAccess, propertyKey, quote, singular, typeName } from '../src/names.ts';

describe('names', () => {
  it.each([
    ['event_record', 'eventRecord', 'EventRecord'],
    ['EventRecord', 'eventRecord', 'EventRecord'],
    ['GetJobBySlug', 'getJobBySlug', 'GetJobBySlug'],
    ['id', 'id', 'Id'],
    ['ID', 'id', 'Id'],
    ['max_2_times', 'max2Times', 'Max2Times'],
    ['trailing_', 'trailing_', 'Trailing_'],
    ['größe_äußere', 'größeÄußere', 'GrößeÄußere'],
    ['ÄÖÜ', 'äöü', 'Äöü'],
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

  it.each([
    ['order items', 'OrderItems'],
    ['user-role', 'UserRole'],
    ['1st', '_1st'],
    ['größe', 'Größe'],
    ['变体', '变体'],
    ['🎉', '__'],
    ['a"b', 'AB'],
    ['a$b', 'A$b'],
  ])('%s is a type called %s', (name, type) => {
    expect(typeName(name)).toBe(type);
  });

  it('quotes what is no identifier', () => {
    expect([propertyKey('a'), propertyKey('a b'), propertyKey("it's")]).toEqual(['a', "'a b'", String.raw`'it\'s'`]);
    expect([propertyAccess('p', 'a'), propertyAccess('p', 'a-b')]).toEqual(['p.a', "p['a-b']"]);
    expect(quote('back\\slash\n\r')).toBe(String.raw`'back\\slash\n\r'`);
  });
});
