import { Injectable } from '@nestjs/common';
import { Database } from '../database.js';
import type { Filter } from '../filter.js';
import { Repository } from '../repository.js';
import { defineSchema, type Stored } from '../schema.js';

/** The key of one person; `_id` is the person's id. Shard key, should it come to that: `_id`. */
export interface SubjectKey extends Stored {
  /** 32 random bytes in base64; gone once it was destroyed. */
  readonly key?: string;
  readonly createdAt: Date;
  readonly destroyedAt?: Date;
}

export const SUBJECT_KEYS = 'subject_keys';

@Injectable()
export class SubjectKeysRepository extends Repository<SubjectKey, never> {
  constructor(database: Database) {
    const schema = defineSchema<SubjectKey>({ key: { type: String, protect: 'secret' }, createdAt: { type: Date, required: true }, destroyedAt: Date });
    super(database, SUBJECT_KEYS, schema, { events: false });
  }

  protected override scopeFilter(): Filter<SubjectKey> {
    throw new Error('Keys of persons have no scope but EVERYTHING.');
  }
}
