import { canonicalJson, isCanonical, type Recordable } from './canonical-json.js';

/** Chains side by side, so that appends need no common lock. Their number is part of the format. */
export const CHAINS = 16;

/** What the first entry of a chain names as the one before it. */
export const GENESIS = '0'.repeat(64);

/** SHA-256 (FIPS 180-4) of a text in UTF-8, as 64 hexadecimal digits in lower case. Handed in: this folder knows no crypto. */
export type Sha256 = (text: string) => string;

/** An entry of the audit log, as it is hashed, exported and shown. */
export interface AuditEntry {
  /** That of the event: `collection:objectId:seq:place`. */
  readonly id: string;
  /** 0..15 */
  readonly chain: number;
  /** Its place in the chain: 1, 2, 3, ... without a gap. */
  readonly seq: number;
  /** When it happened (RFC 3339, UTC, milliseconds). */
  readonly at: string;
  readonly recordedAt: string;
  /** Who did it: a user's id, or `system`. */
  readonly actor: string;
  /** The type of the event: `assessment.submitted`. */
  readonly action: string;
  readonly object: { readonly type: string; readonly id: string };
  /** Ids and derived facts. */
  readonly data: { readonly [member: string]: Recordable };
  /** Hash of the entry before it in its chain; GENESIS for the first. */
  readonly prev: string;
  readonly hash: string;
}

/** Where a chain ends: number and hash of its last entry; 0 and GENESIS while it has none. */
export interface Head {
  readonly seq: number;
  readonly hash: string;
}

export const NO_ENTRY: Head = Object.freeze({ seq: 0, hash: GENESIS });

const MEMBERS = 11;

/** What an entry's hash is made of: the RFC 8785 form of the entry without `hash`. */
export function textOf(entry: AuditEntry): string {
  const { action, actor, at, chain, data, id, object, prev, recordedAt, seq } = entry;
  // What is not as we write it was written by somebody else, and its text is made the long way.
  const usual = Object.keys(entry).length === MEMBERS && isCanonical(data) && isCanonical(object) && [action, actor, at, id, prev, recordedAt].every(isText) && isCanonical(chain) && isCanonical(seq);
  if (usual) return JSON.stringify({ action, actor, at, chain, data, id, object, prev, recordedAt, seq });
  return canonicalJson(Object.fromEntries(Object.entries(entry).filter(([name]) => name !== 'hash')));
}

function isText(value: unknown): boolean {
  return typeof value === 'string';
}

/** FNV-1a, 32 bits (Fowler, Noll, Vo): spreads ids evenly, and is the same everywhere and for good. */
export function chainOf(objectId: string): number {
  let hash = 0x811c9dc5;
  for (let place = 0; place < objectId.length; place += 1) hash = Math.imul(hash ^ objectId.charCodeAt(place), 0x01000193);
  // The upper bits are the well mixed ones.
  return (hash >>> 28) % CHAINS;
}

/** What is written about an event, before it has its place. */
export type Unchained = Omit<AuditEntry, 'chain' | 'seq' | 'prev' | 'hash'>;

/**
 * Gives entries their places, each behind the last of its chain.
 * @param entries those of one object in their order.
 * @param heads where each chain ends, by chain; those of the touched chains are moved on.
 */
export function chainUp(entries: readonly Unchained[], heads: Map<number, Head>, sha256: Sha256): AuditEntry[] {
  return entries.map((unchained) => {
    const chain = chainOf(unchained.object.id);
    const { seq, hash: prev } = heads.get(chain) ?? NO_ENTRY;
    const entry = { ...unchained, chain, seq: seq + 1, prev, hash: '' };
    entry.hash = sha256(textOf(entry));
    heads.set(chain, { seq: entry.seq, hash: entry.hash });
    return entry;
  });
}
