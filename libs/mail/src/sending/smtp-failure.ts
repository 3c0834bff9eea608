/** A try that did not end with the server taking the mail. */
export class SmtpFailure extends Error {
  override readonly name = 'SmtpFailure';

  /**
   * @param codes what happened, without an address and without the server's words, which may hold one: `550 5.1.1 RCPT TO`, `ETIMEDOUT CONN`.
   * @param cause of a failure of our own; nodemailer's errors hold the server's words.
   */
  constructor(
    readonly codes: string,
    /** The server refused this mail, and would again. */
    readonly isPermanent: boolean,
    /** The server had the whole mail, and its answer did not come: it may have taken it (RFC 1047). */
    readonly isUnconfirmed: boolean,
    cause?: unknown,
  ) {
    super(codes, cause === undefined ? undefined : { cause });
  }
}

/** Of nodemailer's errors, what is looked at. */
interface SmtpError {
  readonly code?: unknown;
  readonly command?: unknown;
  readonly response?: unknown;
  readonly responseCode?: unknown;
}

/** Refusals of one mail, not of the whole connection. */
const OF_THE_MAIL = new Set<unknown>(['EENVELOPE', 'EMESSAGE']);

/**
 * 5yz replies that say something of the session and not of the mail: bad sequence of commands, authentication or encryption required
 * (RFC 5321 section 4.2.3, RFC 4954 section 6). An operator mends them, and the mail goes out after all.
 */
const OF_THE_SESSION = new Set([503, 530, 534, 535, 538]);

/** RFC 3463: class.subject.detail behind the reply code. */
const ENHANCED = /^\d{3}[ -]([245]\.\d{1,3}\.\d{1,3})\b/;
const WORD = /^[A-Z][A-Z -]{0,30}$/;

function codesOf({ code, command, response, responseCode }: SmtpError): string {
  const status = typeof responseCode === 'number' ? String(responseCode) : typeof code === 'string' && WORD.test(code) ? code : 'UNKNOWN';
  const enhanced = typeof response === 'string' ? ENHANCED.exec(response)?.[1] : undefined;
  const place = typeof command === 'string' && WORD.test(command) ? command : undefined;
  return [status, enhanced, place].filter((part) => part !== undefined).join(' ');
}

function isPermanent({ code, responseCode }: SmtpError): boolean {
  if (!OF_THE_MAIL.has(code)) return false;
  // Refused before it was sent: an address that cannot be put into a command, or larger than the server's own limit.
  if (typeof responseCode !== 'number') return true;
  return responseCode >= 500 && !OF_THE_SESSION.has(responseCode);
}

/**
 * What an error of nodemailer's means for the mail.
 * @param isHandedOver whether the server had been sent the whole mail.
 * @param isTimeUp whether we cut the connection because it took too long.
 */
export function toSmtpFailure(error: unknown, isHandedOver: boolean, isTimeUp: boolean): SmtpFailure {
  const known = (typeof error === 'object' && error !== null ? error : {}) as SmtpError;
  const isUnanswered = typeof known.responseCode !== 'number';
  return new SmtpFailure(isTimeUp ? 'ETIMEDOUT DATA' : codesOf(known), isPermanent(known), isHandedOver && isUnanswered);
}
