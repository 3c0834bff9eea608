import { type AuditEntry, type Sha256, textOf } from './entry.js';
import type { Finding } from './finding.js';
import type { Evidence, Suspicion } from './suspicion.js';

type Of<K extends Suspicion['kind']> = Extract<Suspicion, { readonly kind: K }>;
type Told = Omit<Finding, 'chain' | 'sentence'> & { readonly what: string };

function named({ seq, id }: { readonly seq: number; readonly id: string | undefined }): string {
  if (seq === 0) return 'the beginning of the chain';
  return id === undefined ? `entry ${seq}` : `entry ${seq} (${id})`;
}

const span = (from: number, to: number): string => (from === to ? `entry ${from} is` : `entries ${from} to ${to} are`);

/** Whether an entry has its own hash when it is given another place. */
function fits(entry: AuditEntry, place: Partial<AuditEntry>, hashes: readonly string[], sha256: Sha256): boolean {
  return hashes.includes(sha256(textOf({ ...entry, ...place })));
}

/** Whether two entries that do not have their hashes would have them in each other's place: however much of their places was swapped. */
function changedPlaces(one: AuditEntry, other: AuditEntry, sha256: Sha256): boolean {
  const moved = (entry: AuditEntry, to: AuditEntry): boolean => [entry.prev, to.prev].some((prev) => fits(entry, { seq: to.seq, prev }, [entry.hash, to.hash], sha256));
  return moved(one, other) || moved(other, one);
}

function explainChanged({ entry }: Of<'changed'>, { unsound }: Evidence, sha256: Sha256): Told {
  const partner = unsound.find((other) => other !== entry && changedPlaces(entry, other, sha256));
  if (partner !== undefined) return { seq: entry.seq, entryId: entry.id, fault: 'reordered', what: `entry ${entry.seq} (${entry.id}) and entry ${partner.seq} (${partner.id}) have changed places` };
  return { seq: entry.seq, entryId: entry.id, fault: 'changed', what: `entry ${entry.seq} (${entry.id}) was changed: its hash is not that of what it says` };
}

function explainGap({ from, to, before, after, toldBy }: Of<'gap'>, { unsound, late }: Evidence, sha256: Sha256): Told {
  const stray = late.find(({ seq }) => seq >= from && seq <= to);
  if (stray !== undefined) return { seq: stray.seq, entryId: stray.id, fault: 'reordered', what: `entry ${stray.seq} (${stray.id}) stands behind later ones` };
  for (let seq = from; seq <= Math.min(to, from + 63); seq += 1) {
    const moved = unsound.find((entry) => fits(entry, { seq }, [entry.hash], sha256));
    if (moved !== undefined) return { seq, entryId: moved.id, fault: 'reordered', what: `entry ${seq} (${moved.id}) was given the number ${moved.seq}` };
  }
  const missing = `${span(from, to)} missing behind ${named(before)}`;
  if (after === undefined) return { seq: from, entryId: null, fault: 'cut-off', what: `${missing}, up to the end of the chain: ${toldBy}` };
  return { seq: from, entryId: null, fault: 'removed', what: `${missing}; ${named(after)} comes next` };
}

function explainTwice({ first, second, secondIsSound }: Of<'twice'>, { nextPrev, witness }: Evidence): Told {
  const firstIsFalse = secondIsSound && (nextPrev === second.hash || witness === second.hash);
  const [inserted, kept] = firstIsFalse ? [first, second] : [second, first];
  return { seq: first.seq, entryId: inserted.id ?? null, fault: 'inserted', what: `the number ${first.seq} is there twice: ${String(inserted.id)} was inserted beside ${String(kept.id)}` };
}

function explainUnlinked({ before, entry }: Of<'unlinked'>, { nextPrev, witness, vouched }: Evidence): Told {
  const entryIsLinked = nextPrev === entry.hash || witness === entry.hash;
  const beforeIsVouchedFor = before.seq === 0 || vouched?.seq === before.seq;
  if (entryIsLinked && !beforeIsVouchedFor) return { seq: before.seq, entryId: before.id ?? null, fault: 'changed', what: `${named(before)} was changed and its hash made anew: ${named(entry)} was written behind another one` };
  return { seq: entry.seq, entryId: entry.id, fault: 'inserted', what: `${named(entry)} was inserted or put in place of another: it does not name ${named(before)} as the one before it` };
}

function explainContradicted({ last, checkpoint, hash }: Of<'contradicted'>, { nextPrev, vouched }: Evidence): Told {
  if (nextPrev === hash) return { seq: last.seq, entryId: last.id ?? null, fault: 'changed', what: `${named(last)} was changed and its hash made anew: checkpoint ${checkpoint} and the entry behind it know another hash` };
  const since = vouched === undefined ? 'its beginning' : `entry ${vouched.seq}, up to which checkpoint ${vouched.checkpoint} vouches for it,`;
  return { seq: last.seq, entryId: last.id ?? null, fault: 'rewritten', what: `${named(last)} is not the one that checkpoint ${checkpoint} was signed over: the chain was written anew somewhere between ${since} and there` };
}

function tell(suspicion: Suspicion, evidence: Evidence, sha256: Sha256): Told {
  switch (suspicion.kind) {
    case 'changed':
      return explainChanged(suspicion, evidence, sha256);
    case 'gap':
      return explainGap(suspicion, evidence, sha256);
    case 'twice':
      return explainTwice(suspicion, evidence);
    case 'unlinked':
      return explainUnlinked(suspicion, evidence);
    case 'contradicted':
      return explainContradicted(suspicion, evidence);
    case 'late': {
      const { entry, before } = suspicion;
      return { seq: entry.seq, entryId: entry.id, fault: 'inserted', what: `entry ${entry.seq} (${entry.id}) stands behind ${named(before)}, and its number is taken` };
    }
  }
}

/**
 * Says what a suspicion turned out to be, by what was found behind it.
 * @param chain 0..15
 */
export function explain(chain: number, suspicion: Suspicion, evidence: Evidence, sha256: Sha256): Finding {
  const { what, ...finding } = tell(suspicion, evidence, sha256);
  return { chain, ...finding, sentence: `Chain ${chain}: ${what}.` };
}
