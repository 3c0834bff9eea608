import { Injectable } from '@nestjs/common';
import { Clock } from '@plumbline/config';
import { EVERYTHING, range } from '@plumbline/database';
import { FileStore } from '@plumbline/files';
import { Job, type JobContext } from '@plumbline/jobs';
import { AssessmentsRepository } from '../data/assessments.repository.js';
import { UploadsRepository } from '../data/uploads.repository.js';
import { evidenceOf } from '../use-cases/reviewed.js';

const QUARTER_OF_AN_HOUR_MS = 900_000;
/** No upload lasts so long: a request has a minute. */
const OVER_AFTER_MS = 3_600_000;
const BATCH = 100;

/** Looks after uploads that did not come to an end: a file that no assessment refers to is removed. */
@Injectable()
export class SweepUploads extends Job {
  override readonly name = 'assessments.sweep-uploads';
  override readonly everyMs = QUARTER_OF_AN_HOUR_MS;

  constructor(
    private readonly uploads: UploadsRepository,
    private readonly assessments: AssessmentsRepository,
    private readonly files: FileStore,
    private readonly clock: Clock,
  ) {
    super();
  }

  override async run(_data: object, { signal }: Pick<JobContext, 'signal'>): Promise<void> {
    const begunBefore = range({ lt: new Date(this.clock.now().getTime() - OVER_AFTER_MS) });
    while (!signal.aborted) {
      const left = await this.uploads.find(EVERYTHING, { begunAt: begunBefore }, ['assessmentId'], { limit: BATCH, sort: { begunAt: 1 } });
      for (const { _id: fileId, assessmentId } of left) {
        if (!(await this.#isEvidence(assessmentId, fileId))) await this.files.remove(fileId);
        await this.uploads.deleteMany(EVERYTHING, { _id: fileId });
      }
      if (left.length < BATCH) return;
    }
  }

  async #isEvidence(assessmentId: string, fileId: string): Promise<boolean> {
    const found = await this.assessments.findOne(EVERYTHING, { _id: assessmentId }, ['evidence']);
    return found !== undefined && evidenceOf(found).some(({ stored }) => stored.fileId === fileId);
  }
}
