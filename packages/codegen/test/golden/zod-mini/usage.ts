import type * as z from 'zod/mini';
import type * as models from './packages/app/src/generated/models.ts';
import type * as tasks from './packages/app/src/generated/tasks.sql.ts';
import type * as schemas from './packages/app/src/generated/schemas.ts';

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function check<T extends true>(): T | undefined {
  return undefined;
}

// What each schema makes is exactly what it is the schema of; so is what it accepts.
check<Equal<z.output<typeof schemas.StateSchema>, models.State>>();
check<Equal<z.output<typeof schemas.SizeSchema>, models.Size>>();
check<Equal<z.output<typeof schemas.SizeInputSchema>, models.SizeInput>>();
check<Equal<z.output<typeof schemas.TaskSchema>, models.Task>>();
check<Equal<z.output<typeof schemas.CreateTaskParamsSchema>, tasks.CreateTaskParams>>();
check<Equal<z.output<typeof schemas.FindTasksParamsSchema>, tasks.FindTasksParams>>();
check<Equal<z.input<typeof schemas.StateSchema>, models.State>>();
check<Equal<z.input<typeof schemas.SizeSchema>, models.Size>>();
check<Equal<z.input<typeof schemas.SizeInputSchema>, models.SizeInput>>();
check<Equal<z.input<typeof schemas.TaskSchema>, models.Task>>();
check<Equal<z.input<typeof schemas.CreateTaskParamsSchema>, tasks.CreateTaskParams>>();
check<Equal<z.input<typeof schemas.FindTasksParamsSchema>, tasks.FindTasksParams>>();
