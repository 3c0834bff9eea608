import { Problem } from '@plumbline/problems';
import { FILE_PROBLEMS } from '../problems.js';
import { type ContentCheck, FORMATS } from './format.js';
import { PdfCheck } from './pdf-check.js';
import { PictureCheck } from './picture-check.js';
import { TextCheck } from './text-check.js';
import { OfficeCheck } from './zip/office-check.js';

const PDF = Buffer.from('%PDF-', 'latin1');
/** Readers take a PDF whose header stands as far in as this (ISO 32000-1 annex H.3, implementation note 13). */
const PDF_HEADER_WITHIN = 1_024;
const PNG = Buffer.from('89504e470d0a1a0a', 'hex');
const JPEG = Buffer.from('ffd8ff', 'hex');
const ZIP = Buffer.from('PK\x03\x04', 'latin1');
const UTF16_MARKS = [Buffer.from('fffe', 'hex'), Buffer.from('feff', 'hex')];
/** Of the head, for saying what it is that is refused. */
const NAMED_BY_BYTES = 4_100;
/** Every binary format has one of these in its first bytes. */
const BINARY = /[\0-\x08\x0b\x0e-\x1f]/;

const begins = (head: Buffer, signature: Buffer): boolean => head.subarray(0, signature.length).equals(signature);

/**
 * Finds the check for a content by its first bytes; names and claims of the sender do not count.
 * @param head the first bytes, at least some thousand if there are so many.
 * @throws Problem FILE_TYPE_REFUSED, FILE_UNSAFE
 */
export async function checkFor(head: Buffer): Promise<ContentCheck> {
  if (begins(head, PDF)) return new PdfCheck();
  if (head.subarray(0, PDF_HEADER_WITHIN).includes(PDF)) throw new Problem(FILE_PROBLEMS.FILE_UNSAFE, { detail: 'This is a PDF behind something else. Print it as a PDF and send that.' });
  if (begins(head, PNG)) return new PictureCheck(FORMATS.png);
  if (begins(head, JPEG)) return new PictureCheck(FORMATS.jpeg);
  if (begins(head, ZIP)) return new OfficeCheck();
  if (!BINARY.test(head.toString('latin1', 0, NAMED_BY_BYTES))) return new TextCheck();
  throw new Problem(FILE_PROBLEMS.FILE_TYPE_REFUSED, { detail: `${await named(head)} ${FILE_PROBLEMS.FILE_TYPE_REFUSED.cure}` });
}

/** Says what it is, as far as a library of signatures knows: loaded when it is needed, as it would cost every start a tenth of a second. */
async function named(head: Buffer): Promise<string> {
  if (UTF16_MARKS.some((mark) => begins(head, mark))) return 'The content is text in UTF-16.';
  const { fileTypeFromBuffer } = await import('file-type');
  const found = await fileTypeFromBuffer(head.subarray(0, NAMED_BY_BYTES)).catch(() => undefined);
  if (found === undefined) return 'The content is of no known type.';
  return found.ext === 'cfb' ? 'The content is an office document of before 2007, or has a password.' : `The content is of the type ${found.mime}.`;
}
