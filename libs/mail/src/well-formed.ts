import { Hopeless } from '@plumbline/jobs';
import type { Mail } from './mailer.js';

const ID = /^[\w:.-]{1,200}$/;
/** Characters that end a line somewhere, or steer a terminal: C0, DEL, C1, the line and paragraph separators. */
const CONTROL = /[\u0000-\u001F\u007F-\u009F\u2028\u2029]/;
/** RFC 5321 section 4.5.3.1.3, without the brackets. */
const LONGEST_ADDRESS = 254;
const LONGEST_SUBJECT = 150;
const LONGEST_LABEL = 60;
const LONGEST_URL = 2_000;
const MOST_PARAGRAPHS = 20;
const LONGEST_PARAGRAPH = 2_000;

function isAddress(text: string): boolean {
  const at = text.lastIndexOf('@');
  return at > 0 && at < text.length - 1 && text.length <= LONGEST_ADDRESS && !CONTROL.test(text) && !/[<>]/.test(text);
}

function isLine(text: string, longest: number): boolean {
  return text.trim() !== '' && text.length <= longest && !CONTROL.test(text);
}

function isWebAddress(text: string): boolean {
  const url = URL.parse(text);
  return text.length <= LONGEST_URL && /^https?:$/.test(url?.protocol ?? '') && !/\s/.test(text) && !CONTROL.test(text);
}

/** The member that is not as it must be. */
function malformed({ id, to, subject, paragraphs, action, expiresAt }: Mail): string | undefined {
  if (!ID.test(id)) return 'id';
  if (!isAddress(to)) return 'to';
  if (!isLine(subject, LONGEST_SUBJECT)) return 'subject';
  if (paragraphs.length < 1 || paragraphs.length > MOST_PARAGRAPHS || paragraphs.some((paragraph) => paragraph.length > LONGEST_PARAGRAPH)) return 'paragraphs';
  if (action !== undefined && !isLine(action.label, LONGEST_LABEL)) return 'action.label';
  if (action !== undefined && !isWebAddress(action.url)) return 'action.url';
  if (expiresAt !== undefined && Number.isNaN(expiresAt.getTime())) return 'expiresAt';
  return undefined;
}

/**
 * Refuses what would become another mail than was meant: a line end in the address or the subject would begin a header of the sender's
 * choice. No further try would help, so the caller's job becomes a dead letter at once.
 * @throws Hopeless naming the member, never its value.
 */
export function assertWellFormed(mail: Mail): void {
  const member = malformed(mail);
  if (member !== undefined) throw new Hopeless(`The mail's \`${member}\` is malformed.`);
}
