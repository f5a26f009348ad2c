import { type RunMetadata, RunMetadataSchema } from '@kongflow/protocol';

import type { EndpointHeaders } from './results.ts';

/** Longest version that is believed, in characters. */
const MAX_VERSION_LENGTH = 50;

/** Reads the headers that SDK 2.1.8 and newer answer with. A header that makes no sense counts as absent. */
export function readHeaders(headers: ReadonlyMap<string, string>): EndpointHeaders {
  return {
    triggerVersion: version(headers.get('trigger-version')),
    triggerSdkVersion: version(headers.get('trigger-sdk-version')),
    runMetadata: runMetadata(headers.get('x-trigger-run-metadata')),
  };
}

function version(value: string | undefined): string | null {
  return value !== undefined && value !== '' && value.length <= MAX_VERSION_LENGTH ? value : null;
}

function runMetadata(value: string | undefined): RunMetadata | null {
  if (value === undefined) return null;
  try {
    const parsed = RunMetadataSchema.safeParse(JSON.parse(value));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
