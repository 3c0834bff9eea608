import { Problem } from '@plumbline/problems';
import { FILE_PROBLEMS } from '../problems.js';
import { type Format, FORMATS } from './format.js';

/** Code points of a name, with its ending. */
export const LONGEST_NAME = 120;
const NAMELESS = 'file';

/** Controls; line separators; what turns the direction of reading, so that `fdp.exe` reads `exe.pdf`; broken Unicode. */
const UNSEEN = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu;
/** What Windows has another use for. */
const RESERVED_CHARACTERS = /[<>:"|?*]/g;
const RESERVED_NAMES = /^(?:con|prn|aux|nul|com\d|lpt\d)(?=\.|$)/i;

/** Endings of formats that are something else than any of ours: a name that has one is a mistake or a disguise. */
const FOREIGN_EXTENSIONS = new Set('doc dot xls ppt rtf docm xlsm pptm html htm xhtml svg xml js mjs json exe dll msi bat cmd ps1 sh vbs hta scr jar zip rar 7z gz tar gif webp heic heif tif tiff bmp ico mp4 mov avi mp3 wav eml msg pages numbers key'.split(' '));
const OWN_EXTENSIONS = new Set<string>(Object.values(FORMATS).flatMap(({ extensions }) => extensions));

const extensionOf = (name: string): string => /[^.]\.([A-Za-z0-9]{1,8})$/.exec(name)?.[1]?.toLowerCase() ?? '';

/**
 * A sender's name for a file, fit to be shown and to be a name on any machine. It is never used as a path.
 * @returns the last segment, in NFC, without what cannot be seen; possibly without an ending; never empty.
 */
export function plainName(claimed: string): string {
  const segment = claimed.normalize('NFC').replace(UNSEEN, '').split(/[/\\]/).at(-1) as string;
  const name = segment.replace(RESERVED_CHARACTERS, '_').replace(RESERVED_NAMES, '_$&').replace(/^[\s.]+|[\s.]+$/g, '');
  return name === '' ? NAMELESS : name;
}

/** Text is CSV when its name says so: nothing in it tells. */
export function formatByName(format: Format, name: string): Format {
  return format === FORMATS.text && extensionOf(name) === 'csv' ? FORMATS.csv : format;
}

/**
 * The name under which a content is kept: its ending is one of its format's, so that whoever saves it opens it with the right program.
 * @param name a `plainName`.
 * @throws Problem FILE_TYPE_REFUSED when the ending is that of another format.
 */
export function nameFor(format: Format, name: string): string {
  const extension = extensionOf(name);
  if (format.extensions.includes(extension)) return shortened(name.slice(0, -extension.length - 1), name.slice(-extension.length));
  if (OWN_EXTENSIONS.has(extension) || FOREIGN_EXTENSIONS.has(extension)) {
    throw new Problem(FILE_PROBLEMS.FILE_TYPE_REFUSED, { detail: `The name ends in .${extension}, but the content is ${format.title}. Send the file that you meant, or name it .${format.extensions[0]}.` });
  }
  return shortened(name, format.extensions[0]);
}

function shortened(stem: string, extension: string): string {
  const characters = [...stem];
  const room = LONGEST_NAME - extension.length - 1;
  return `${characters.length > room ? characters.slice(0, room).join('').trimEnd() : stem}.${extension}`;
}
