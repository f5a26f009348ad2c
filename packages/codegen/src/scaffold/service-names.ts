import { TAKEN } from '../emit/model-registry.ts';
import { CodegenError } from '../errors.ts';
import { camelCase, pascalCase, singular } from '../names.ts';
import type { Naming } from '../naming/naming.ts';

/** What the parts of a new service are called. */
export interface ServiceNames {
  /** The folder: `api-keys`. */
  readonly service: string;
  /** The table: `api_keys`. */
  readonly table: string;
  /** A row of it, as a type: `ApiKey`. */
  readonly entity: string;
  /** One of them in a sentence, and several. */
  readonly one: string;
  readonly many: string;
  /** What the classes begin with: `ApiKeys`. */
  readonly prefix: string;
  /** What the queries end with: `ApiKeys`. */
  readonly entities: string;
  /** What its columns are called in the entity. */
  readonly properties: Readonly<Record<'id' | 'name' | 'createdAt', string>>;
}

/**
 * Names the parts of a service.
 * @throws {CodegenError} `USAGE` for what cannot name a package, a table and a type.
 */
export function nameService(service: string, naming: Naming): ServiceNames {
  if (!/^[a-z][a-z0-9]{2,}(?:-[a-z0-9]+)*$/.test(service))
    throw new CodegenError('USAGE', `"${service}" names no service: write lower case and hyphens, such as "api-keys"`);
  const words = service.replaceAll('-', '_');
  const table = singular(words) === words ? plural(words) : words;
  const owner = { schema: 'public', name: table };
  const entity = naming.renamed(owner) ?? pascalCase(naming.singular(table));
  if (TAKEN.has(entity) || Object.hasOwn(globalThis, entity) || entity === pascalCase(table))
    throw new CodegenError('USAGE', `no type can be called ${entity}: give the service of "${service}" another name`);
  return {
    service,
    table,
    entity,
    one: naming.singular(table).replaceAll('_', ' '),
    many: table.replaceAll('_', ' '),
    prefix: pascalCase(words),
    entities: pascalCase(table),
    properties: {
      id: naming.member(owner, 'id'),
      name: naming.member(owner, 'name'),
      createdAt: naming.member(owner, 'created_at'),
    },
  };
}

/** A word with its article. */
export function withArticle(word: string): string {
  return `${/^[aeiou]/i.test(word) ? 'an' : 'a'} ${word}`;
}

/** The name as a constant spells it. */
export function constantCase(names: ServiceNames): string {
  return camelCase(names.service.replaceAll('-', '_')).replaceAll(/[A-Z]/g, '_$&').toUpperCase();
}

function plural(word: string): string {
  if (/[^aeiou]y$/.test(word)) return `${word.slice(0, -1)}ies`;
  return /(?:s|x|ch|sh)$/.test(word) ? `${word}es` : `${word}s`;
}
