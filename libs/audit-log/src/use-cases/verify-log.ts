import { Injectable } from '@nestjs/common';
import { sha256 } from '../adapters/sha256.js';
import { AuditCheckpoints } from '../data/audit-checkpoints.js';
import { AuditEntries } from '../data/audit-entries.js';
import type { SignedCheckpoint } from '../domain/checkpoint.js';
import { LogCheck, type LogRecord, type LogVerdict } from '../domain/log-check.js';
import { type LogEnds, LogReader } from './log-reader.js';

/** What was checked, and what came of it. */
export interface LogReport extends LogVerdict {
  /** The checkpoint behind which the check began; null when it began with the first entry. */
  readonly since: number | null;
  /** Whether it came to the end of the log. */
  readonly toTheEnd: boolean;
}

/** How far a check may go. */
export interface CheckLimits {
  /** Entries after which it stops. */
  readonly most?: number;
  /** Stops it where it is. */
  readonly signal?: AbortSignal;
  /** Told how many entries came by, about every 500. */
  readonly progress?: (entries: number) => void;
}

/** Checks the stored log while it may be written to. */
@Injectable()
export class VerifyLog {
  constructor(
    private readonly reader: LogReader,
    private readonly entries: AuditEntries,
    private readonly checkpoints: AuditCheckpoints,
  ) {}

  /** The whole log, from its first entry on. */
  async whole(limits: CheckLimits = {}): Promise<LogReport> {
    return this.#check(await this.reader.ends(), undefined, limits);
  }

  /**
   * The newest part of the log, beginning behind a checkpoint of a good signature.
   * @param most entries, about.
   */
  async newest(most: number, signal?: AbortSignal): Promise<LogReport> {
    const ends = await this.reader.ends();
    const total = ends.heads.chains.reduce((sum, head) => sum + (head?.seq ?? 0), 0);
    const base = total <= most ? undefined : await this.reader.believable(await this.checkpoints.knowing(total - most));
    // Entries that come in meanwhile, and a last checkpoint, are let through.
    return this.#check(ends, base, { most: most * 2, ...(signal === undefined ? {} : { signal }) });
  }

  async #check({ last, heads }: LogEnds, base: SignedCheckpoint | undefined, limits: CheckLimits): Promise<LogReport> {
    const check = new LogCheck(sha256, { heads, ...(base === undefined ? {} : { base }) });
    const toTheEnd = await takeAll(check, this.reader.read({ base, last, tail: true }), limits);
    if (base === undefined && toTheEnd) {
      const stray = await this.entries.stray();
      if (stray !== undefined) check.stray(stray);
    }
    return { ...check.finish(toTheEnd), since: base?.opened.ok === true ? base.opened.checkpoint.n : null, toTheEnd };
  }
}

/** @returns whether all records came by. */
export async function takeAll(check: LogCheck, records: AsyncIterable<readonly LogRecord[]>, { most = Infinity, signal, progress }: CheckLimits): Promise<boolean> {
  for await (const some of records) {
    check.take(some);
    progress?.(check.entries);
    if (check.entries >= most || signal?.aborted === true) return false;
  }
  return true;
}
