import type { Database } from '@plumbline/database';
import type { mongo } from 'mongoose';
import type { Sealed } from '../sealing/segment-cipher.js';

/** Chunks that one answer of the server may hold: left to itself it sends 16 MiB at a time, for each reader. */
const CHUNKS_AT_A_TIME = 4;

interface Chunk {
  readonly files_id: string;
  readonly n: number;
  readonly data: Buffer;
}

interface FileDocument {
  readonly _id: string;
  readonly length: number;
  readonly chunkSize: number;
  readonly uploadDate: Date;
  readonly filename: string;
}

type Chunks = mongo.Collection<Chunk>;
type Files = mongo.Collection<FileDocument>;

/**
 * Where the sealed bytes are: a GridFS bucket `files`, as its specification lays it out, one chunk a segment. Any GridFS tool can copy it.
 * Written and read by ourselves: the driver's writer copies each chunk twice more and cannot be stopped without leaving one behind that is on
 * its way; its reader holds 16 MiB (docs/adr/0019).
 */
export class GridFs {
  constructor(
    private readonly database: Database,
    private readonly chunkBytes: number,
  ) {}

  /** Begins to write a file. */
  writer(id: string): GridFsWriter {
    return new GridFsWriter(id, this.chunkBytes, this.#chunks, this.#files);
  }

  /** The stored bytes, in their order, as they are asked for. */
  async *read(id: string): AsyncGenerator<Buffer, void, undefined> {
    const cursor = this.#chunks.find({ files_id: id }, { sort: { n: 1 }, batchSize: CHUNKS_AT_A_TIME, projection: { _id: 0, data: 1 }, promoteBuffers: true });
    try {
      for await (const { data } of cursor) yield data;
    } finally {
      await cursor.close();
    }
  }

  /** Removes every byte of a file that nobody writes any more. */
  async remove(id: string): Promise<void> {
    await this.#files.deleteOne({ _id: id });
    await this.#chunks.deleteMany({ files_id: id });
  }

  get #chunks(): Chunks {
    return this.database.db.collection<Chunk>('files.chunks');
  }

  get #files(): Files {
    return this.database.db.collection<FileDocument>('files.files');
  }
}

/** Writes one file, one chunk at a time, in the memory of two: while one is on its way the caller makes the next. */
export class GridFsWriter {
  readonly #memory: readonly [Buffer, Buffer];
  #underWay: Promise<unknown> = Promise.resolve();
  #count = 0;
  #length = 0;

  constructor(
    private readonly id: string,
    private readonly chunkBytes: number,
    private readonly chunks: Chunks,
    private readonly files: Files,
  ) {
    this.#memory = [Buffer.allocUnsafeSlow(chunkBytes), Buffer.allocUnsafeSlow(chunkBytes)];
  }

  /** Takes a chunk once the one before it is stored. @throws what the writing of an earlier one threw. */
  async write([ciphertext, tag]: Sealed): Promise<void> {
    const n = this.#count;
    const length = ciphertext.length + tag.length;
    // The driver may send the one that is on its way again; the one before that is stored.
    const data = (this.#memory[n % 2] as Buffer).subarray(0, length);
    data.set(ciphertext);
    data.set(tag, ciphertext.length);
    this.#count += 1;
    this.#length += length;
    await this.#underWay;
    this.#underWay = this.chunks.insertOne({ files_id: this.id, n, data });
    this.#underWay.catch(() => undefined);
  }

  /** Resolves when all is stored. */
  async finish(): Promise<void> {
    await this.#underWay;
    // The name stays out: it is personal.
    await this.files.insertOne({ _id: this.id, length: this.#length, chunkSize: this.chunkBytes, uploadDate: new Date(), filename: this.id });
  }

  /** Resolves when nothing is on its way to the database any more: what is there may be removed and stays so. */
  async stop(): Promise<void> {
    await this.#underWay.catch(() => undefined);
  }
}
