/** Every kind of problem that `verify` finds. */
export const AUDIT_PROBLEMS = [
  /** Fields of the entry do not give its hash. */
  'ALTERED',
  /** The log ends before the anchor: it was cut off, or put back to an older state. */
  'ANCHOR_AHEAD',
  /** The entry of the anchor has another hash, or is missing: the chain was recomputed. */
  'ANCHOR_MISMATCH',
  /** The entry of the anchor was purged: the anchor proves nothing any more. */
  'ANCHOR_PURGED',
  /** Entries after the one that the chain ends with. */
  'BEYOND_HEAD',
  /** The row that says where the chain ends is gone. */
  'CHAIN_MISSING',
  /** The newest entries are gone. */
  'CUT_TAIL',
  /** The newest entry is not the one that the chain ends with. */
  'HEAD_MISMATCH',
  /** Entries are gone, though not purged. */
  'MISSING',
  /** The entry does not hold the hash of the one before. */
  'RELINKED',
  /** An entry is there that should have gone with those that were purged. */
  'UNPURGED',
  /** Entries were purged, though no entry that is left says so. */
  'UNRECORDED_PURGE',
] as const;

/** A kind of problem. */
export type SecretAuditProblemKind = (typeof AUDIT_PROBLEMS)[number];

/** Where the log is not what was written. */
export interface SecretAuditProblem {
  readonly problem: SecretAuditProblemKind;
  /** The entry it is about, or the first of them. */
  readonly sequence: number;
  /** The last of several entries. */
  readonly through?: number;
}
