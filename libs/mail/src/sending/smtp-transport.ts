import type { BeforeApplicationShutdown } from '@nestjs/common';
import { createTransport, type Transporter } from 'nodemailer';
import { htmlPart } from '../layout/html-part.js';
import type { MailContent } from '../layout/mail-content.js';
import { textPart } from '../layout/text-part.js';
import type { MailPace } from '../mail-pace.js';
import { HandOver } from './hand-over.js';
import { toSmtpFailure } from './smtp-failure.js';
import type { SmtpSettings } from './smtp-settings.js';

const CONNECTIONS = 5;

/** A mail as it goes out; the same at every try. */
export interface OutgoingMail {
  readonly to: string;
  readonly content: MailContent;
  readonly messageId: string;
  readonly date: Date;
}

/** Whom mails come from, and authorities besides the system's. */
export interface SenderOptions {
  readonly from: string;
  /** In PEM; tests have one of their own. */
  readonly ca?: string;
}

/** Hands mails to one SMTP server, over connections that are used again. */
export class SmtpTransport implements BeforeApplicationShutdown {
  readonly #transporter: Transporter<unknown>;
  readonly #underWay = new WeakMap<AbortSignal, HandOver>();

  constructor(
    settings: SmtpSettings,
    private readonly pace: MailPace,
    private readonly sender: SenderOptions,
  ) {
    this.#transporter = createTransport({
      ...settings,
      ...(sender.ca === undefined ? {} : { tls: { ca: sender.ca } }),
      pool: true,
      maxConnections: CONNECTIONS,
      // The pool would send a mail again by itself, and nobody would know how often: each try is ours.
      maxRequeues: 0,
      connectionTimeout: pace.connectMs,
      greetingTimeout: pace.greetingMs,
      // Silence of the server: in effect for the answer to the final dot, since `HandOver` has less patience before it.
      socketTimeout: pace.answerMs,
      disableFileAccess: true,
      disableUrlAccess: true,
    });
    this.#transporter.use('stream', (mail, done) => {
      if (mail.data.signal !== undefined) this.#underWay.get(mail.data.signal)?.watch(mail.message);
      done();
    });
  }

  /**
   * Sends a mail, once; resolves when the server has taken it.
   * @param stop cuts it off, unless the server has all of it: then the answer is waited for.
   * @throws SmtpFailure
   */
  async send({ to, content, messageId, date }: OutgoingMail, stop: AbortSignal): Promise<void> {
    const handOver = new HandOver(stop, this.pace.handOverMs);
    this.#underWay.set(handOver.signal, handOver);
    try {
      await this.#transporter.sendMail({
        from: this.sender.from,
        to: { name: '', address: to },
        subject: content.subject,
        text: textPart(content),
        html: htmlPart(content),
        messageId,
        date,
        // A random one would be the only thing in which a repeated mail differs: who compares bytes knows it again, too.
        baseBoundary: messageId.slice(1, messageId.indexOf('@')),
        // RFC 3834 section 5: no out-of-office note comes back. RFC 3282: the language, for readers aloud.
        headers: { 'Auto-Submitted': 'auto-generated', 'Content-Language': 'en' },
        signal: handOver.signal,
      });
    } catch (error) {
      throw toSmtpFailure(error, handOver.isComplete, handOver.isTimeUp);
    } finally {
      handOver.end();
    }
  }

  /**
   * Connects and logs in.
   * @throws SmtpFailure when the server would not take mails.
   */
  async probe(): Promise<void> {
    try {
      await this.#transporter.verify();
    } catch (error) {
      throw toSmtpFailure(error, false, false);
    }
  }

  /** Behind the jobs, which end in `onModuleDestroy`. Closes the connections that have no mail; a server that has one may still answer. */
  beforeApplicationShutdown(): void {
    this.#transporter.close();
  }
}
