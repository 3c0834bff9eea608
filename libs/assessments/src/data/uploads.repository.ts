import { Injectable } from '@nestjs/common';
import { Database, defineSchema, type Everything, type Filter, Repository, type Stored } from '@plumbline/database';

/** A file that is on its way into an assessment; its id is the file's. What a crash leaves behind is known by it. */
export interface UploadDocument extends Stored {
  readonly assessmentId: string;
  readonly begunAt: Date;
}

@Injectable()
export class UploadsRepository extends Repository<UploadDocument, Everything> {
  constructor(database: Database) {
    super(database, 'evidence_uploads', defineSchema<UploadDocument>({ assessmentId: { type: String, required: true }, begunAt: { type: Date, required: true } }), { events: false });
  }

  /** Nobody's: they are read by the sweeper. */
  protected override scopeFilter(): Filter<UploadDocument> {
    return {};
  }
}
