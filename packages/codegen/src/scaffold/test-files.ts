import type { ServiceNames } from './service-names.ts';

/** The tests of a new service, by path in its folder. */
export function testFiles(names: ServiceNames, extension: string): [string, string][] {
  return [
    ['test/support/fake-repository.ts', fakeFile(names, extension)],
    ['test/service.test.ts', unitFile(names, extension)],
    ['test/service.integration.test.ts', integrationFile(names, extension)],
  ];
}

function fakeFile({ prefix, entity, entities, properties }: ServiceNames, extension: string): string {
  const { id, name, createdAt } = properties;
  const stored = id === 'id' && name === 'name' ? '...params' : `${id}: params.id, ${name}: params.name`;
  return `import type { Transaction } from '@kongflow/database';
import type { Querier } from '../../src/generated/querier${extension}';
import type { ${entity}, ${prefix}Repository } from '../../src/index${extension}';

type Statement<Name extends keyof Querier> = Querier[Name];

/** The statements over an array. */
export class FakeRepository implements ${prefix}Repository {
  readonly rows: ${entity}[] = [];
  /** The transactions that statements were asked for. */
  readonly transactions: (Transaction | undefined)[] = [];

  within(tx: Transaction | undefined): Querier {
    this.transactions.push(tx);
    return this;
  }

  create${entity}: Statement<'create${entity}'> = async (params) => {
    const row = { ${stored}, ${createdAt}: new Date() };
    this.rows.push(row);
    return row;
  };

  get${entity}: Statement<'get${entity}'> = async ({ id }) => {
    return this.rows.find((row) => row.${id} === id) ?? null;
  };

  list${entities}: Statement<'list${entities}'> = async ({ after, limit }) => {
    const behind = this.rows.filter((row) => row.${id} > (after ?? ''));
    return behind.toSorted((a, b) => (a.${id} < b.${id} ? -1 : 1)).slice(0, limit);
  };

  delete${entity}: Statement<'delete${entity}'> = async ({ id }) => {
    const index = this.rows.findIndex((row) => row.${id} === id);
    return index === -1 ? 0 : this.rows.splice(index, 1).length;
  };
}
`;
}

function unitFile({ prefix, properties }: ServiceNames, extension: string): string {
  return `import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { ${prefix}Service } from '../src/index${extension}';
import { FakeRepository } from './support/fake-repository${extension}';

function setup() {
  const repository = new FakeRepository();
  return { repository, service: new ${prefix}Service({ repository }) };
}

describe('${prefix}Service', () => {
  it('stores what it makes, and finds it again', async () => {
    const { repository, service } = setup();
    const made = await service.create({ name: 'first' });
    expect(repository.rows).toEqual([made]);
    expect(await service.get(made.${properties.id})).toEqual(made);
  });

  it('says that there is none', async () => {
    const { service } = setup();
    const id = randomUUID();
    await expect(service.get(id)).rejects.toMatchObject({
      name: '${prefix}Error',
      code: 'NOT_FOUND',
      message: expect.stringContaining(id),
    });
    expect(await service.delete(id)).toBe(false);
  });

  it('refuses what does not fit, before the database is asked', async () => {
    const { repository, service } = setup();
    const refused = { code: 'INVALID_INPUT' };
    await expect(service.create({ name: '' })).rejects.toMatchObject(refused);
    await expect(service.get('no id')).rejects.toMatchObject(refused);
    await expect(service.list({ after: 'no id' })).rejects.toMatchObject(refused);
    await expect(service.delete('no id')).rejects.toMatchObject(refused);
    expect(repository.transactions).toEqual([]);
  });
});
`;
}

function integrationFile({ prefix, properties: { id, name } }: ServiceNames, extension: string): string {
  return `import { createDatabase, type Database } from '@kongflow/database';
import { createTestDatabase } from '@kongflow/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ${prefix}Service } from '../src/index${extension}';

let database: Database;
let service: ${prefix}Service;

beforeAll(async () => {
  const { url } = await createTestDatabase();
  database = createDatabase({ connectionString: url });
  service = new ${prefix}Service({ database });
});
afterAll(async () => {
  await database.close();
});

describe('${prefix}Service on PostgreSQL', () => {
  it('stores, finds, lists and deletes', async () => {
    const first = await service.create({ name: 'first' });
    const second = await service.create({ name: 'second' });
    expect(await service.get(first.${id})).toEqual(first);
    expect(await service.list()).toEqual([first, second]);
    expect(await service.list({ after: first.${id} })).toEqual([second]);
    expect(await service.delete(first.${id})).toBe(true);
    expect(await service.delete(first.${id})).toBe(false);
    await expect(service.get(first.${id})).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('takes part in a transaction of the caller', async () => {
    const before = await service.list();
    const undone = database.transaction(async (tx) => {
      const { ${id} } = await service.create({ name: 'undone' }, { tx });
      expect((await service.get(${id}, { tx })).${name}).toBe('undone');
      throw new Error('undo it');
    });
    await expect(undone).rejects.toThrow('undo it');
    expect(await service.list()).toEqual(before);
  });
});
`;
}
