import { Clock } from '@plumbline/config';
import type { Database } from '@plumbline/database';
import { Hopeless, type JobData, Jobs } from '@plumbline/jobs';
import { MailsRepository } from './data/mails.repository.js';
import { type MailPace, USUAL_PACE } from './mail-pace.js';
import type { Mail } from './mailer.js';
import { QueuedMailer } from './sending/queued-mailer.js';
import { SendMail } from './sending/send-mail.js';
import { smtpSettings } from './sending/smtp-settings.js';
import { SmtpTransport } from './sending/smtp-transport.js';
import { SweepMails } from './sending/sweep-mails.js';

export const FROM = 'Plumbline <no-reply@plumbline.example>';

/** The machine's clock, moved by what a test says. */
export class MovableClock extends Clock {
  aheadMs = 0;

  override now(): Date {
    return new Date(Date.now() + this.aheadMs);
  }
}

/** Jobs in memory: one of a name and key while it waits or runs. */
export class JobsInMemory extends Jobs {
  readonly waiting = new Map<string, JobData>();
  readonly enqueued: string[] = [];

  override enqueue(name: string, data: JobData, options: { readonly key?: string } = {}): Promise<void> {
    const key = `${name} ${options.key ?? this.enqueued.length}`;
    this.enqueued.push(key);
    if (!this.waiting.has(key)) this.waiting.set(key, data);
    return Promise.resolve();
  }
}

/** Something that a server waits for until a test opens it. */
export function aGate(): { readonly opened: Promise<void>; readonly open: () => void } {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

let made = 0;

/** A mail with an id of its own. */
export function aMail(overrides: Partial<Mail> = {}): Mail {
  made += 1;
  return { id: `users:${made}:1:0:verify`, to: `person${made}@example.org`, subject: 'Confirm your address', paragraphs: ['Welcome.'], action: { label: 'Confirm', url: `https://plumbline.example/verify?token=${made}` }, ...overrides };
}

/** What became of a job. */
export type Ran = 'done' | 'dead' | 'waits';

/** One worker with its own connections, as one process would have it. */
export function mailWorld(database: Database, smtpUrl: string, options: { readonly pace?: Partial<MailPace>; readonly ca?: string; readonly jobs?: JobsInMemory } = {}) {
  const pace: MailPace = { ...USUAL_PACE, attempts: 5, retryDelaysMs: [0], leaseMs: 3_000, connectMs: 2_000, greetingMs: 2_000, handOverMs: 5_000, answerMs: 5_000, ...options.pace };
  const mails = new MailsRepository(database);
  const jobs = options.jobs ?? new JobsInMemory();
  const transport = new SmtpTransport(smtpSettings(smtpUrl), pace, { from: FROM, ...(options.ca === undefined ? {} : { ca: options.ca }) });
  const sendMail = new SendMail(mails, transport, database.clock, pace);
  const sweeper = new SweepMails(mails, jobs, pace);
  return {
    mails, jobs, transport, sendMail,
    mailer: new QueuedMailer(mails, jobs, pace, 'plumbline.example'),
    sweep: () => sweeper.run(),

    /** Runs one try of a mail's job. @returns what the job's runner would do next, and the error's message. */
    async try(mailId: string, attempt = 1, signal: AbortSignal = new AbortController().signal): Promise<{ readonly ran: Ran; readonly told?: string }> {
      try {
        await sendMail.run({ mailId }, { attempt, signal });
        return { ran: 'done' };
      } catch (error) {
        const told = (error as Error).message;
        return { ran: error instanceof Hopeless || attempt >= sendMail.attempts ? 'dead' : 'waits', told };
      }
    },

    /** Runs all jobs until each is done or dead, without their waits. @returns the last word of each, by its key. */
    async drain(): Promise<ReadonlyMap<string, Ran>> {
      const ended = new Map<string, Ran>();
      const one = async (key: string, data: JobData): Promise<void> => {
        for (let attempt = 1; ; attempt += 1) {
          const { ran } = await this.try(data['mailId'] as string, attempt);
          if (ran === 'waits') continue;
          ended.set(key, ran);
          jobs.waiting.delete(key);
          return;
        }
      };
      await Promise.all([...jobs.waiting].map(([key, data]) => one(key, data)));
      return ended;
    },

    /** Ends its connections. */
    close: () => transport.beforeApplicationShutdown(),
  };
}

export type MailWorld = ReturnType<typeof mailWorld>;
