/**
 * Texts of trigger.dev v2 that tools look at: the CLI of the SDK registers an endpoint again when the error matches
 * `Could not connect to endpoint`.
 */
export const messages = {
  couldNotConnect: (url: string) => `Could not connect to endpoint ${url}`,
  noAnswer: (url: string, timeoutMs: number) =>
    `Could not connect to endpoint ${url}. No answer within ${timeoutMs} ms`,
  statusCode: (url: string, status: number) => `Could not connect to endpoint ${url}. Status code: ${status}`,
  invalidKey: 'Trigger API key is invalid',
  notJson:
    'Could not parse response from endpoint. Make sure it points to the correct URL (you might be missing /api/trigger)',
  wrongForm: (url: string, issues: string) => `Endpoint ${url} responded with error: ${issues}`,
  tooLarge: (url: string, limitBytes: number) => `Endpoint ${url} responded with more than ${limitBytes} bytes`,
  noLocation: (url: string) => `Endpoint ${url} is redirecting but no location header is present`,
  unsafeRedirect: (url: string, location: string) =>
    `Endpoint ${url} is redirecting to ${location}, which is another origin and must not get the API key. ` +
    'Register the endpoint with its final URL',
  aborted: (url: string) => `The call of endpoint ${url} was aborted`,
} as const;
