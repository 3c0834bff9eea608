import { finished } from 'node:stream/promises';
import type { Database } from '@plumbline/database';
import { mongo } from 'mongoose';

const BUCKET = 'files';
/** Chunks that one answer of the server may hold: left to itself it sends 16 MiB at a time, for each reader. */
const CHUNKS_AT_A_TIME = 4;

interface Chunk {
  readonly files_id: string;
  readonly n: number;
  readonly data: Buffer;
}

/** Where the sealed bytes are: GridFS, by the driver's own writer, one chunk a segment. */
export class GridFs {
  #bucket: mongo.GridFSBucket | undefined;

  constructor(private readonly database: Database) {}

  /** Begins to write a file. @param chunkBytes size of all chunks but the last. */
  writer(id: string, chunkBytes: number): GridFsWriter {
    // Kept, as each new one would ask the server for its indexes at its first write.
    this.#bucket ??= new mongo.GridFSBucket(this.database.db, { bucketName: BUCKET });
    this.database.assertConnected();
    // GridFS takes ids of any type; the driver's declarations do not know. The name stays out: it is personal.
    return new GridFsWriter(this.#bucket.openUploadStreamWithId(id as unknown as mongo.ObjectId, id, { chunkSizeBytes: chunkBytes }));
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
    await this.database.db.collection<{ readonly _id: string }>(`${BUCKET}.files`).deleteOne({ _id: id });
    await this.#chunks.deleteMany({ files_id: id });
  }

  get #chunks(): mongo.Collection<Chunk> {
    return this.database.db.collection<Chunk>(`${BUCKET}.chunks`);
  }
}

/** Writes one file, one chunk at a time; while one is on its way the caller makes the next. */
export class GridFsWriter {
  #underWay: Promise<void> = Promise.resolve();

  constructor(private readonly stream: mongo.GridFSBucketWriteStream) {
    // What fails is told by the write that failed.
    stream.on('error', () => undefined);
  }

  /** Takes a chunk once the one before it is stored. @throws what the writing of an earlier one threw. */
  async write(chunk: Buffer): Promise<void> {
    await this.#underWay;
    this.#underWay = new Promise((resolve, reject) => {
      this.stream.write(chunk, (error) => (error === null || error === undefined ? resolve() : reject(error)));
    });
    this.#underWay.catch(() => undefined);
  }

  /** Resolves when all is stored. */
  async finish(): Promise<void> {
    await this.#underWay;
    this.stream.end();
    await finished(this.stream);
  }

  /** Gives up. When this resolves nothing is on its way to the database any more: what is there may be removed and stays so. */
  async stop(): Promise<void> {
    await this.#underWay.catch(() => undefined);
    this.stream.destroy();
  }
}
