/** What is wrong. */
export type Fault =
  | 'changed'
  | 'inserted'
  | 'removed'
  | 'reordered'
  | 'cut-off'
  | 'rewritten'
  | 'head'
  | 'forged';

export const FAULTS: readonly Fault[] = ['changed', 'inserted', 'removed', 'reordered', 'cut-off', 'rewritten', 'head', 'forged'];

/** The first thing that is broken in a chain of entries, or in that of the checkpoints. */
export interface Finding {
  /** 0..15, or null for the chain of the checkpoints. */
  readonly chain: number | null;
  /** The place in that chain at which it is broken. */
  readonly seq: number;
  /** The entry that it is about; null where there is none. */
  readonly entryId: string | null;
  readonly fault: Fault;
  /** One sentence: what, where, and how it shows. */
  readonly sentence: string;
}
