import { QueryResultError } from '@kongflow/database/query-runtime';
import { z } from 'zod';
import type { TenancyContext } from './context.ts';
import type { User as UserModel } from './generated/models.ts';
import { NameSchema, parseInput } from './parse-input.ts';

/** A person who owns or works in organizations. */
export type User = UserModel;

/** Who the user is. */
export interface CreateUserInput {
  /** Compared in lower case. */
  readonly email: string;
  readonly name?: string | null;
}

const CreateUserSchema = z.object({
  email: z.string().trim().toLowerCase().pipe(z.email()),
  name: NameSchema.nullish(),
});

/** See `TenancyService.createUser`. */
export async function createUser({ repository }: TenancyContext, input: CreateUserInput): Promise<User> {
  const { email, name } = parseInput(CreateUserSchema, input);
  const user = await repository.ensureUser({ email, name: name ?? '' });
  if (user === null) throw new QueryResultError('UNEXPECTED_ROW_COUNT', 'EnsureUser returned no row.');
  return user;
}
