import { CHAINS, GENESIS, type Head } from './entry.js';

/** What kind of signed text a checkpoint is (RFC 7515 section 4.1.9). */
export const CHECKPOINT_TYPE = 'plumbline-audit-checkpoint+jws';

/** What a checkpoint says, signed: so the log stood then. */
export interface Checkpoint {
  /** 1, 2, 3, ... without a gap. */
  readonly n: number;
  /** When it was signed (RFC 3339, UTC). */
  readonly at: string;
  /** Entries in all chains together. */
  readonly entries: number;
  /** Where each of the chains ended, in their order. */
  readonly heads: readonly Head[];
  /** SHA-256 of the signed text of the checkpoint before; GENESIS for the first. */
  readonly previous: string;
}

/** Why the text of a checkpoint is not believed. */
export type CheckpointFault = 'malformed' | 'algorithm' | 'type' | 'unknown-key' | 'signature' | 'content';

/** A checkpoint's text after its signature was looked at. */
export type Opened = { readonly ok: true; readonly checkpoint: Checkpoint; readonly keyId: string } | { readonly ok: false; readonly fault: CheckpointFault };

/** A checkpoint's text with what it turned out to be. */
export interface SignedCheckpoint {
  /** Compact JWS. */
  readonly jws: string;
  readonly opened: Opened;
}

const HASH = /^[0-9a-f]{64}$/;

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isHead(value: unknown): value is Head {
  const { seq, hash } = (value ?? {}) as Partial<Head>;
  return isCount(seq) && typeof hash === 'string' && HASH.test(hash) && (seq > 0 || hash === GENESIS);
}

/** Reads the payload of a checkpoint; undefined when it is none. */
export function asCheckpoint(payload: Readonly<Record<string, unknown>>): Checkpoint | undefined {
  const { n, at, entries, heads, previous } = payload;
  const counted = isCount(n) && n > 0 && isCount(entries);
  const linked = typeof previous === 'string' && HASH.test(previous) && typeof at === 'string';
  if (!counted || !linked || !Array.isArray(heads) || heads.length !== CHAINS || !heads.every(isHead)) return undefined;
  return { n, at, entries, heads: heads.map(({ seq, hash }) => ({ seq, hash })), previous };
}
