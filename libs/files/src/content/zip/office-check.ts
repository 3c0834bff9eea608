import { Problem } from '@plumbline/problems';
import { FILE_PROBLEMS } from '../../problems.js';
import { type ContentCheck, type Format, FORMATS } from '../format.js';
import { Tail } from '../tail.js';
import { checkEntries, MOST_ENTRIES } from './archive-rules.js';
import { type Entry, OddArchive, readCentralDirectory } from './central-directory.js';

/** Enough for MOST_ENTRIES with names of about 80 bytes; a directory that is larger is refused. */
const TAIL_BYTES = 256 * 1024;

/** The part that makes an archive a document of Office Open XML (ECMA-376 part 2: parts are found by their names here, as sniffers do). */
const MAIN_PARTS: readonly (readonly [string, Format])[] = [
  ['word/document.xml', FORMATS.docx],
  ['xl/workbook.xml', FORMATS.xlsx],
  ['ppt/presentation.xml', FORMATS.pptx],
];

/** ODF 1.3 part 2, section 3.3: the first file is `mimetype`, stored as it is, so that its content stands at a fixed place. */
const ODF_NAME_AT = 30;
const ODF_NAME = 'mimetype';
const ODF_TYPE_AT = ODF_NAME_AT + ODF_NAME.length;
const ODF_FORMATS = [FORMATS.odt, FORMATS.ods, FORMATS.odp];
const HEAD_BYTES = 128;

/** Judges what begins as a ZIP archive: an office document, or refused. */
export class OfficeCheck implements ContentCheck {
  readonly #tail = new Tail(TAIL_BYTES);
  #head: Buffer | undefined;
  #size = 0;

  take(bytes: Buffer): void {
    this.#head ??= Buffer.from(bytes.subarray(0, HEAD_BYTES));
    this.#tail.take(bytes);
    this.#size += bytes.length;
  }

  end(): Format {
    try {
      const entries = readCentralDirectory(this.#tail.bytes, this.#size, MOST_ENTRIES);
      checkEntries(entries);
      return this.#format(entries);
    } catch (error) {
      if (error instanceof OddArchive) throw new Problem(FILE_PROBLEMS.FILE_UNSAFE, { detail: `This is not a document that can be taken: ${error.message}.` });
      throw error;
    }
  }

  #format(entries: readonly Entry[]): Format {
    const names = new Set(entries.map(({ name }) => name));
    const openXml = names.has('[Content_Types].xml') ? MAIN_PARTS.find(([part]) => names.has(part))?.[1] : undefined;
    const format = openXml ?? this.#openDocument(entries);
    if (format === undefined) throw new Problem(FILE_PROBLEMS.FILE_TYPE_REFUSED, { detail: 'This is an archive. Unpack it and send the files that are in it.' });
    return format;
  }

  #openDocument(entries: readonly Entry[]): Format | undefined {
    const first = entries.find(({ from }) => from === 0);
    if (first?.name !== ODF_NAME || this.#head?.toString('latin1', ODF_NAME_AT, ODF_TYPE_AT) !== ODF_NAME) return undefined;
    const type = this.#head.toString('latin1', ODF_TYPE_AT, ODF_TYPE_AT + first.bytes);
    return ODF_FORMATS.find(({ mediaType }) => mediaType === type);
  }
}
