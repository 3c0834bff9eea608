import { Clock } from '@plumbline/config';
import { Hopeless, Job, type JobContext } from '@plumbline/jobs';
import { setTimeout as delay } from 'node:timers/promises';
import { type Claim, MailsRepository } from '../data/mails.repository.js';
import { countMail } from '../mail-metrics.js';
import { delayAfter, type MailPace } from '../mail-pace.js';
import { MailLease } from './mail-lease.js';
import { SmtpFailure } from './smtp-failure.js';
import { SmtpTransport } from './smtp-transport.js';

export const SEND_MAIL = 'mail.send';

/** Between two attempts to write down that a mail was taken. */
const WRITE_AGAIN_MS = 500;

/** What one try of `mail.send` is about. */
type SendMailData = Readonly<{ mailId: string }>;

/** Sends one mail: claims it, hands it to the server, writes down what became of it. */
export class SendMail extends Job<SendMailData> {
  override readonly name = SEND_MAIL;
  override readonly attempts: number;

  constructor(
    private readonly mails: MailsRepository,
    private readonly transport: SmtpTransport,
    private readonly clock: Clock,
    private readonly pace: MailPace,
  ) {
    super();
    this.attempts = pace.attempts;
  }

  override delayMs(attempt: number): number {
    return delayAfter(this.pace, attempt);
  }

  /** A mail that somebody else is sending, or that is sent, is nothing to do: if that somebody dies, the sweeper makes a new job. */
  override async run({ mailId }: SendMailData, { attempt, signal }: JobContext): Promise<void> {
    const claim = await this.mails.claim(mailId, this.pace.leaseMs);
    if (claim === undefined) return;
    if (claim.expiresAt !== undefined && claim.expiresAt <= this.clock.now()) {
      if (await this.mails.bury(claim, 'expired')) countMail('expired');
      return;
    }
    const lease = new MailLease(this.mails, claim, this.pace.leaseMs);
    const failure = await this.#try(claim, AbortSignal.any([signal, lease.lost]));
    const held = await lease.end();
    if (failure === undefined) await this.#writeDown(mailId, signal);
    else await this.#fail(held, failure, attempt);
  }

  async #try(claim: Claim, stop: AbortSignal): Promise<SmtpFailure | undefined> {
    try {
      const { to, content } = await this.mails.read(claim._id);
      await this.transport.send({ to, content, messageId: claim.messageId, date: claim.queuedAt }, stop);
      return undefined;
    } catch (error) {
      // What it says cannot be read (a key is gone), or the database is away: the mail is given back like after any other failure.
      return error instanceof SmtpFailure ? error : new SmtpFailure('UNREADABLE', false, false, error);
    }
  }

  /** The mail is out: until that is written down another try would send it again, so this does not give up while the process lives. */
  async #writeDown(mailId: string, stop: AbortSignal): Promise<void> {
    for (;;) {
      try {
        countMail((await this.mails.accept(mailId)) ? 'sent' : 'repeated');
        return;
      } catch (error) {
        if (stop.aborted) throw error;
        await delay(WRITE_AGAIN_MS, undefined, { signal: stop }).catch(() => undefined);
      }
    }
  }

  /** @throws Error in any case, which makes the job wait for its next try or a dead letter. */
  async #fail(claim: Claim, failure: SmtpFailure, attempt: number): Promise<never> {
    const lastError = failure.codes;
    const tried = { lastError, isUnconfirmed: failure.isUnconfirmed };
    if (failure.isPermanent) {
      if (await this.mails.bury(claim, 'refused', tried)) countMail('refused');
      throw new Hopeless(`The server refused the mail: ${lastError}.`);
    }
    if (attempt >= this.attempts) {
      if (await this.mails.bury(claim, 'exhausted', tried)) countMail('exhausted');
      throw new Error(`The mail was not taken in ${attempt} tries, at last: ${lastError}.`, { cause: failure.cause });
    }
    const jobWithinMs = this.delayMs(attempt) + this.pace.leaseMs + this.pace.sweepMs;
    if (await this.mails.defer(claim, tried, jobWithinMs)) countMail(failure.isUnconfirmed ? 'unconfirmed' : 'deferred');
    throw new Error(`The mail was not taken: ${lastError}.`, { cause: failure.cause });
  }
}
