import type { SMTPPoolOptions } from 'nodemailer';

/** What SMTP_URL says, as nodemailer takes it. */
export type SmtpSettings = Pick<SMTPPoolOptions, 'host' | 'port' | 'secure' | 'auth' | 'requireTLS' | 'name'>;

const KNOWN = ['requireTLS', 'name'];

/** A URL in which a credential's percent signs mean nothing is taken as it is. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/**
 * Reads SMTP_URL. TLS from the first byte with `smtps:`; with `smtp:` by STARTTLS (RFC 3207) when the server offers it, and never without
 * it when `?requireTLS=true` or when there is a password: who sits on the line could take the offer away and read along (RFC 8314).
 * Certificates are checked against the system's authorities and those of NODE_EXTRA_CA_CERTS.
 * @throws Error naming a parameter that is not known; it would be a typing mistake, and silently no TLS.
 */
export function smtpSettings(smtpUrl: string): SmtpSettings {
  const url = new URL(smtpUrl);
  const unknown = [...url.searchParams.keys()].find((name) => !KNOWN.includes(name));
  if (unknown !== undefined) throw new Error(`SMTP_URL has an unknown parameter \`${unknown}\`; known are ${KNOWN.join(' and ')}.`);
  const secure = url.protocol === 'smtps:';
  const auth = url.username === '' ? {} : { auth: { user: decoded(url.username), pass: decoded(url.password) } };
  const name = url.searchParams.get('name');
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? (secure ? 465 : 587) : Number(url.port),
    secure,
    requireTLS: !secure && (url.searchParams.get('requireTLS') === 'true' || url.username !== ''),
    ...auth,
    ...(name === null ? {} : { name }),
  };
}
