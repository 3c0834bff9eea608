import type { CheckpointFault, Opened, SignedCheckpoint } from './checkpoint.js';
import { GENESIS, type Head, type Sha256 } from './entry.js';
import type { Fault, Finding } from './finding.js';

/** What the chain of checkpoints is held to, beside themselves. */
export interface CheckpointWitness {
  /** The checkpoint that comes first, when that is not number 1: it is taken as it is, if its signature is good. */
  readonly first?: number;
  /** The stored number and hash of the newest; null when it is missing, undefined when none is looked at. */
  readonly head?: Head | null;
}

/** What the database says of a checkpoint beside its text. */
export interface StoredAs {
  readonly n: number;
  readonly at: string;
  readonly entries: number;
}

const REASONS: Readonly<Record<CheckpointFault, string>> = {
  malformed: 'it is no signed text',
  algorithm: 'it claims another algorithm than EdDSA',
  type: 'it is a signed text of another kind',
  'unknown-key': 'it names a key that is not among those of the audit log',
  signature: 'its signature is not good',
  content: 'what was signed is no checkpoint',
};

/** Checks the chain of checkpoints: each signed by a known key, with the number that is next and the hash of the one before. */
export class CheckpointCheck {
  #n: number;
  #hash: string | undefined;
  #hashAtHead: string | undefined;
  #finding: Finding | undefined;
  /** Numbers that were missed; one that comes later was only moved. */
  #missed: { readonly from: number; readonly to: number } | undefined;

  constructor(
    private readonly sha256: Sha256,
    private readonly held: CheckpointWitness = {},
  ) {
    this.#n = (held.first ?? 1) - 1;
    this.#hash = this.#n === 0 ? GENESIS : undefined;
    if (held.head?.seq === 0) this.#hashAtHead = GENESIS;
  }

  get sound(): boolean {
    return this.#finding === undefined;
  }

  /** @param stored as which number and time the database has it; undefined in an export, which says neither. */
  take({ jws, opened }: SignedCheckpoint, stored?: StoredAs): void {
    const hash = this.sha256(jws);
    if (this.#finding === undefined) this.#look(opened, stored);
    else if (opened.ok && this.#missed !== undefined) this.#returned(opened.checkpoint.n, this.#missed);
    this.#n = opened.ok ? Math.max(this.#n, opened.checkpoint.n) : this.#n + 1;
    this.#hash = hash;
    if (this.#n === this.held.head?.seq) this.#hashAtHead = hash;
  }

  /** Entries came by that checkpoint `n` does not know, and it knows those before and behind. */
  outOfPlace(n: number): void {
    this.#found(n, 'reordered', `checkpoint ${n} stands behind entries that it does not know`);
  }

  /** @param whole false when not all came by: then the end is not held against the head. */
  finish(whole: boolean): Finding | undefined {
    const head = whole ? this.held.head : undefined;
    if (head === null) this.#found(this.#n, 'head', 'the head of the checkpoints is missing');
    else if (head !== undefined && head.seq > this.#n) this.#found(this.#n + 1, 'cut-off', `${missing(this.#n + 1, head.seq)} at the end: the head knows checkpoint ${head.seq}`);
    else if (head !== undefined && head.hash !== this.#hashAtHead) this.#found(head.seq, 'head', `the head and checkpoint ${head.seq} do not name the same hash: one of them was changed`);
    return this.#finding;
  }

  #look(opened: Opened, stored: StoredAs | undefined): void {
    const expected = this.#n + 1;
    if (!opened.ok) return this.#found(stored?.n ?? expected, 'forged', `checkpoint ${stored?.n ?? expected} was changed or forged: ${REASONS[opened.fault]}`);
    const { n, previous, at, entries } = opened.checkpoint;
    if (n > expected) {
      this.#missed = { from: expected, to: n - 1 };
      return this.#found(expected, 'removed', `${missing(expected, n - 1)}; checkpoint ${n} comes next`);
    }
    if (n < expected) return this.#found(n, 'reordered', `checkpoint ${n} stands behind checkpoint ${this.#n}`);
    if (this.#hash !== undefined && previous !== this.#hash) return this.#found(n, 'inserted', `checkpoint ${n} was signed behind another one than ${n - 1} as it is there: one of them was put in place of another`);
    if (stored !== undefined && (stored.n !== n || stored.at !== at || stored.entries !== entries)) this.#found(n, 'changed', `checkpoint ${n} is stored with another number, time or count than was signed`);
  }

  #returned(n: number, { from, to }: { readonly from: number; readonly to: number }): void {
    if (n < from || n > to || this.#finding?.fault !== 'removed') return;
    this.#finding = { ...this.#finding, fault: 'reordered', seq: n, sentence: `Checkpoints: checkpoint ${n} stands behind later ones.` };
  }

  #found(seq: number, fault: Fault, what: string): void {
    this.#finding ??= { chain: null, seq, entryId: null, fault, sentence: `Checkpoints: ${what}.` };
  }
}

function missing(from: number, to: number): string {
  return from === to ? `checkpoint ${from} is missing` : `checkpoints ${from} to ${to} are missing`;
}
