import { Injectable } from '@nestjs/common';
import { Clock, Config } from '@plumbline/config';
import { AuditKeys } from '../adapters/audit-keys.js';
import { AuditCheckpoints } from '../data/audit-checkpoints.js';
import { EXPORT_FORMAT, EXPORT_VERSION, type ExportHeader, writeLine } from '../domain/export-format.js';
import type { LogRecord } from '../domain/log-check.js';
import { LogReader } from './log-reader.js';

/** What is exported: what was written between two moments, widened to whole spans between checkpoints, so that both ends are signed. */
export interface ExportRange {
  readonly from?: Date | undefined;
  readonly to?: Date | undefined;
}

/** Writes the log, or a part of it, in a form that anybody can check with the public keys alone. */
@Injectable()
export class ExportLog {
  constructor(
    private readonly reader: LogReader,
    private readonly checkpoints: AuditCheckpoints,
    private readonly keys: AuditKeys,
    private readonly config: Config,
    private readonly clock: Clock,
  ) {}

  /** The export in chunks of whole lines; as much of it is in memory as is being read. */
  async *chunks({ from, to }: ExportRange = {}): AsyncGenerator<string> {
    const { last } = await this.reader.ends();
    const base = from === undefined ? undefined : await this.reader.believable(await this.checkpoints.at(from));
    const until = to === undefined ? undefined : (await this.checkpoints.since(to))?.stored.n;
    const n = base?.opened.ok === true ? base.opened.checkpoint.n : null;
    yield writeLine({ header: this.#header(n) });
    const count = { entries: 0, checkpoints: 0 };
    if (base !== undefined) {
      count.checkpoints += 1;
      yield writeLine({ checkpoint: base.jws });
    }
    for await (const records of this.reader.read({ base, last: until ?? last, tail: until === undefined })) {
      for (const record of records) count['entry' in record ? 'entries' : 'checkpoints'] += 1;
      yield records.map(lineOf).join('');
    }
    yield writeLine({ end: count });
  }

  #header(base: number | null): ExportHeader {
    return { format: EXPORT_FORMAT, version: EXPORT_VERSION, issuer: this.config.get('PUBLIC_URL'), exportedAt: this.clock.now().toISOString(), keys: this.keys.ring.published, base };
  }
}

function lineOf(record: LogRecord): string {
  return writeLine('entry' in record ? { entry: record.entry } : { checkpoint: record.checkpoint.jws });
}
