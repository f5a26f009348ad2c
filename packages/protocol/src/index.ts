export { DateSchema } from './date.ts';
export { type Dispatchable, DispatchableSchema } from './dispatchable.ts';
export { type DisplayProperty, DisplayPropertySchema, type Style, StyleSchema } from './display.ts';
export {
  type CreateEndpointBody,
  CreateEndpointBodySchema,
  EndpointSlugSchema,
  type IndexEndpointBody,
  IndexEndpointBodySchema,
  type IndexEndpointResponse,
  IndexEndpointResponseSchema,
  type IndexError,
  IndexErrorSchema,
  type IndexStats,
  IndexStatsSchema,
  type PongResponse,
  PongResponseSchema,
  PROTOCOL_VERSION,
  type ValidateResponse,
  ValidateResponseSchema,
} from './endpoint.ts';
export { type ErrorWithStack, ErrorWithStackSchema } from './error-with-stack.ts';
export { KongflowError } from './errors.ts';
export {
  type ContentFilter,
  ContentFilterSchema,
  type EventFilter,
  EventFilterSchema,
  type EventMatcher,
  EventMatcherSchema,
} from './event-filter.ts';
export { EventNamesSchema, type EventRule, EventRuleSchema } from './event-rule.ts';
export {
  type ApiEventLog,
  ApiEventLogSchema,
  DEFAULT_EVENT_SOURCE,
  EventBatchSchema,
  type EventContext,
  type EventPayload,
  MAX_EVENTS_PER_BATCH,
  type RawEvent,
  type RawEventInput,
  RawEventSchema,
  type SendBulkEventsBody,
  SendBulkEventsBodySchema,
  type SendEventBody,
  SendEventBodySchema,
  type SendEventOptions,
  SendEventOptionsSchema,
  type SourceContext,
  SourceContextSchema,
} from './events.ts';
export {
  type CompleteTaskBody,
  CompleteTaskBodySchema,
  CompleteTaskBodyV2Schema,
  type FailTaskBody,
  FailTaskBodySchema,
  MAX_TASK_OUTPUT_LENGTH,
  SERIALIZED_OUTPUT_VERSION,
} from './finish-task.ts';
export { inputParser } from './input-parser.ts';
export { isUuid, newEventId, newId, RowIdSchema } from './ids.ts';
export { describeIndexIssues, type IndexIssues } from './index-issues.ts';
export { type FlatIssue, formatIssues, formatPath, listIssues } from './issues.ts';
export {
  type ConcurrencyLimit,
  ConcurrencyLimitSchema,
  type EventExample,
  EventExampleSchema,
  type EventSpecification,
  EventSpecificationSchema,
  type IntegrationConfig,
  IntegrationConfigSchema,
  type JobMetadata,
  JobMetadataSchema,
  JobSlugSchema,
  JobVersionSchema,
} from './jobs.ts';
export {
  findJsonProblem,
  isJson,
  type Json,
  type JsonObject,
  type JsonPrimitive,
  type JsonProblem,
  JsonSchema,
  MAX_JSON_DEPTH,
} from './json.ts';
export {
  type ConnectionAuth,
  ConnectionAuthSchema,
  type PreprocessRunBody,
  PreprocessRunBodySchema,
  type PreprocessRunResponse,
  PreprocessRunResponseSchema,
  type RunJobBody,
  RunJobBodySchema,
  type RunJobErrorResponse,
  RunJobErrorResponseSchema,
  type RunJobResponse,
  RunJobResponseSchema,
  type RunMetadata,
  RunMetadataSchema,
} from './run-job.ts';
export {
  type LogBody,
  LogBodySchema,
  type RetryOptions,
  RetryOptionsSchema,
  type RunTaskBody,
  RunTaskBodySchema,
  type TaskOperation,
  TaskOperationSchema,
} from './run-task.ts';
export {
  type CachedTask,
  CachedTaskSchema,
  type RunTaskResponse,
  type ServerTask,
  ServerTaskSchema,
} from './server-task.ts';
export {
  type DynamicScheduleMetadata,
  DynamicScheduleMetadataSchema,
  type DynamicTriggerMetadata,
  DynamicTriggerMetadataSchema,
  type HttpEndpointMetadata,
  HttpEndpointMetadataSchema,
  type JobReference,
  JobReferenceSchema,
  type SourceMetadata,
  SourceMetadataSchema,
  type WebhookMetadata,
  WebhookMetadataSchema,
} from './sources.ts';
export {
  type EnvironmentType,
  EnvironmentTypeSchema,
  type RunStatus,
  RunStatusSchema,
  type TaskStatus,
  TaskStatusSchema,
} from './status.ts';
export {
  isTaskName,
  type TaskDefinition,
  type TaskName,
  taskNames,
  type TaskPayload,
  type TaskPayloadInput,
  tasks,
} from './tasks.ts';
export { KeySchema, text, type TextLimits, TextSchema } from './text.ts';
export {
  type ScheduleMetadata,
  ScheduleMetadataSchema,
  type TriggerMetadata,
  TriggerMetadataSchema,
} from './triggers.ts';
