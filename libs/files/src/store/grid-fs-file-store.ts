import { createHash, type Hash, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { Injectable, Logger } from '@nestjs/common';
import { LARGEST_FILE_BYTES } from '@plumbline/common';
import { Ids } from '@plumbline/config';
import { Database, toProblem } from '@plumbline/database';
import { runOutsideRequest } from '@plumbline/observability';
import { Problem } from '@plumbline/problems';
import { Inspection } from '../content/inspection.js';
import { FileRecords } from '../data/file-records.js';
import { FileStore, type NewFile, type StoredFile } from '../file-store.js';
import { FILE_PROBLEMS } from '../problems.js';
import { DATA_KEY_BYTES, SegmentOpener, SegmentSealer, TAG_BYTES, UnreadableContent } from '../sealing/segment-cipher.js';
import { type Segment, segmentsOf } from '../sealing/segments.js';
import { GridFs, type GridFsWriter } from './grid-fs.js';
import { UploadSlots } from './upload-slots.js';

/** GridFS's own size of a chunk, which fits how the server allots space. */
const CHUNK_BYTES = 255 * 1024;
const SEGMENT_BYTES = CHUNK_BYTES - TAG_BYTES;
const MOST_RUNNING = 20;
const MOST_WAITING = 30;

/** Files in GridFS, each sealed under a key of its own. */
@Injectable()
export class GridFsFileStore extends FileStore {
  private readonly logger = new Logger('FileStore');
  readonly #bytes: GridFs;
  readonly #slots = new UploadSlots(MOST_RUNNING, MOST_WAITING);

  constructor(
    database: Database,
    private readonly ids: Ids,
    private readonly records: FileRecords,
  ) {
    super();
    this.#bytes = new GridFs(database, CHUNK_BYTES);
  }

  override async put(content: Readable, file: NewFile): Promise<StoredFile> {
    // Whoever reads it at that moment is told; a failure while nobody does must not end the process.
    content.on('error', () => undefined);
    const endTurn = await this.#turn(content);
    try {
      return await this.#store(new Upload(content, file.name), file.id ?? this.ids.next(), file.ownerId);
    } catch (error) {
      throw toProblem(error) ?? error;
    } finally {
      endTurn();
      content.destroy();
    }
  }

  override async open(fileId: string): Promise<Readable> {
    const { key, size } = await this.records.keyOf(fileId);
    return Readable.from(this.#opened(fileId, new SegmentOpener(key), size), { objectMode: false });
  }

  override async remove(fileId: string): Promise<void> {
    await this.records.markRemoved(fileId);
    await this.#removeBytes(fileId);
  }

  /** A sender who is gone no longer waits. */
  async #turn(content: Readable): Promise<() => void> {
    const gone = new AbortController();
    const giveUp = (): void => gone.abort(content.errored ?? new Problem(FILE_PROBLEMS.UPLOAD_CUT_OFF));
    content.once('close', giveUp);
    if (content.destroyed) giveUp();
    try {
      return await this.#slots.take(gone.signal);
    } catch (error) {
      content.destroy();
      throw error;
    } finally {
      content.off('close', giveUp);
    }
  }

  async #store(upload: Upload, id: string, ownerId: string): Promise<StoredFile> {
    const key = randomBytes(DATA_KEY_BYTES);
    const sealer = new SegmentSealer(key);
    let writer: GridFsWriter | undefined;
    try {
      for await (const { bytes, last } of upload.segments()) {
        if (writer === undefined) {
          await this.records.begin(id, ownerId, key);
          writer = this.#bytes.writer(id);
        }
        await writer.write(sealer.seal(bytes, last));
      }
      const facts = upload.facts();
      await writer?.finish();
      await this.records.complete(id, facts);
      return { id, ...facts };
    } catch (error) {
      const begun = writer;
      if (begun !== undefined) await runOutsideRequest(() => this.#undo(id, begun));
      throw error;
    }
  }

  /** What cannot be removed now (the database may be what failed) is left to the sweeper: the record says that it is not complete. */
  async #undo(id: string, writer: GridFsWriter): Promise<void> {
    try {
      await writer.stop();
      await this.#removeBytes(id);
    } catch (error) {
      this.logger.warn({ fileId: id, err: error }, 'What was stored of a refused file could not be removed; the sweeper will.');
    }
  }

  async #removeBytes(id: string): Promise<void> {
    try {
      await this.#bytes.remove(id);
    } catch (error) {
      throw toProblem(error) ?? error;
    }
    await this.records.forget(id);
  }

  async *#opened(id: string, opener: SegmentOpener, size: number): AsyncGenerator<Buffer, void, undefined> {
    let given = 0;
    for await (const { bytes, last } of segmentsOf(this.#bytes.read(id), CHUNK_BYTES)) {
      const opened = opener.open(bytes, last);
      given += opened.length;
      yield opened;
    }
    // The last segment says that it is the last; without any there is nothing to say it.
    if (given !== size) throw new UnreadableContent(`${given} bytes are stored where ${size} are recorded.`);
  }
}

/** A content on its way in: counted, hashed and looked at as it comes. */
class Upload {
  readonly #hash: Hash = createHash('sha256');
  readonly #inspection: Inspection;
  #size = 0;

  constructor(
    private readonly content: Readable,
    claimedName: string,
  ) {
    this.#inspection = new Inspection(claimedName);
  }

  /** @throws Problem FILE_TOO_LARGE, FILE_TYPE_REFUSED, FILE_UNSAFE as soon as it is known; what the stream fails with. */
  async *segments(): AsyncGenerator<Segment, void, undefined> {
    for await (const segment of segmentsOf(this.#bytes(), SEGMENT_BYTES)) {
      this.#size += segment.bytes.length;
      if (this.#size > LARGEST_FILE_BYTES) throw new Problem(FILE_PROBLEMS.FILE_TOO_LARGE);
      await this.#inspection.take(segment.bytes);
      this.#hash.update(segment.bytes);
      yield segment;
    }
  }

  async *#bytes(): AsyncGenerator<Uint8Array, void, undefined> {
    try {
      yield* this.content as AsyncIterable<Uint8Array>;
    } catch (error) {
      throw error instanceof Problem ? error : new Problem(FILE_PROBLEMS.UPLOAD_CUT_OFF, { cause: error });
    }
  }

  /** When all segments were taken. @throws Problem FILE_EMPTY, FILE_TYPE_REFUSED, FILE_UNSAFE */
  facts(): Omit<StoredFile, 'id'> {
    const { mediaType, name } = this.#inspection.end();
    return { size: this.#size, sha256: this.#hash.digest('hex'), mediaType, name };
  }
}
