import type { Mail } from '../mailer.js';

/** What a mail says: the part of it that the layout makes text and HTML of. */
export type MailContent = Pick<Mail, 'subject' | 'paragraphs' | 'action'>;

/** White space, line ends and control characters of any kind; and those that turn the direction of what follows, by which a name could disguise a link. */
const UNPRINTABLE = /[\s\u0000-\u001F\u007F-\u009F\u200E\u200F\u202A-\u202E\u2066-\u2069]+/gu;

/** The content of a mail with its paragraphs on one line each: a name in a text must not be able to make lines of its own. */
export function contentOf({ subject, paragraphs, action }: Mail): MailContent {
  const text = { subject, paragraphs: paragraphs.map((paragraph) => paragraph.replace(UNPRINTABLE, ' ').trim()) };
  return action === undefined ? text : { ...text, action: { label: action.label, url: action.url } };
}

/** Stands at the end of every mail. */
export const CLOSING = 'Plumbline sent this mail by itself; nobody reads what is answered to it.';
