import type { Readable } from 'node:stream';

/** What is known of a stored file. */
export interface StoredFile {
  readonly id: string;
  /** Bytes of the content as it was sent. */
  readonly size: number;
  /** Of the content, lower-case hex. */
  readonly sha256: string;
  /** As the content says, not as the sender claims: `application/pdf`. */
  readonly mediaType: string;
  /** As the sender named it, without any path and control characters, with an ending that fits the content; at most 120 code points. */
  readonly name: string;
}

/** What the sender says of a file. */
export interface NewFile {
  readonly name: string;
  /** Whose it is (a business): a label, for clearing up. */
  readonly ownerId: string;
  /**
   * A UUIDv7 for it, of which there is no file yet; made unless given. A caller who has written it down before can remove the file
   * although the answer was lost.
   */
  readonly id?: string;
}

/** Where the contents of files are kept: encrypted, and never served but as attachments. */
export abstract class FileStore {
  /**
   * Takes a file as it streams in, in bounded memory; nothing stays of one that is refused or cut off.
   * @param content its bytes, at most LARGEST_FILE_BYTES; destroyed when this settles. Some 20 are taken at a time, some more wait.
   * @throws Problem FILE_TOO_LARGE (413), FILE_EMPTY, FILE_TYPE_REFUSED, FILE_UNSAFE (400), UPLOAD_CUT_OFF (400), OVERLOADED, DEPENDENCY_DOWN;
   *   ALREADY_EXISTS when there is a file of the given id; what the stream fails with.
   */
  abstract put(content: Readable, file: NewFile): Promise<StoredFile>;

  /**
   * The content, decrypted and checked as it streams; to be read to its end or destroyed.
   * @throws Problem NOT_FOUND; the stream fails with UnreadableContent when the stored bytes were changed.
   */
  abstract open(fileId: string): Promise<Readable>;

  /** Removes it; one that is gone is gone. */
  abstract remove(fileId: string): Promise<void>;
}
