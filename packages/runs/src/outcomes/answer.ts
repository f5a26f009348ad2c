import type { RunJobResponse } from '@kongflow/protocol';

/** The SDK's answer with this status. */
export type Answer<Status extends RunJobResponse['status']> = Extract<RunJobResponse, { status: Status }>;
