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
  /** As the sender named it, without any path and control characters; at most 120 code points. */
  readonly name: string;
}

/** Where the contents of files are kept: encrypted, and never served but as attachments. */
export abstract class FileStore {
  /**
   * Takes a file as it streams in, in bounded memory; nothing stays of one that is refused or cut off.
   * @param content its bytes.
   * @param options.name as the sender names it.
   * @param options.ownerId whose it is (a business): a label, for clearing up.
   * @param options.id what to call it, a UUID that no file has; made unless told. Who notes it beforehand can clear up after a crash.
   * @throws Problem FILE_TOO_LARGE (413), FILE_EMPTY, FILE_TYPE_REFUSED, FILE_UNSAFE (400), UPLOAD_CUT_OFF (400), OVERLOADED, DEPENDENCY_DOWN.
   */
  abstract put(content: Readable, options: { readonly name: string; readonly ownerId: string; readonly id?: string }): Promise<StoredFile>;

  /**
   * The content, decrypted and checked as it streams.
   * @throws Problem NOT_FOUND; the stream fails when the stored bytes were changed.
   */
  abstract open(fileId: string): Promise<Readable>;

  /** Removes it; one that is gone is gone. */
  abstract remove(fileId: string): Promise<void>;
}
