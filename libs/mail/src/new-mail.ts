import type { NewMail } from './data/mails.repository.js';
import { contentOf } from './layout/mail-content.js';
import type { Mail } from './mailer.js';
import { messageIdOf } from './message-id.js';
import { assertWellFormed } from './well-formed.js';

/**
 * A mail as it is stored.
 * @param domain in which mails are named.
 * @throws Hopeless when it is malformed.
 */
export function newMail(mail: Mail, domain: string): NewMail {
  assertWellFormed(mail);
  const { id, to, expiresAt } = mail;
  const stored = { _id: id, to, content: contentOf(mail), messageId: messageIdOf(id, domain) };
  return expiresAt === undefined ? stored : { ...stored, expiresAt };
}
