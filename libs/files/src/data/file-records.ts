import { Injectable } from '@nestjs/common';
import { Database, EVERYTHING, type Filter, oneOf, range, Repository } from '@plumbline/database';
import { runOutsideRequest } from '@plumbline/observability';
import { Problem, PROBLEMS } from '@plumbline/problems';
import { FILE_RECORDS, type FileRecord, fileRecordSchema } from './file-record.js';

/** What is found out about a file while it is stored. */
export type FileFacts = Required<Pick<FileRecord, 'size' | 'sha256' | 'mediaType' | 'name'>>;

/**
 * The records of files. They have no scope of their own: a file belongs to what refers to it (evidence), and whoever is let to that is let to
 * the file.
 */
@Injectable()
export class FileRecords extends Repository<FileRecord, never> {
  constructor(database: Database) {
    super(database, FILE_RECORDS, fileRecordSchema(), { events: false });
  }

  /** @throws Problem ALREADY_EXISTS when there is one of this id. */
  async begin(id: string, ownerId: string, dataKey: Buffer): Promise<void> {
    try {
      await this.insert(EVERYTHING, { _id: id, state: 'receiving', ownerId, dataKey: dataKey.toString('base64'), startedAt: this.clock.now() });
    } catch (error) {
      // It may have been stored none the less, as when the time was up.
      const mayBeStored = !(error instanceof Problem && error.type === PROBLEMS.ALREADY_EXISTS);
      if (mayBeStored) await runOutsideRequest(() => this.deleteMany(EVERYTHING, { _id: id, state: 'receiving' })).catch(() => undefined);
      throw error;
    }
  }

  /** @throws Problem NOT_FOUND, STATE_CONFLICT when it was removed in the meantime. */
  async complete(id: string, facts: FileFacts): Promise<void> {
    await this.update(EVERYTHING, id, { when: { state: 'receiving' }, set: { ...facts, state: 'stored' } }, []);
  }

  /** The key of a stored file, and its size. @throws Problem NOT_FOUND */
  async keyOf(id: string): Promise<{ readonly key: Buffer; readonly size: number }> {
    const found = await this.findOne(EVERYTHING, { _id: id, state: 'stored' }, ['dataKey', 'size']);
    if (found?.size === undefined) throw new Problem(PROBLEMS.NOT_FOUND);
    return { key: Buffer.from(found.dataKey, 'base64'), size: found.size };
  }

  /** From now on nobody reads the file, and a sweeper ends what its remover began. */
  async markRemoved(id: string): Promise<void> {
    await this.updateMany(EVERYTHING, { _id: id }, { set: { state: 'removed' } });
  }

  /** To be called when no byte of the file is left. */
  async forget(id: string): Promise<void> {
    await this.deleteMany(EVERYTHING, { _id: id });
  }

  /** Files that a crash has left: cut off uploads that began before `before`, and half removed ones. At most `limit` (1..1000). */
  async leftBehind(before: Date, limit: number): Promise<readonly string[]> {
    const found = await this.find(EVERYTHING, { state: oneOf(['receiving', 'removed']), startedAt: range({ lt: before }) }, [], { limit, sort: { startedAt: 1 } });
    return found.map(({ _id }) => _id);
  }

  protected override scopeFilter(): Filter<FileRecord> {
    throw new Error('Files belong to what refers to them.');
  }
}
