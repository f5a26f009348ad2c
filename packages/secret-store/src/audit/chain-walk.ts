import { type Anchor, formatAnchor } from './anchor.ts';
import type { SecretAuditProblem, SecretAuditProblemKind } from './audit-problem.ts';
import { entryHash, type HashedFields } from './canonical-form.ts';
import { parsePurge } from './purge-key.ts';
import type { ChainState } from './read-head.ts';

const MAX_PROBLEMS = 1000;
const start: Anchor = { sequence: 0n, hash: '00'.repeat(32) };

/** An entry as the database has it. */
export interface StoredEntry extends HashedFields {
  readonly previousHash: Buffer;
  readonly hash: Buffer;
}

/** What `verify` found. */
export interface SecretAuditVerification {
  /** Whether there is no problem. */
  readonly ok: boolean;
  /** Entries that were read. */
  readonly entries: number;
  /** The first entry that is not purged; null when there is none. */
  readonly firstSequence: number | null;
  /** The end of the chain, `<sequence>:<hash>`: the anchor to note elsewhere. */
  readonly head: string;
  /** In the order of the chain, at most 1,000. */
  readonly problems: readonly SecretAuditProblem[];
  /** How many problems there are beside those in `problems`. */
  readonly furtherProblems: number;
}

/** Goes along the chain, entry by entry, and notes what is wrong. */
export class ChainWalk {
  readonly #chain: ChainState | undefined;
  readonly #anchor: Anchor | undefined;
  readonly #mark: Anchor;
  readonly #problems: SecretAuditProblem[] = [];
  #furtherProblems = 0;
  #entries = 0;
  #first: bigint | null = null;
  #last: Anchor;
  #purgedThrough = 0n;
  #anchorFound: Anchor | undefined;

  constructor(chain: ChainState | undefined, anchor: Anchor | undefined) {
    this.#chain = chain;
    this.#anchor = anchor;
    this.#mark = chain?.mark ?? start;
    this.#last = this.#mark;
    this.#compareAnchor(this.#mark);
  }

  /** Takes the next entry, in the order of sequences. */
  add(entry: StoredEntry): void {
    const sequence = BigInt(entry.sequence);
    this.#entries += 1;
    if (sequence <= this.#mark.sequence) {
      this.#note('UNPURGED', sequence);
      return;
    }
    this.#first ??= sequence;
    const next = this.#last.sequence + 1n;
    // Where entries are missing, nobody knows the hash of the one before.
    if (sequence > next) this.#note('MISSING', next, sequence - 1n);
    else if (entry.previousHash.toString('hex') !== this.#last.hash) this.#note('RELINKED', sequence);
    // Each entry is judged by the hash that the one before it has, right or wrong: one change is one problem.
    if (!entryHash(entry.previousHash, entry).equals(entry.hash)) this.#note('ALTERED', sequence);
    this.#last = { sequence, hash: entry.hash.toString('hex') };
    this.#compareAnchor(this.#last);
    const through = entry.action === 'purge' ? parsePurge(entry.key) : null;
    if (through !== null && through > this.#purgedThrough) this.#purgedThrough = through;
  }

  /** Compares the end, once all entries are taken. */
  finish(): SecretAuditVerification {
    this.#checkPurge();
    this.#checkEnd();
    this.#checkAnchor();
    return {
      ok: this.#problems.length === 0,
      entries: this.#entries,
      firstSequence: this.#first === null ? null : Number(this.#first),
      head: formatAnchor(this.#chain?.head ?? this.#last),
      problems: this.#problems,
      furtherProblems: this.#furtherProblems,
    };
  }

  // A purge leaves the entry about itself behind the mark that it moves; whoever moves the mark by hand does not.
  #checkPurge(): void {
    const { sequence } = this.#mark;
    if (sequence > this.#purgedThrough) this.#note('UNRECORDED_PURGE', this.#purgedThrough + 1n, sequence);
  }

  #checkEnd(): void {
    if (this.#chain === undefined) {
      this.#note('CHAIN_MISSING', this.#last.sequence);
      return;
    }
    const { head } = this.#chain;
    const { sequence, hash } = this.#last;
    if (sequence < head.sequence) this.#note('CUT_TAIL', sequence + 1n, head.sequence);
    else if (sequence > head.sequence) this.#note('BEYOND_HEAD', head.sequence + 1n, sequence);
    else if (hash !== head.hash) this.#note('HEAD_MISMATCH', sequence);
  }

  #checkAnchor(): void {
    const anchor = this.#anchor;
    if (anchor === undefined) return;
    if (anchor.sequence < this.#mark.sequence) this.#note('ANCHOR_PURGED', anchor.sequence);
    else if (anchor.sequence > this.#last.sequence) this.#note('ANCHOR_AHEAD', anchor.sequence);
    else if (this.#anchorFound?.hash !== anchor.hash) this.#note('ANCHOR_MISMATCH', anchor.sequence);
  }

  #compareAnchor(place: Anchor): void {
    if (place.sequence === this.#anchor?.sequence) this.#anchorFound = place;
  }

  #note(problem: SecretAuditProblemKind, sequence: bigint, through = sequence): void {
    if (this.#problems.length >= MAX_PROBLEMS) {
      this.#furtherProblems += 1;
      return;
    }
    this.#problems.push({
      problem,
      sequence: Number(sequence),
      ...(through > sequence ? { through: Number(through) } : {}),
    });
  }
}
