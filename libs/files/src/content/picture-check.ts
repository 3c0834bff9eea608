import { Problem } from '@plumbline/problems';
import { FILE_PROBLEMS } from '../problems.js';
import { type ContentCheck, type Format, FORMATS } from './format.js';
import { Tail } from './tail.js';
import { END_REACH, endsInArchive } from './zip/central-directory.js';

/** The IEND chunk, whole: its length of 0, name and CRC (PNG third edition, 11.2.5). A PNG ends with it. */
const PNG_END = Buffer.from('0000000049454e44ae426082', 'hex');

const unsafe = (detail: string): Problem => new Problem(FILE_PROBLEMS.FILE_UNSAFE, { detail });

/** Judges what begins as a PNG or JPEG. Behind its end a JPEG may have what telephones put there (a second picture, a film), but no archive. */
export class PictureCheck implements ContentCheck {
  readonly #tail = new Tail(END_REACH);
  #size = 0;

  constructor(private readonly format: typeof FORMATS.png | typeof FORMATS.jpeg) {}

  take(bytes: Buffer): void {
    this.#tail.take(bytes);
    this.#size += bytes.length;
  }

  end(): Format {
    const tail = this.#tail.bytes;
    if (endsInArchive(tail, this.#size)) throw unsafe('This picture is an archive, too.');
    if (this.format === FORMATS.png && !tail.subarray(-PNG_END.length).equals(PNG_END)) throw unsafe('This picture is cut off, or something was appended to it.');
    return this.format;
  }
}
