import { defineSchema, type Stored } from '@plumbline/database';
import type { MailContent } from '../layout/mail-content.js';
import { type Death, DEATHS, MAIL_STATES, type MailState } from '../mail-states.js';

/** A mail on its way, or what is left of it. */
export interface StoredMail extends Stored {
  readonly state: MailState;
  /** How it leaves: to a server, or not at all. */
  readonly transport: 'smtp' | 'kept';
  /** Personal. Gone once the mail is sent. */
  readonly to?: string;
  /** Secret: it may hold a link that opens an account. Gone once the mail is sent or expired. */
  readonly content?: MailContent;
  /** The same at every try (RFC 5322 section 3.6.4): by it a server that took the mail before knows it again. */
  readonly messageId: string;
  readonly queuedAt: Date;
  readonly expiresAt?: Date;
  /** Tries so far. */
  readonly attempts: number;
  /** Tries whose outcome nobody knows: the server had the whole mail, and its answer did not come. */
  readonly unconfirmed: number;
  /** What the last try met, as codes: `450 4.7.1 RCPT TO`, `ETIMEDOUT`. Never an address or a text of the server's. */
  readonly lastError?: string;
  /** While queued: when its job is missing. While sending: when its holder counts as dead. */
  readonly overdueAt?: Date;
  readonly sentAt?: Date;
  readonly diedAt?: Date;
  readonly death?: Death;
  /** When the document goes. */
  readonly removeAt?: Date;
}

export const MAIL_SCHEMA = defineSchema<StoredMail>({
  state: { type: String, required: true, enum: MAIL_STATES.states },
  transport: { type: String, required: true, enum: ['smtp', 'kept'] },
  to: { type: String, protect: 'personal' },
  content: { type: Object, protect: 'secret' },
  messageId: { type: String, required: true },
  queuedAt: { type: Date, required: true },
  expiresAt: { type: Date },
  attempts: { type: Number, required: true },
  unconfirmed: { type: Number, required: true },
  lastError: { type: String },
  overdueAt: { type: Date },
  sentAt: { type: Date },
  diedAt: { type: Date },
  death: { type: String, enum: DEATHS },
  removeAt: { type: Date },
});
