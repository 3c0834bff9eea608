import { Injectable } from '@nestjs/common';
import { Clock } from '@plumbline/config';
import { EVERYTHING, type PageKey, range } from '@plumbline/database';
import { JOURNAL_DIFFERENCE_KINDS } from '../../data/ledger-difference.schema.js';
import { type FoundDifference, LedgerDifferencesRepository, type OpenDifference } from '../../data/ledger-differences.repository.js';
import { PaymentSweepsRepository } from '../../data/payment-sweeps.repository.js';
import { PaymentsRepository } from '../../data/payments.repository.js';
import { CheckJournal, type JournalFinding, MOST_COMPARED } from './check-journal.js';
import { NoteDifferences } from './note-differences.js';

const SWEEP = 'journal';
const MINUTE_MS = 60_000;
/** What is younger may be on its way into the journal. */
const SETTLED_MS = 10 * MINUTE_MS;
/** Looked at again with the next pass: whoever books dates it by a clock of its own, a moment before it is stored. */
const OVERLAP_MS = 15 * MINUTE_MS;
const MOST_OPEN = 1_000;
/** Payments of whatever age that each pass looks at besides: a million within six weeks of hourly passes. */
const SLICE = 1_000;

/** What one pass has looked at and found. */
export interface JournalPass {
  readonly payments: number;
  readonly entries: number;
  readonly mended: number;
  /** Differences that were not known before. */
  readonly opened: number;
  readonly resolved: number;
}

/**
 * One pass of the comparison of the journal with the payments: what is known to differ, what was booked since the last pass, and the next
 * slice of all. So a pass costs the same however many payments there are, what is new is looked at at once, and in the end everything is,
 * again and again. It keeps its place, so that one that is cut off loses nothing.
 */
@Injectable()
export class SweepJournal {
  constructor(
    private readonly payments: PaymentsRepository,
    private readonly check: CheckJournal,
    private readonly kept: LedgerDifferencesRepository,
    private readonly differences: NoteDifferences,
    private readonly sweeps: PaymentSweepsRepository,
    private readonly clock: Clock,
  ) {}

  /** @param stop ends it after the batch at hand. @param slice how many payments of whatever age are looked at. */
  async execute(stop: AbortSignal, slice = SLICE): Promise<JournalPass> {
    const passes: JournalPass[] = [];
    for (const part of [this.#open(), this.#changed(), this.#slice(slice)]) {
      for await (const pass of part) {
        passes.push(pass);
        if (stop.aborted) return sum(passes);
      }
    }
    return sum(passes);
  }

  async *#open(): AsyncGenerator<JournalPass> {
    const open = await this.kept.open(MOST_OPEN, JOURNAL_DIFFERENCE_KINDS);
    const ids = [...new Set(open.flatMap(({ paymentId }) => paymentId ?? []))];
    for (let place = 0; place < ids.length; place += MOST_COMPARED) {
      const batch = ids.slice(place, place + MOST_COMPARED);
      yield await this.#look(batch, open.filter(({ paymentId }) => paymentId !== undefined && batch.includes(paymentId)));
    }
  }

  async *#changed(): AsyncGenerator<JournalPass> {
    const last = (await this.sweeps.through(SWEEP))?.getTime() ?? 0;
    const until = new Date(this.clock.now().getTime() - SETTLED_MS);
    const bookedAt = range({ gte: new Date(Math.max(0, last - OVERLAP_MS)), lte: until });
    let after: PageKey | undefined;
    do {
      const page = await this.payments.page(EVERYTHING, { bookedAt }, { sort: { by: 'bookedAt', direction: 1 }, limit: MOST_COMPARED, after }, []);
      const pass = await this.#look(page.items.map(({ _id }) => _id));
      after = page.next;
      const through = after === undefined ? until : (after.value as Date);
      if (through.getTime() > last) await this.sweeps.advance(SWEEP, through);
      yield pass;
    } while (after !== undefined);
  }

  async *#slice(slice: number): AsyncGenerator<JournalPass> {
    let { behind = '' } = await this.sweeps.position(SWEEP);
    let isFirstRound = true;
    for (let left = slice; left > 0; ) {
      const limit = Math.min(left, MOST_COMPARED);
      const ids = (await this.payments.find(EVERYTHING, { _id: range({ gt: behind }) }, [], { limit, sort: { _id: 1 } })).map(({ _id }) => _id);
      const pass = await this.#look(ids);
      left -= ids.length;
      const isEnd = ids.length < limit;
      behind = isEnd ? '' : (ids.at(-1) as string);
      await this.sweeps.advanceBehind(SWEEP, behind);
      yield pass;
      if (isEnd && !isFirstRound) return;
      if (isEnd) isFirstRound = false;
    }
  }

  /** @param open what would be found again of these payments if it was still there. */
  async #look(ids: readonly string[], open: readonly OpenDifference[] = []): Promise<JournalPass> {
    const { findings, ...counted } = await this.check.execute(ids);
    const { opened, resolved } = await this.differences.execute(findings.map(differenceOf), open);
    return { ...counted, opened, resolved };
  }
}

function differenceOf({ paymentId, seq, what: kind, entry: { source, currency, at } }: JournalFinding): FoundDifference {
  return { id: `${kind}:${paymentId}:${seq}`, kind, paymentId, source, currency, at };
}

function sum(passes: readonly JournalPass[]): JournalPass {
  const total = (member: keyof JournalPass): number => passes.reduce((all, pass) => all + pass[member], 0);
  return { payments: total('payments'), entries: total('entries'), mended: total('mended'), opened: total('opened'), resolved: total('resolved') };
}
