import { ChainCheck } from './chain-check.js';
import type { SignedCheckpoint } from './checkpoint.js';
import { CheckpointCheck, type StoredAs } from './checkpoint-check.js';
import { type AuditEntry, CHAINS, type Head, type Sha256 } from './entry.js';
import type { Finding } from './finding.js';

/** One thing of the log, in the order in which it is read: the entries that a checkpoint knows, by chain and number, then the checkpoint. */
export type LogRecord = { readonly entry: AuditEntry } | { readonly checkpoint: SignedCheckpoint; readonly stored?: StoredAs };

/** Where each chain ends as the database has it beside the entries, and the newest checkpoint's number and hash; null: missing. */
export interface StoredHeads {
  readonly chains: readonly (Head | null)[];
  readonly checkpoints: Head | null;
}

/** Where a check begins, and what it is held to. */
export interface LogWitness {
  /** The checkpoint behind which the entries begin; the whole log from its first entry on when it is left out. */
  readonly base?: SignedCheckpoint;
  readonly heads?: StoredHeads;
}

/** What came of a check. */
export interface LogVerdict {
  readonly entries: number;
  readonly checkpoints: number;
  /** The newest checkpoint that was believed. */
  readonly newest: { readonly n: number; readonly at: string; readonly keyId: string } | undefined;
  /** Entries behind it, which no signature vouches for yet. */
  readonly unsigned: number;
  /** The first broken thing of each chain, in the order of chains, checkpoints last; empty when nothing is. */
  readonly findings: readonly Finding[];
}

/**
 * Checks a log as its records come by, in any amount and with bounded memory: the same check for the database and for an export.
 * It is given everything that is to be judged and asks nobody.
 */
export class LogCheck {
  readonly #chains: readonly ChainCheck[];
  readonly #checkpoints: CheckpointCheck;
  #strays: Finding | undefined;
  #entries = 0;
  #signed = 0;
  #count = 0;
  #newest: LogVerdict['newest'];

  constructor(sha256: Sha256, { base, heads }: LogWitness = {}) {
    const first = base?.opened.ok === true ? base.opened.checkpoint : undefined;
    this.#chains = Array.from({ length: CHAINS }, (_, chain) => {
      const from = first?.heads[chain];
      const head = heads?.chains[chain];
      return new ChainCheck(chain, sha256, { ...(first === undefined || from === undefined ? {} : { base: { n: first.n, head: from } }), ...(head === undefined ? {} : { head }) });
    });
    this.#checkpoints = new CheckpointCheck(sha256, { ...(first === undefined ? {} : { first: first.n }), ...(heads === undefined ? {} : { head: heads.checkpoints }) });
    if (base !== undefined) this.#takeCheckpoint(base);
  }

  /** Entries that came by. */
  get entries(): number {
    return this.#entries;
  }

  take(records: readonly LogRecord[]): void {
    for (const record of records) {
      if ('entry' in record) this.#takeEntry(record.entry);
      else this.#takeCheckpoint(record.checkpoint, record.stored);
    }
  }

  /** @param whole false when only the first part came by: then ends are not held against heads. */
  finish(whole = true): LogVerdict {
    const findings = [...this.#chains.map((chain) => chain.finish(whole)), this.#checkpoints.finish(whole), this.#strays].filter((finding) => finding !== undefined);
    return { entries: this.#entries, checkpoints: this.#count, newest: this.#newest, unsigned: this.#entries - this.#signed, findings };
  }

  /** An entry that stands in none of the chains. */
  stray(entryId: string): void {
    this.#strays ??= { chain: null, seq: 0, entryId, fault: 'inserted', sentence: `Entry ${entryId} was inserted: it stands in none of the chains.` };
  }

  #takeEntry(entry: AuditEntry): void {
    this.#entries += 1;
    const chain = this.#chains[entry.chain];
    if (chain === undefined) this.stray(entry.id);
    else chain.take(entry);
  }

  #takeCheckpoint(signed: SignedCheckpoint, stored?: StoredAs): void {
    this.#count += 1;
    this.#checkpoints.take(signed, stored);
    if (!signed.opened.ok) return;
    const { checkpoint, keyId } = signed.opened;
    const known = this.#chains.map((chain, place) => chain.claim(checkpoint.n, checkpoint.heads[place] as Head));
    if (known.includes(false)) this.#checkpoints.outOfPlace(checkpoint.n);
    else if (this.#newest === undefined || checkpoint.n > this.#newest.n) [this.#newest, this.#signed] = [{ n: checkpoint.n, at: checkpoint.at, keyId }, this.#entries];
  }
}
