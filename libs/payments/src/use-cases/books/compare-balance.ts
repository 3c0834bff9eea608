import { Injectable } from '@nestjs/common';
import { Clock } from '@plumbline/config';
import { BALANCE_DIFFERENCE_KINDS } from '../../data/ledger-difference.schema.js';
import { LedgerDifferencesRepository, type OpenDifference } from '../../data/ledger-differences.repository.js';
import { LedgerEntriesRepository } from '../../data/ledger-entries.repository.js';
import { PaymentSweepsRepository } from '../../data/payment-sweeps.repository.js';
import { type BookedEntry, type Difference, differences, type ExpectedEntry, expectedEntries, keyOf } from '../../domain/balance-comparison.js';
import type { EntryKind } from '../../domain/ledger.js';
import { PaymentProcessor } from '../payment-processor.js';
import { NoteDifferences, type NotedDifferences } from './note-differences.js';

const SWEEP = 'balance';
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** What is younger may be on its way into the books, or into the processor's list. */
const SETTLED_MS = 3 * HOUR_MS;
/** Compared again with the next comparison: clocks differ, and the processor dates movements by whole seconds. */
const OVERLAP_MS = 2 * HOUR_MS;
/** The first comparison, and the most that is asked for again. */
const LONGEST_MS = 30 * DAY_MS;
const SOURCES_AT_ONCE = 200;
const MOST_OPEN = 1_000;

export interface ComparisonReport extends NotedDifferences<Difference> {
  readonly since: Date;
  /** What is younger may be on its way. */
  readonly until: Date;
  readonly movements: number;
  readonly entries: number;
}

/**
 * Compares our balance at the processor with the books: every movement must have its entry, and every entry its movement. A difference
 * is an incident: it is told as an error, stands as a metric, and freezes all transfers when it is new; it closes itself when it is gone, or is
 * closed by an admin who knows why it is there, and never because it is old.
 */
@Injectable()
export class CompareBalance {
  constructor(
    private readonly processor: PaymentProcessor,
    private readonly journal: LedgerEntriesRepository,
    private readonly kept: LedgerDifferencesRepository,
    private readonly sweeps: PaymentSweepsRepository,
    private readonly differences: NoteDifferences,
    private readonly clock: Clock,
  ) {}

  /** @param settledMs how old something must be to be looked at. @throws Problem DEPENDENCY_DOWN, PAYMENTS_OFF. */
  async execute(settledMs = SETTLED_MS): Promise<ComparisonReport> {
    const now = this.clock.now().getTime();
    const until = new Date(now - settledMs);
    const open = await this.kept.open(MOST_OPEN, BALANCE_DIFFERENCE_KINDS);
    const since = await this.#since(now, open[0]?.at);
    const expected = await this.#expected(new Date(since.getTime() - OVERLAP_MS));
    const due = [...remembered(open, since), ...expected.filter(({ at }) => at >= since && at <= until)];
    const [entries, settled] = [await this.#entriesOf(due), await this.#booked(since, until)];
    const found = await this.#withoutLateBookings(differences(due, [...entries, ...settled], settled), expected, now);
    const noted = await this.differences.execute(found, open.filter(({ at, moved }) => at >= since || moved !== undefined));
    await this.sweeps.advance(SWEEP, until);
    return { since, until, movements: due.length, entries: settled.length, ...noted };
  }

  /** What was booked behind its time, as when webhooks were away for a day, has its movement further back. */
  async #withoutLateBookings(found: readonly Difference[], expected: readonly ExpectedEntry[], now: number): Promise<readonly Difference[]> {
    const listed = new Set(expected.map(keyOf));
    const suspects = found.filter(({ kind, id }) => kind !== 'no_movement' || !listed.has(id));
    if (suspects.every(({ kind }) => kind !== 'no_movement')) return suspects;
    const all = new Set((await this.#expected(new Date(now - LONGEST_MS))).map(keyOf));
    return suspects.filter(({ kind, id }) => kind !== 'no_movement' || !all.has(id));
  }

  async #since(now: number, oldestOpen: Date | undefined): Promise<Date> {
    const last = await this.sweeps.through(SWEEP);
    const from = Math.min(last === undefined ? now - LONGEST_MS : last.getTime() - OVERLAP_MS, oldestOpen?.getTime() ?? Infinity);
    return new Date(Math.max(from, now - LONGEST_MS));
  }

  async #expected(since: Date): Promise<readonly ExpectedEntry[]> {
    const expected: ExpectedEntry[] = [];
    for await (const movement of this.processor.listMovements(since)) expected.push(...expectedEntries(movement));
    return expected;
  }

  async #entriesOf(expected: readonly ExpectedEntry[]): Promise<readonly BookedEntry[]> {
    const sources = [...new Set(expected.map(({ source }) => source))];
    const found: BookedEntry[] = [];
    for (let place = 0; place < sources.length; place += SOURCES_AT_ONCE) found.push(...(await this.journal.ofSources(sources.slice(place, place + SOURCES_AT_ONCE))));
    return found;
  }

  async #booked(since: Date, until: Date): Promise<readonly BookedEntry[]> {
    const found: BookedEntry[] = [];
    for await (const entry of this.journal.between(since, until)) found.push(entry);
    return found;
  }
}

/** What an open difference says that moved, where that is too old to be asked for: it closes when its entry is booked, however late. */
function remembered(open: readonly OpenDifference[], since: Date): readonly ExpectedEntry[] {
  return open.flatMap(({ _id, source, currency, moved, at }) => (moved === undefined || at >= since ? [] : [{ kind: _id.slice(0, _id.indexOf(':')) as EntryKind, source, currency, amount: moved, at }]));
}
