import { createHash } from 'node:crypto';

/** The domain of an address, with or without a name before it: `Plumbline <no-reply@example.org>`. */
const DOMAIN = /@([\w.-]+)>?\s*$/;

/**
 * The domain in which mails are named.
 * @param from MAIL_FROM.
 * @throws Error when it is no address; the service does not start.
 */
export function domainOf(from: string): string {
  const domain = DOMAIN.exec(from)?.[1];
  if (domain === undefined) throw new Error('MAIL_FROM must be an address such as Plumbline <no-reply@plumbline.example.org>.');
  return domain;
}

/**
 * The Message-ID of a mail (RFC 5322 section 3.6.4): the same for the same id, so that a server that sees a mail twice can tell.
 * A hash, since it leaves the house and ids of documents need not.
 */
export function messageIdOf(mailId: string, domain: string): string {
  return `<${createHash('sha256').update(mailId).digest('hex').slice(0, 40)}@${domain}>`;
}
