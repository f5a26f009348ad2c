import { messages } from './messages.ts';
import type { TransportFailure } from './transport.ts';

/** Words why PING, VALIDATE or INDEX_ENDPOINT got no answer. An answer that broke off counts as none. */
export function describeFailure(
  failure: TransportFailure,
  url: string,
): { readonly kind: 'unreachable' | 'timeout' | 'tooLarge' | 'aborted'; readonly message: string } {
  switch (failure.kind) {
    case 'unreachable':
    case 'brokenOff':
      return { kind: 'unreachable', message: messages.couldNotConnect(url) };
    case 'timeout':
      return { kind: 'timeout', message: messages.noAnswer(url, failure.timeoutMs) };
    case 'tooLarge':
      return { kind: 'tooLarge', message: messages.tooLarge(url, failure.limitBytes) };
    case 'aborted':
      break;
  }
  return { kind: 'aborted', message: messages.aborted(url) };
}
