import { Injectable } from '@nestjs/common';
import { EVERYTHING, oneOf, range } from '@plumbline/database';
import { LedgerEntriesRepository } from '../data/ledger-entries.repository.js';
import { PaymentsRepository } from '../data/payments.repository.js';
import { sameContent } from '../domain/change.js';
import type { JournalDifferenceKind } from '../data/ledger-difference.schema.js';
import type { Account, LedgerEntry } from '../domain/ledger.js';

const BATCH = 200;

/** An entry that is not what it must be. */
export interface JournalFinding {
  readonly paymentId: string;
  readonly seq: number;
  /** `missing`: not in the journal until now; it is mended. The others are not, and people have to look. */
  readonly what: 'missing' | JournalDifferenceKind;
  readonly entry: Pick<LedgerEntry, 'source' | 'currency' | 'at'>;
}

export interface JournalReport {
  readonly payments: number;
  readonly entries: number;
  /** Minor units by currency and account, debits positive; those of a currency add up to 0. */
  readonly balances: Readonly<Record<string, Partial<Record<Account, number>>>>;
  /** The first 1,000. */
  readonly findings: readonly JournalFinding[];
}

type Books = { readonly _id: string; readonly ledger: readonly LedgerEntry[] };
type Journal = ReadonlyMap<number, LedgerEntry>;

export const MOST_FINDINGS = 1_000;

/** Compares the books of each payment with the journal, and adds them up. */
@Injectable()
export class CheckJournal {
  constructor(
    private readonly payments: PaymentsRepository,
    private readonly journal: LedgerEntriesRepository,
  ) {}

  /** @param stop ends it after the batch at hand. @returns undefined when it was stopped. */
  async execute(stop: AbortSignal): Promise<JournalReport | undefined> {
    const findings: JournalFinding[] = [];
    const balances: Record<string, Partial<Record<Account, number>>> = {};
    let [payments, entries, behind] = [0, 0, ''];
    for (;;) {
      if (stop.aborted) return undefined;
      const ids = (await this.payments.find(EVERYTHING, { _id: range({ gt: behind }) }, [], { limit: BATCH, sort: { _id: 1 } })).map(({ _id }) => _id);
      // The journal before the books: what is booked and copied meanwhile is in the books that are read behind it, and so never surplus.
      const journals = await this.#journals(ids);
      const batch = await this.payments.find(EVERYTHING, { _id: oneOf(ids) }, ['ledger'], { limit: BATCH });
      for (const books of batch) {
        findings.push(...(await this.#compare(books, journals.get(books._id) ?? new Map<number, LedgerEntry>())));
        for (const { currency, postings } of books.ledger) add((balances[currency] ??= {}), postings);
        entries += books.ledger.length;
      }
      payments += batch.length;
      behind = ids.at(-1) ?? behind;
      if (ids.length < BATCH) return { payments, entries, balances, findings: findings.slice(0, MOST_FINDINGS) };
    }
  }

  async #journals(paymentIds: readonly string[]): Promise<ReadonlyMap<string, Journal>> {
    const found = new Map<string, Map<number, LedgerEntry>>();
    let behind: string | undefined;
    for (;;) {
      const page = await this.journal.ofPayments(paymentIds, behind);
      for (const { paymentId, seq, kind, source, currency, postings, at } of page) {
        found.set(paymentId, (found.get(paymentId) ?? new Map<number, LedgerEntry>()).set(seq, { seq, kind, source, currency, postings, at }));
      }
      if (page.length < 1_000) return found;
      behind = page.at(-1)?._id;
    }
  }

  async #compare({ _id: paymentId, ledger }: Books, journal: Journal): Promise<readonly JournalFinding[]> {
    const findings: JournalFinding[] = [];
    for (const [place, entry] of ledger.entries()) {
      const { seq } = entry;
      const copy = journal.get(seq);
      if (seq !== place + 1) findings.push({ paymentId, seq, entry, what: 'out_of_order' });
      if (entry.postings.reduce((sum, { amount }) => sum + amount, 0) !== 0) findings.push({ paymentId, seq, entry, what: 'unbalanced' });
      // One that was booked a moment ago is on its way, and then somebody else has just added it.
      if (copy === undefined && (await this.journal.add(paymentId, entry))) findings.push({ paymentId, seq, entry, what: 'missing' });
      if (copy !== undefined && !sameContent(copy, entry)) findings.push({ paymentId, seq, entry, what: 'differs' });
    }
    for (const [seq, entry] of journal) if (seq > ledger.length) findings.push({ paymentId, seq, entry, what: 'surplus' });
    return findings;
  }
}

function add(balances: Partial<Record<Account, number>>, postings: LedgerEntry['postings']): void {
  for (const { account, amount } of postings) balances[account] = (balances[account] ?? 0) + amount;
}
