import { describe, expectTypeOf, it } from 'vitest';
import { z } from 'zod';
import * as mini from 'zod/mini';
import { z as z3 } from 'zod/v3';
import { MemorySecretProvider, type SecretOf, type SecretSchema, SecretStore } from '../src/index.ts';

const store = new SecretStore({ provider: new MemorySecretProvider() });
const Client = z.object({ id: z.string(), secret: z.string().optional() });
interface Client {
  id: string;
  secret?: string | undefined;
}

describe('types', () => {
  it('are those of the schema, in every generation of zod', () => {
    expectTypeOf(() => store.getSecret('k', Client)).returns.resolves.toEqualTypeOf<Client | undefined>();
    const client3 = z3.object({ id: z3.string(), secret: z3.string().optional() });
    expectTypeOf(() => store.getSecret('k', client3)).returns.resolves.toEqualTypeOf<Client | undefined>();
    const clientMini = mini.object({ id: mini.string(), secret: mini.optional(mini.string()) });
    expectTypeOf(() => store.getSecret('k', clientMini)).returns.resolves.toEqualTypeOf<Client | undefined>();
  });

  it('lack undefined where a missing secret throws', () => {
    expectTypeOf(() => store.getSecretOrThrow('k', z.number())).returns.resolves.toEqualTypeOf<number>();
    expectTypeOf(() => store.getSecretOrThrow('k', z3.number())).returns.resolves.toEqualTypeOf<number>();
  });

  it('are what comes out of the schema, not what goes in', () => {
    const schema = z.string().transform(Number);
    expectTypeOf(() => store.getSecretOrThrow('k', schema)).returns.resolves.toEqualTypeOf<number>();
    expectTypeOf<SecretOf<typeof schema>>().toEqualTypeOf<number>();
    expectTypeOf(() => store.getSecretOrThrow('k', z3.string().default('x'))).returns.resolves.toEqualTypeOf<string>();
  });

  it('are told apart by key in a batch', () => {
    const schemas = { a: z.string(), b: z3.array(z3.number()), 'c/d': Client };
    expectTypeOf(() => store.getSecrets(schemas)).returns.resolves.toEqualTypeOf<{
      a: string | undefined;
      b: number[] | undefined;
      'c/d': Client | undefined;
    }>();
  });

  it('are one for all where keys are only known at run time', () => {
    const schemas: Record<string, SecretSchema<Client>> = {};
    expectTypeOf(() => store.getSecrets(schemas)).returns.resolves.toEqualTypeOf<Record<string, Client | undefined>>();
  });

  it('take interfaces as secrets, and refuse null and undefined', () => {
    const client: Client = { id: '1' };
    expectTypeOf(store.setSecret).toBeCallableWith('k', client);
    expectTypeOf(store.setSecret).toBeCallableWith('k', 'text');
    expectTypeOf(store.setSecret).parameter(1).toEqualTypeOf<string | number | boolean | object>();
    // @ts-expect-error -- null is no secret
    expectTypeOf(store.setSecret).toBeCallableWith('k', null);
  });
});
