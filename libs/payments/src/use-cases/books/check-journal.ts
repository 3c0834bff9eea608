import { Injectable } from '@nestjs/common';
import { EVERYTHING, oneOf } from '@plumbline/database';
import type { JournalDifferenceKind } from '../../data/ledger-difference.schema.js';
import { JOURNAL_PAGE, type JournalEntry, LedgerEntriesRepository } from '../../data/ledger-entries.repository.js';
import { PaymentsRepository } from '../../data/payments.repository.js';
import { sameContent } from '../../domain/change.js';
import type { LedgerEntry } from '../../domain/ledger.js';

/** Payments that are compared at once. */
export const MOST_COMPARED = 100;

/** An entry that is not what it must be: nothing mends it, people have to look. */
export interface JournalFinding {
  readonly paymentId: string;
  readonly seq: number;
  readonly what: JournalDifferenceKind;
  readonly entry: Pick<LedgerEntry, 'source' | 'currency' | 'at'>;
}

export interface JournalReport {
  readonly payments: number;
  readonly entries: number;
  /** Entries that were not in the journal until now. */
  readonly mended: number;
  readonly findings: readonly JournalFinding[];
}

type Books = { readonly _id: string; readonly ledger: readonly LedgerEntry[] };
type Journal = ReadonlyMap<number, LedgerEntry>;

/** Compares the books of some payments with the journal, both ways, and looks whether debits equal credits. */
@Injectable()
export class CheckJournal {
  constructor(
    private readonly payments: PaymentsRepository,
    private readonly journal: LedgerEntriesRepository,
  ) {}

  /** @param paymentIds at most 100. */
  async execute(paymentIds: readonly string[]): Promise<JournalReport> {
    // The journal before the books: what is booked and copied meanwhile is in the books that are read behind it, and so never surplus.
    const journals = await this.#journals(paymentIds);
    const batch = await this.payments.find(EVERYTHING, { _id: oneOf(paymentIds) }, ['ledger'], { limit: MOST_COMPARED });
    const findings: JournalFinding[] = [];
    let [entries, mended] = [0, 0];
    for (const books of batch) {
      const journal = journals.get(books._id) ?? new Map<number, LedgerEntry>();
      mended += await this.#mend(books, journal);
      findings.push(...compared(books, journal));
      entries += books.ledger.length;
    }
    return { payments: batch.length, entries, mended, findings };
  }

  async #journals(paymentIds: readonly string[]): Promise<ReadonlyMap<string, Journal>> {
    const found = new Map<string, Map<number, LedgerEntry>>();
    let behind: JournalEntry | undefined;
    for (;;) {
      const page = await this.journal.ofPayments(paymentIds, behind);
      for (const { paymentId, seq, kind, source, currency, postings, at } of page) {
        found.set(paymentId, (found.get(paymentId) ?? new Map<number, LedgerEntry>()).set(seq, { seq, kind, source, currency, postings, at }));
      }
      if (page.length < JOURNAL_PAGE) return found;
      behind = page.at(-1);
    }
  }

  /** @returns how many were missing. One that was booked a moment ago is on its way, and then somebody else has just added it. */
  async #mend({ _id: paymentId, ledger }: Books, journal: Journal): Promise<number> {
    let mended = 0;
    for (const entry of ledger) if (!journal.has(entry.seq) && (await this.journal.add(paymentId, entry))) mended += 1;
    return mended;
  }
}

function compared({ _id: paymentId, ledger }: Books, journal: Journal): readonly JournalFinding[] {
  const findings: JournalFinding[] = [];
  for (const [place, entry] of ledger.entries()) {
    const { seq } = entry;
    const copy = journal.get(seq);
    if (seq !== place + 1) findings.push({ paymentId, seq, entry, what: 'out_of_order' });
    if (entry.postings.reduce((sum, { amount }) => sum + amount, 0) !== 0) findings.push({ paymentId, seq, entry, what: 'unbalanced' });
    if (copy !== undefined && !sameContent(copy, entry)) findings.push({ paymentId, seq, entry, what: 'differs' });
  }
  for (const [seq, entry] of journal) if (seq > ledger.length) findings.push({ paymentId, seq, entry, what: 'surplus' });
  return findings;
}
