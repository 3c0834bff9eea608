import { Problem } from '@plumbline/problems';
import { FILE_PROBLEMS } from '../problems.js';
import { type ContentCheck, type Format, FORMATS } from './format.js';
import { Tail } from './tail.js';
import { END_REACH, endsInArchive } from './zip/central-directory.js';

/**
 * Names of ISO 32000-2 that make a reader run or unpack something: JavaScript (12.6.4.17), Launch (12.6.4.6), EmbeddedFile (7.11.4) and
 * RichMedia (13.7). Seen where they stand as they are; in compressed object streams, where many programs put them, nobody sees them without
 * unpacking all of it. This keeps honest mistakes out, and no determined attacker: it is no virus scanner.
 *
 * Cut to 7 bytes, with which no other name begins: Node finds them seven times as fast as longer ones.
 */
const ACTIVE_NAMES = ['/JavaSc', '/Launch', '/Embedd', '/RichMe'].map((name) => Buffer.from(name, 'latin1'));
const CARRIED_BYTES = 6;
/** The end mark stands within the last 1,024 bytes (ISO 32000-1 annex H.3, implementation note 18). */
const END_MARK = '%%EOF';
const END_WITHIN = 1_024;

const unsafe = (detail: string): Problem => new Problem(FILE_PROBLEMS.FILE_UNSAFE, { detail });

/** Judges what begins with `%PDF-`. */
export class PdfCheck implements ContentCheck {
  readonly #tail = new Tail(END_REACH);
  #size = 0;

  take(bytes: Buffer): void {
    // A name may stand across the seam.
    const seam = Buffer.concat([this.#tail.bytes.subarray(-CARRIED_BYTES), bytes.subarray(0, CARRIED_BYTES)]);
    if (ACTIVE_NAMES.some((name) => bytes.includes(name) || seam.includes(name))) {
      throw unsafe('This PDF has a script, a program or another file in it. Print it as a PDF and send that.');
    }
    this.#tail.take(bytes);
    this.#size += bytes.length;
  }

  end(): Format {
    const tail = this.#tail.bytes;
    if (!tail.subarray(-END_WITHIN).includes(END_MARK)) throw unsafe('This PDF is cut off, or something was appended to it.');
    if (endsInArchive(tail, this.#size)) throw unsafe('This PDF is an archive, too.');
    return FORMATS.pdf;
  }
}
