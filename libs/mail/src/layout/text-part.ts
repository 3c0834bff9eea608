import { CLOSING, type MailContent } from './mail-content.js';

/**
 * The text part. Lines are not wrapped: readers do that themselves, and a wrapped address is no link.
 * The closing stands behind `-- `, the mark of a signature (RFC 3676 section 4.3), so that an answer does not quote it.
 */
export function textPart({ paragraphs, action }: MailContent): string {
  const asked = action === undefined ? [] : [`${action.label}:\n${action.url}`];
  return `${[...paragraphs, ...asked].join('\n\n')}\n\n-- \n${CLOSING}\n`;
}
