import { type DynamicModule, Global, Module, type Provider } from '@nestjs/common';
import { Clock, type Config } from '@plumbline/config';
import { Jobs } from '@plumbline/jobs';
import { MailsRepository } from './data/mails.repository.js';
import { DevMailsController } from './dev/dev-mails.controller.js';
import { KeptMailer } from './dev/kept-mailer.js';
import { USUAL_PACE } from './mail-pace.js';
import { Mailer } from './mailer.js';
import { domainOf } from './message-id.js';
import { QueuedMailer } from './sending/queued-mailer.js';
import { SendMail } from './sending/send-mail.js';
import { smtpSettings } from './sending/smtp-settings.js';
import { SmtpTransport } from './sending/smtp-transport.js';
import { SweepMails } from './sending/sweep-mails.js';
import { SmtpCheck } from './smtp-check.js';

/** Gives every module the one `Mailer`. Needs `DatabaseModule` and, where SMTP_URL is set, `JobsModule`. */
@Global()
@Module({})
export class MailModule {
  /** @throws Error when SMTP_URL or MAIL_FROM cannot be used, or production has no server. */
  static forRoot(config: Config): DynamicModule {
    const smtpUrl = config.get('SMTP_URL');
    const domain = domainOf(config.get('MAIL_FROM'));
    if (smtpUrl !== undefined) return { module: MailModule, providers: [MailsRepository, ...sending(smtpUrl, config.get('MAIL_FROM'), domain)], exports: [Mailer] };
    if (config.isProduction) throw new Error('SMTP_URL must be set in production.');
    const mailer: Provider = { provide: Mailer, inject: [MailsRepository], useFactory: (mails: MailsRepository) => new KeptMailer(mails, domain) };
    return { module: MailModule, controllers: [DevMailsController], providers: [MailsRepository, mailer], exports: [Mailer] };
  }
}

function sending(smtpUrl: string, from: string, domain: string): Provider[] {
  const settings = smtpSettings(smtpUrl);
  return [
    { provide: Mailer, inject: [MailsRepository, Jobs], useFactory: (mails: MailsRepository, jobs: Jobs) => new QueuedMailer(mails, jobs, USUAL_PACE, domain) },
    { provide: SmtpTransport, useFactory: () => new SmtpTransport(settings, USUAL_PACE, { from }) },
    { provide: SendMail, inject: [MailsRepository, SmtpTransport, Clock], useFactory: (mails: MailsRepository, transport: SmtpTransport, clock: Clock) => new SendMail(mails, transport, clock, USUAL_PACE) },
    { provide: SweepMails, inject: [MailsRepository, Jobs], useFactory: (mails: MailsRepository, jobs: Jobs) => new SweepMails(mails, jobs, USUAL_PACE) },
    { provide: SmtpCheck, inject: [SmtpTransport], useFactory: (transport: SmtpTransport) => new SmtpCheck(transport) },
  ];
}
