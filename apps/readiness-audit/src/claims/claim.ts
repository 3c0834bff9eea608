/** `holds` is yes or no, as a check says it; `share` is 0 to 1. */
export const UNITS = ['holds', 'share', 'ms', 'count'] as const;

/** How a measured value may have to stand to the one that is claimed. */
export const COMPARES = ['equal', 'at-least', 'at-most'] as const;

/** Something that somebody says of a service. */
export interface Claim {
  readonly id: string;
  /** In their words. */
  readonly says: string;
  /** Where: a file and a line or a section. */
  readonly source: string;
  /** A tick is `true`: it holds. */
  readonly value: number | boolean;
  readonly unit: (typeof UNITS)[number];
  /** How the measured value must stand to `value`; equal unless told. */
  readonly compare?: (typeof COMPARES)[number];
  /** Of `value`, in its unit; 0 unless told. */
  readonly tolerance?: number;
  readonly decidedBy: Decider;
}

/** A check for what holds or does not; a metric for a figure; nothing, and why, for what no audit of this kind can see. */
export type Decider = { readonly check: string } | { readonly metric: string } | { readonly nothing: string };

export interface ClaimsFile {
  /** An older report decides nothing. */
  readonly maxAgeDays?: number;
  readonly claims: readonly Claim[];
}

export const VERDICTS_OF_CLAIMS = ['CONFIRMED', 'REFUTED', 'UNMEASURABLE', 'STALE'] as const;

/** What the report says to a claim. */
export interface Decision {
  readonly claim: Claim;
  readonly verdict: (typeof VERDICTS_OF_CLAIMS)[number];
  /** For people; empty where nothing was measured. */
  readonly measured: string;
  readonly because: string;
}
