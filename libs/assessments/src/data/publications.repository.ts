import { Injectable } from '@nestjs/common';
import { Database, defineSchema, type Everything, type Filter, Repository, type Stored } from '@plumbline/database';

/** That a version of the catalogue was published; its text is in code. The first version needs none. */
export interface PublicationDocument extends Stored {
  readonly version: number;
  readonly publishedAt: Date;
  /** User id. */
  readonly publishedBy: string;
}

@Injectable()
export class PublicationsRepository extends Repository<PublicationDocument, Everything> {
  constructor(database: Database) {
    super(database, 'catalogues', defineSchema<PublicationDocument>({ version: { type: Number, required: true }, publishedAt: { type: Date, required: true }, publishedBy: { type: String, required: true } }));
  }

  /** Everybody's: what is asked is public. */
  protected override scopeFilter(): Filter<PublicationDocument> {
    return {};
  }
}
