import { defineSchema, type Stored } from '@plumbline/database';

export const FILE_RECORDS = 'file_records';

/**
 * What is known of a file whose bytes are in GridFS. It is there before the first byte and goes after the last one, so that no bytes are
 * without a record that a sweeper finds. Shard key, once there are shards: `_id`; that of `files.chunks`: `files_id`.
 */
export interface FileRecord extends Stored {
  /** `receiving` until every byte is stored and was found good; `removed` until every byte is gone. */
  readonly state: 'receiving' | 'stored' | 'removed';
  /** A label, for clearing up: who may read a file is said by what refers to it. */
  readonly ownerId: string;
  /** Seals this file alone; in base64. It is stored under DATA_KEYS, so that their rotation rewrites it and no content. */
  readonly dataKey: string;
  readonly startedAt: Date;
  readonly size?: number;
  readonly sha256?: string;
  readonly mediaType?: string;
  readonly name?: string;
}

export const fileRecordSchema = () =>
  defineSchema<FileRecord>({
    state: { type: String, required: true },
    ownerId: { type: String, required: true },
    dataKey: { type: String, required: true, protect: 'secret' },
    startedAt: { type: Date, required: true },
    size: { type: Number },
    sha256: { type: String },
    mediaType: { type: String },
    name: { type: String, protect: 'personal' },
  });
