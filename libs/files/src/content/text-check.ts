import { Problem } from '@plumbline/problems';
import { FILE_PROBLEMS } from '../problems.js';
import { type ContentCheck, type Format, FORMATS } from './format.js';

/** All but tab, line feed, form feed and carriage return; also those of ISO 6429 beyond ASCII, which steer terminals. */
const CONTROL = /[\0-\x08\x0b\x0e-\x1f\x7f-\x9f]/;
/** As far as a browser looks for markup (WHATWG MIME Sniffing, section 7.1), and its table of what it takes for markup; scripts besides. */
const SNIFFED_CHARACTERS = 1_445;
const MARKUP = /^\s*<(?:(?:!doctype html|html|head|script|iframe|h1|div|font|table|a|style|title|b|body|br|p|svg)[\s>/]|!--|\?|!doctype|!entity)/i;
const PROGRAM = /^(?:#!|%!|\{\\rtf)/;

/** Judges what is no other format: text in UTF-8 and nothing else. */
export class TextCheck implements ContentCheck {
  readonly #decoder = new TextDecoder('utf-8', { fatal: true });
  #begun = false;

  take(bytes: Buffer): void {
    const text = this.#decode(bytes);
    if (CONTROL.test(text)) throw refused();
    if (!this.#begun) refuseActive(text.slice(0, SNIFFED_CHARACTERS));
    this.#begun = true;
  }

  end(): Format {
    this.#decode();
    return FORMATS.text;
  }

  /** What is left over at the end of one part is kept for the next; without one, for nothing. */
  #decode(bytes?: Buffer): string {
    try {
      return bytes === undefined ? this.#decoder.decode() : this.#decoder.decode(bytes, { stream: true });
    } catch {
      throw refused();
    }
  }
}

function refused(): Problem {
  return new Problem(FILE_PROBLEMS.FILE_TYPE_REFUSED, { detail: 'The content is neither a document nor text in UTF-8. Save a list as "CSV UTF-8", a text as UTF-8.' });
}

function refuseActive(beginning: string): void {
  if (MARKUP.test(beginning)) throw new Problem(FILE_PROBLEMS.FILE_UNSAFE, { detail: 'The content is a web page, SVG or XML. Save it as a PDF.' });
  if (PROGRAM.test(beginning)) throw new Problem(FILE_PROBLEMS.FILE_UNSAFE, { detail: 'The content is a script, PostScript or RTF. Save it as a PDF.' });
}
