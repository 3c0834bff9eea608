import { Injectable } from '@nestjs/common';
import { Clock } from '@plumbline/config';
import { Job, type JobContext, type JobData } from '@plumbline/jobs';
import { FileRecords } from '../data/file-records.js';
import { FileStore } from '../file-store.js';

const EVERY_MS = 10 * 60_000;
/** Far beyond the minute that an upload may take: what is older has nobody who works at it. */
const AFTER_MS = 3_600_000;
const AT_A_TIME = 100;

/** Removes what a crash has left: bytes of uploads that never were completed, and of files whose removal was not. */
@Injectable()
export class SweepFiles extends Job {
  override readonly name = 'files.sweep';
  override readonly everyMs = EVERY_MS;

  constructor(
    private readonly clock: Clock,
    private readonly records: FileRecords,
    private readonly files: FileStore,
  ) {
    super();
  }

  override async run(_data: JobData, { signal }: JobContext): Promise<void> {
    const before = new Date(this.clock.now().getTime() - AFTER_MS);
    for (let left = await this.records.leftBehind(before, AT_A_TIME); left.length > 0; left = await this.records.leftBehind(before, AT_A_TIME)) {
      for (const id of left) {
        if (signal.aborted) return;
        await this.files.remove(id);
      }
    }
  }
}
