import type { AuditEntry } from './entry.js';

/** Where a chain stood: the entry that was looked at last. */
export interface Place {
  readonly seq: number;
  readonly hash: string;
  /** undefined at the beginning, and where only a checkpoint knows it. */
  readonly id: string | undefined;
}

/** The first thing in a chain that does not fit, as it looked when it was met. What it is, only what comes behind it can tell. */
export type Suspicion =
  | { readonly kind: 'gap'; readonly from: number; readonly to: number; readonly before: Place; readonly after: AuditEntry | undefined; readonly toldBy: string }
  | { readonly kind: 'twice'; readonly first: Place; readonly second: AuditEntry; readonly secondIsSound: boolean }
  | { readonly kind: 'late'; readonly entry: AuditEntry; readonly before: Place }
  | { readonly kind: 'changed'; readonly entry: AuditEntry }
  | { readonly kind: 'unlinked'; readonly before: Place; readonly entry: AuditEntry }
  | { readonly kind: 'contradicted'; readonly last: Place; readonly checkpoint: number; readonly hash: string };

/** What was learnt of a chain behind the place where it first did not fit. */
export interface Evidence {
  /** What the next sound entry behind that place names as the one before it. */
  nextPrev: string | undefined;
  /** The hash that a checkpoint or the head knows for that place. */
  witness: string | undefined;
  /** The last place that a checkpoint vouches for. */
  readonly vouched: { readonly seq: number; readonly checkpoint: number } | undefined;
  /** Entries whose hash is not that of their text, at most `MOST_ODD`. */
  readonly unsound: readonly AuditEntry[];
  /** Sound entries that stood behind later ones, at most `MOST_ODD`. */
  readonly late: readonly AuditEntry[];
}

/** Entries kept to say what happened to them; who damaged more gets a plainer sentence. */
export const MOST_ODD = 64;

/** The place at which a suspicion stands: the one whose true hash would settle it. */
export function placeOf(suspicion: Suspicion): number {
  switch (suspicion.kind) {
    case 'gap':
      return suspicion.from;
    case 'twice':
      return suspicion.first.seq;
    case 'contradicted':
      return suspicion.last.seq;
    default:
      return suspicion.entry.seq;
  }
}
