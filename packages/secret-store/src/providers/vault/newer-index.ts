interface State {
  readonly cluster: string;
  readonly local: bigint;
  readonly replicated: bigint;
}

// `v1:<cluster>:<local index>:<replicated index>:<HMAC>`, in base64.
const statePattern = /^v1:([^:]+):(\d{1,20}):(\d{1,20}):[\da-f]*$/i;

/**
 * Which value of `X-Vault-Index` to send from now on. Answers to requests that ran side by side come in any order: an older
 * state of the same cluster must not take the place of a newer one.
 *
 * @param known what was sent up to now.
 * @param heard that of an answer; null when it has none.
 */
export function newerIndex(known: string | undefined, heard: string | null): string | undefined {
  if (known === undefined || heard === null) return heard ?? known;
  const [old, current] = [parse(known), parse(heard)];
  if (old === undefined || current === undefined || old.cluster !== current.cluster) return heard;
  return old.local >= current.local && old.replicated >= current.replicated ? known : heard;
}

function parse(index: string): State | undefined {
  const [, cluster, local, replicated] = statePattern.exec(Buffer.from(index, 'base64').toString('utf8')) ?? [];
  if (cluster === undefined || local === undefined || replicated === undefined) return undefined;
  return { cluster, local: BigInt(local), replicated: BigInt(replicated) };
}
