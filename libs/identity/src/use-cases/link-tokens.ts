import type { LinkPurpose } from '../domain/mail-links.js';

/** Makes and reads the tokens of links in mails. Nothing that is stored gives one without the server's key. */
export abstract class LinkTokens {
  abstract nonce(): string;

  /** The same each time. A token of one purpose is worth nothing for another. */
  abstract token(purpose: LinkPurpose, userId: string, nonce: string): string;

  /** The account that a token names; undefined for what cannot be one. It proves nothing yet. */
  abstract userIdOf(token: string): string | undefined;

  /** Whether `token` is the one, compared in constant time. */
  abstract matches(token: string, purpose: LinkPurpose, userId: string, nonce: string): boolean;
}
