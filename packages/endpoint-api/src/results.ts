import type { ErrorWithStack, RunMetadata } from '@kongflow/protocol';

/** What the headers of an answer tell about the endpoint. Null: not told. */
export interface EndpointHeaders {
  /** Protocol version, `2023-09-29`. Absent from endpoints of SDK 2.1.7 and older, and from the express adapter 2.1.3. */
  readonly triggerVersion: string | null;
  readonly triggerSdkVersion: string | null;
  /** Which run notifications the endpoint asks for. */
  readonly runMetadata: RunMetadata | null;
}

/** Answer to PING. */
export type PingResult =
  | { readonly ok: true; readonly headers: EndpointHeaders }
  | { readonly ok: false; readonly kind: ConnectFailure; readonly error: string };

/** Answer to VALIDATE. */
export type ValidateResult =
  | { readonly ok: true; readonly endpointId: string; readonly headers: EndpointHeaders }
  | { readonly ok: false; readonly kind: ConnectFailure; readonly error: string };

/** Why PING or VALIDATE failed; `refused`: the endpoint answered that it is not the one that is meant. */
export type ConnectFailure =
  | 'unreachable'
  | 'timeout'
  | 'aborted'
  | 'tooLarge'
  | 'unauthorized'
  | 'httpError'
  | 'invalidJson'
  | 'invalidResponse'
  | 'refused';

/** What every failure of EXECUTE_JOB and PREPROCESS_RUN carries. */
interface Failure<Kind extends string> {
  readonly kind: Kind;
  /** For the output of the run. Never holds the API key. */
  readonly message: string;
  readonly durationMs: number;
}

interface AnsweredFailure<Kind extends string> extends Failure<Kind> {
  readonly status: number;
  readonly headers: EndpointHeaders;
}

/**
 * Outcome of EXECUTE_JOB or PREPROCESS_RUN.
 *
 * - `response`: answered with a 2xx and a valid body.
 * - `unreachable`: no answer, or one that broke off: refused, DNS, TLS, reset, a URL that cannot be called.
 * - `timeout`: the function was cut short: 408, 504 and the forms of Vercel and Cloudflare; `status` is null where the
 *   endpoint did not answer within the time of the call.
 * - `errorResponse`: any other status than 2xx with an error object; `error` is the endpoint's.
 * - `httpError`: any other status than 2xx with another body.
 * - `invalidJson`, `invalidResponse`, `tooLarge`: a 2xx that cannot be used.
 * - `aborted`: the caller's signal.
 */
export type CallResult<Response> =
  | {
      readonly kind: 'response';
      readonly response: Response;
      readonly headers: EndpointHeaders;
      readonly durationMs: number;
    }
  | (Failure<'unreachable'> & { readonly reason: string })
  | (Failure<'timeout'> & { readonly status: number | null; readonly headers: EndpointHeaders | null })
  | (AnsweredFailure<'errorResponse'> & { readonly error: ErrorWithStack })
  | AnsweredFailure<'httpError'>
  | AnsweredFailure<'invalidJson'>
  | AnsweredFailure<'invalidResponse'>
  | (Failure<'tooLarge'> & { readonly limitBytes: number })
  | Failure<'aborted'>;
