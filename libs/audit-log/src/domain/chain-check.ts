import { type AuditEntry, type Head, NO_ENTRY, type Sha256, textOf } from './entry.js';
import { explain } from './explain.js';
import type { Finding } from './finding.js';
import { type Evidence, MOST_ODD, type Place, placeOf, type Suspicion } from './suspicion.js';

/** What a chain is held to, beside its entries. */
export interface ChainWitness {
  /** The checkpoint that the check begins behind; undefined when it begins at the first entry. */
  readonly base?: { readonly n: number; readonly head: Head };
  /** The head that is stored for it; null when it is missing, undefined when none is looked at (an export has none). */
  readonly head?: Head | null;
}

/**
 * Checks one chain as its entries come by: each has the hash of its text, the number that is next, and names the hash of the one before.
 * It remembers the first that does not, and a few later ones by which to say what happened.
 */
export class ChainCheck {
  #last: Place;
  #suspicion: Suspicion | undefined;
  #vouched: { readonly seq: number; readonly checkpoint: number } | undefined;
  #hashAtHead: string | undefined;
  #nextPrev: string | undefined;
  #witness: string | undefined;
  readonly #unsound: AuditEntry[] = [];
  readonly #late: AuditEntry[] = [];

  constructor(
    private readonly chain: number,
    private readonly sha256: Sha256,
    private readonly held: ChainWitness = {},
  ) {
    const { seq, hash } = held.base?.head ?? NO_ENTRY;
    this.#last = { seq, hash, id: undefined };
    if (held.base !== undefined) this.#vouched = { seq, checkpoint: held.base.n };
    if (held.head?.seq === seq) this.#hashAtHead = hash;
  }

  /** Where the chain has come to. */
  get last(): Head {
    return this.#last;
  }

  take(entry: AuditEntry): void {
    const sound = this.sha256(textOf(entry)) === entry.hash;
    if (!sound && this.#unsound.length < MOST_ODD) this.#unsound.push(entry);
    if (this.#suspicion === undefined) this.#suspicion = this.#doubt(entry, sound);
    else this.#learn(entry, sound, this.#suspicion);
    if (entry.seq < this.#last.seq) return;
    this.#last = { seq: entry.seq, hash: entry.hash, id: entry.id };
    if (entry.seq === this.held.head?.seq) this.#hashAtHead = entry.hash;
  }

  /**
   * What a checkpoint says of this chain, once all entries up to there came by.
   * @returns false when entries came by that the checkpoint does not know: then it stands in the wrong place.
   */
  claim(checkpoint: number, { seq, hash }: Head): boolean {
    if (this.#suspicion !== undefined) {
      if (seq === placeOf(this.#suspicion)) this.#witness = hash;
      return true;
    }
    if (seq < this.#last.seq) return false;
    if (seq > this.#last.seq) this.#suspicion = { kind: 'gap', from: this.#last.seq + 1, to: seq, before: this.#last, after: undefined, toldBy: `checkpoint ${checkpoint} knows entry ${seq}` };
    else if (hash !== this.#last.hash) this.#suspicion = { kind: 'contradicted', last: this.#last, checkpoint, hash };
    else this.#vouched = { seq, checkpoint };
    return true;
  }

  /**
   * The first thing that is broken, once all came by.
   * @param whole false when not all did: then the end is not held against the head.
   */
  finish(whole: boolean): Finding | undefined {
    if (this.#suspicion === undefined) return whole ? this.#compareHead() : undefined;
    const { head } = this.held;
    if (head?.seq === placeOf(this.#suspicion)) this.#witness ??= head.hash;
    const evidence: Evidence = { nextPrev: this.#nextPrev, witness: this.#witness, vouched: this.#vouched, unsound: this.#unsound, late: this.#late };
    return explain(this.chain, this.#suspicion, evidence, this.sha256);
  }

  #doubt(entry: AuditEntry, sound: boolean): Suspicion | undefined {
    const last = this.#last;
    if (entry.seq > last.seq + 1) return { kind: 'gap', from: last.seq + 1, to: Math.ceil(entry.seq) - 1, before: last, after: entry, toldBy: '' };
    if (entry.seq === last.seq) return { kind: 'twice', first: last, second: entry, secondIsSound: sound };
    if (entry.seq !== last.seq + 1) return { kind: 'late', entry, before: last };
    if (!sound) return { kind: 'changed', entry };
    return entry.prev === last.hash ? undefined : { kind: 'unlinked', before: last, entry };
  }

  #learn(entry: AuditEntry, sound: boolean, suspicion: Suspicion): void {
    const place = placeOf(suspicion);
    if (sound && entry.seq === place + 1) this.#nextPrev ??= entry.prev;
    const open = suspicion.kind === 'gap' && suspicion.after === undefined;
    const late = entry.seq <= (open ? suspicion.to : this.#last.seq);
    if (sound && late && this.#late.length < MOST_ODD) this.#late.push(entry);
    // What a checkpoint missed at the end was taken from the middle when more comes behind it.
    if (open && !late) this.#suspicion = { ...suspicion, after: entry };
  }

  /** The stored head against the last entry. It may lag behind it, never behind a checkpoint. */
  #compareHead(): Finding | undefined {
    const { head } = this.held;
    const { seq, id } = this.#last;
    const found = (fault: Finding['fault'], at: number, entryId: string | null, what: string): Finding => ({ chain: this.chain, seq: at, entryId, fault, sentence: `Chain ${this.chain}: ${what}.` });
    if (head === undefined) return undefined;
    if (head === null) return found('head', seq, null, 'its head is missing');
    const known = this.#vouched?.seq ?? 0;
    if (head.seq > seq) return found('cut-off', seq + 1, null, `${head.seq === seq + 1 ? `entry ${head.seq} is` : `entries ${seq + 1} to ${head.seq} are`} missing at its end: the head knows entry ${head.seq}`);
    if (head.seq < known) return found('head', head.seq, null, `its head was changed: it names entry ${head.seq}, and checkpoint ${this.#vouched?.checkpoint ?? 0} knows entry ${known}`);
    if (this.#hashAtHead === head.hash) return undefined;
    if (head.seq < seq || head.seq === known) return found('head', head.seq, null, `its head was changed: it names another hash for entry ${head.seq} than the log`);
    return found('head', head.seq, id ?? null, `its head and its last entry, ${head.seq}${id === undefined ? '' : ` (${id})`}, do not name the same hash: one of them was changed`);
  }
}
