import { Injectable } from '@nestjs/common';
import { Config } from '@plumbline/config';
import type { Mail } from '@plumbline/mail';
import type { LinkPurpose, OpenLink } from '../domain/mail-links.js';
import { LinkTokens } from '../use-cases/link-tokens.js';

/** Where the link of each purpose leads: a page with a button, for scanners of mail open every link that they see. */
export const LINK_PAGES: Readonly<Record<LinkPurpose, string>> = { verification: 'verify-email', passwordReset: 'reset-password', emailChange: 'confirm-email' };

/** The part of a mail that holds a link. The token is made here, at the last moment, and stands nowhere but in the mail. */
@Injectable()
export class LinkMails {
  readonly #publicUrl: string;

  constructor(
    config: Config,
    private readonly tokens: LinkTokens,
  ) {
    this.#publicUrl = config.get('PUBLIC_URL');
  }

  action(label: string, purpose: LinkPurpose, userId: string, link: OpenLink): Required<Pick<Mail, 'action' | 'expiresAt'>> {
    const url = `${this.#publicUrl}/${LINK_PAGES[purpose]}?token=${this.tokens.token(purpose, userId, link.nonce)}`;
    return { action: { label, url }, expiresAt: link.expiresAt };
  }
}
