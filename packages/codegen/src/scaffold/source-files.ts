import type { ServiceNames } from './service-names.ts';
import { constantCase, withArticle } from './service-names.ts';

/**
 * The sources of a new service, by path in its folder.
 * @param models the module that exports the model of its table
 */
export function sourceFiles(names: ServiceNames, extension: string, models: string): [string, string][] {
  return [
    ['src/index.ts', indexFile(names, extension, models)],
    ['src/errors.ts', errorsFile(names)],
    ['src/repository.ts', repositoryFile(names, extension)],
    ['src/service.ts', serviceFile(names, extension, models)],
  ];
}

function indexFile(names: ServiceNames, extension: string, models: string): string {
  const { prefix, entity } = names;
  return `export { ${constantCase(names)}_ERROR_CODES, ${prefix}Error } from './errors${extension}';
export type { ${prefix}ErrorCode } from './errors${extension}';
export type { ${entity} } from '${models}';
export { Pg${prefix}Repository } from './repository${extension}';
export type { ${prefix}Repository } from './repository${extension}';
export { ${prefix}Service } from './service${extension}';
export type { InTransaction, ListInput, ${prefix}ServiceOptions } from './service${extension}';
`;
}

function errorsFile(names: ServiceNames): string {
  const { prefix, service } = names;
  const codes = `${constantCase(names)}_ERROR_CODES`;
  return `import { KongflowError } from '@kongflow/protocol';

/** Every code that an error of this package can carry. */
export const ${codes} = ['INVALID_INPUT', 'NOT_FOUND'] as const;

/** A code of the package's errors. */
export type ${prefix}ErrorCode = (typeof ${codes})[number];

/** What the ${service} package throws when a request cannot be met; database errors pass through unchanged. */
export class ${prefix}Error extends KongflowError<${prefix}ErrorCode> {
  override readonly name = '${prefix}Error';
}
`;
}

function repositoryFile({ prefix }: ServiceNames, extension: string): string {
  return `import type { Transaction } from '@kongflow/database';
import { Queries } from './generated/querier${extension}';
import type { Querier } from './generated/querier${extension}';

/** What the service needs of the database: its statements. */
export interface ${prefix}Repository extends Querier {
  /** The statements within the caller's transaction, or outside of any when there is none. */
  within(tx: Transaction | undefined): Querier;
}

/** The repository on PostgreSQL: on a \`Database\`. */
export class Pg${prefix}Repository extends Queries implements ${prefix}Repository {
  within(tx: Transaction | undefined): Querier {
    return tx === undefined ? this : this.withTx(tx);
  }
}
`;
}

function serviceFile(
  { prefix, entity, entities, one, many, properties }: ServiceNames,
  extension: string,
  models: string,
): string {
  return `import type { Database, Transaction } from '@kongflow/database';
import { inputParser, KeySchema, newId, RowIdSchema } from '@kongflow/protocol';
import { ${prefix}Error } from './errors${extension}';
import type { ${entity} } from '${models}';
import { Pg${prefix}Repository } from './repository${extension}';
import type { ${prefix}Repository } from './repository${extension}';

/** Rows of a page. */
const PAGE = 100;

const parseInput = inputParser(${prefix}Error);

interface OnDatabase {
  readonly database: Database;
}

interface OnRepository {
  readonly repository: ${prefix}Repository;
}

/** What the service works with: a database, or a repository of the host's own. */
export type ${prefix}ServiceOptions = OnDatabase | OnRepository;

/** Lets an operation take part in the caller's transaction. */
export interface InTransaction {
  /** Default: none; every operation is one statement. */
  readonly tx?: Transaction | undefined;
}

/** Which page to list. */
export interface ListInput {
  /** The id of the last ${one} of the page before. Default: the first page. */
  readonly after?: string | undefined;
}

/**
 * The ${many} there are.
 *
 * @example
 * const service = new ${prefix}Service({ database });
 * const { ${properties.id} } = await service.create({ name: 'first' });
 */
export class ${prefix}Service {
  readonly #repository: ${prefix}Repository;

  constructor(options: ${prefix}ServiceOptions) {
    if ('repository' in options) this.#repository = options.repository;
    else this.#repository = new Pg${prefix}Repository(options.database);
  }

  /**
   * Makes ${withArticle(one)}.
   *
   * @throws {${prefix}Error} \`INVALID_INPUT\` when the name is empty or longer than 500 characters
   */
  async create(input: { readonly name: string }, { tx }: InTransaction = {}): Promise<${entity}> {
    const name = parseInput(KeySchema, input.name);
    return this.#repository.within(tx).create${entity}({ id: newId(), name });
  }

  /**
   * The ${one} with this id.
   *
   * @throws {${prefix}Error} \`INVALID_INPUT\`, \`NOT_FOUND\`
   */
  async get(id: string, { tx }: InTransaction = {}): Promise<${entity}> {
    const row = { id: parseInput(RowIdSchema, id) };
    const found = await this.#repository.within(tx).get${entity}(row);
    if (found !== null) return found;
    throw new ${prefix}Error('NOT_FOUND', \`There is no ${one} \${id}.\`);
  }

  /**
   * A page of up to 100 ${many}, oldest first.
   *
   * @throws {${prefix}Error} \`INVALID_INPUT\`
   */
  async list(input: ListInput = {}, { tx }: InTransaction = {}): Promise<${entity}[]> {
    const after = parseInput(RowIdSchema.optional(), input.after);
    return this.#repository.within(tx).list${entities}({ after, limit: PAGE });
  }

  /**
   * Deletes ${withArticle(one)}.
   *
   * @returns false when there was none
   * @throws {${prefix}Error} \`INVALID_INPUT\`
   */
  async delete(id: string, { tx }: InTransaction = {}): Promise<boolean> {
    const row = { id: parseInput(RowIdSchema, id) };
    return (await this.#repository.within(tx).delete${entity}(row)) > 0;
  }
}
`;
}
