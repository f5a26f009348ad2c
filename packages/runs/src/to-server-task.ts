import { DisplayPropertySchema, type ServerTask, StyleSchema } from '@kongflow/protocol';
import { z } from 'zod';
import type { CreateTaskRow } from './generated/tasks.sql.ts';

/** What the statements that create and finish tasks return. */
export type TaskRow = CreateTaskRow;

const PropertiesSchema = z.array(DisplayPropertySchema);

/** Shows a task as the SDK expects it. */
export function toServerTask(row: TaskRow): ServerTask {
  const { properties, style, output, outputIsUndefined, ...task } = row;
  return {
    ...task,
    properties: properties === null ? null : PropertiesSchema.parse(properties),
    style: style === null ? null : StyleSchema.parse(style),
    ...(outputIsUndefined ? {} : { output }),
    context: null,
    // Never written: the error of a failed task is its output.
    error: null,
    forceYield: false,
  };
}
