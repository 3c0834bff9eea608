import { Problem } from '@plumbline/problems';
import { FILE_PROBLEMS } from '../problems.js';
import { type ContentCheck, type Format, FORMATS } from './format.js';
import { Tail } from './tail.js';
import { END_REACH, endsInArchive } from './zip/central-directory.js';

const PNG_SIGNATURE_BYTES = 8;
/** Length and name before the data of a chunk, and the CRC behind it (PNG third edition, 5.3). */
const CHUNK_HEAD_BYTES = 8;
const CHUNK_CRC_BYTES = 4;
const PNG_END = 'IEND';

/** Goes from chunk to chunk of a PNG and finds where the picture ends, by its first IEND. */
class PngEnd {
  readonly #head = Buffer.alloc(CHUNK_HEAD_BYTES);
  #filled = 0;
  #toSkip = PNG_SIGNATURE_BYTES;
  #hasEnded = false;
  #isBehind = false;

  take(bytes: Buffer): void {
    for (let at = 0; at < bytes.length; ) {
      const skipped = Math.min(this.#toSkip, bytes.length - at);
      this.#toSkip -= skipped;
      at += skipped;
      if (at === bytes.length) return;
      if (this.#hasEnded) return void (this.#isBehind = true);
      at += this.#takeHead(bytes.subarray(at, at + CHUNK_HEAD_BYTES - this.#filled));
    }
  }

  /** Whether the content ends where the picture does. */
  get isExact(): boolean {
    return this.#hasEnded && this.#toSkip === 0 && !this.#isBehind;
  }

  #takeHead(bytes: Buffer): number {
    this.#head.set(bytes, this.#filled);
    this.#filled += bytes.length;
    if (this.#filled === CHUNK_HEAD_BYTES) {
      this.#filled = 0;
      this.#hasEnded = this.#head.toString('latin1', 4) === PNG_END;
      this.#toSkip = this.#head.readUInt32BE(0) + CHUNK_CRC_BYTES;
      if (this.#hasEnded && this.#toSkip > CHUNK_CRC_BYTES) this.#isBehind = true;
    }
    return bytes.length;
  }
}

const unsafe = (detail: string): Problem => new Problem(FILE_PROBLEMS.FILE_UNSAFE, { detail });

/** Judges what begins as a PNG or JPEG. Behind its end a JPEG may have what telephones put there (a second picture, a film), but no archive. */
export class PictureCheck implements ContentCheck {
  readonly #tail = new Tail(END_REACH);
  readonly #png = new PngEnd();
  #size = 0;

  constructor(private readonly format: typeof FORMATS.png | typeof FORMATS.jpeg) {}

  take(bytes: Buffer): void {
    this.#tail.take(bytes);
    if (this.format === FORMATS.png) this.#png.take(bytes);
    this.#size += bytes.length;
  }

  end(): Format {
    const tail = this.#tail.bytes;
    if (endsInArchive(tail, this.#size)) throw unsafe('This picture is an archive, too.');
    if (this.format === FORMATS.png && !this.#png.isExact) throw unsafe('This picture is cut off, or something was appended to it.');
    return this.format;
  }
}
