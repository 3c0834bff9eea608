import type { Provider } from '@nestjs/common';
import { Config } from '@plumbline/config';
import { BreachedPasswordList } from './adapters/breached-password-list.js';
import { KeyedLinkTokens } from './adapters/keyed-link-tokens.js';
import { ZxcvbnPasswordStrength } from './adapters/zxcvbn-password-strength.js';
import { UnansweredRequests } from './data/unanswered-requests.js';
import { EndOutdatedSessions } from './jobs/end-outdated-sessions.js';
import { LinkMails } from './jobs/link-mails.js';
import { MailAddressTaken } from './jobs/mail-address-taken.js';
import { MailEmailChange } from './jobs/mail-email-change.js';
import { MailEmailChanged } from './jobs/mail-email-changed.js';
import { MailPasswordChanged } from './jobs/mail-password-changed.js';
import { MailPasswordReset } from './jobs/mail-password-reset.js';
import { MailVerification } from './jobs/mail-verification.js';
import { AskForLink } from './use-cases/ask-for-link.js';
import { BreachedPasswords } from './use-cases/breached-passwords.js';
import { ChangePassword } from './use-cases/change-password.js';
import { ConfirmEmailChange } from './use-cases/confirm-email-change.js';
import { LinkTokens } from './use-cases/link-tokens.js';
import { MailAllowance } from './use-cases/mail-allowance.js';
import { OpenLinks } from './use-cases/open-links.js';
import { PasswordRules } from './use-cases/password-rules.js';
import { PasswordStrength } from './use-cases/password-strength.js';
import { RequestEmailChange } from './use-cases/request-email-change.js';
import { ResetPassword } from './use-cases/reset-password.js';
import { VerifyEmail } from './use-cases/verify-email.js';

/** Links in mails and what they do, rules of passwords, and the mails themselves. */
export const MAIL_LINK_PROVIDERS: readonly Provider[] = [
  { provide: LinkTokens, inject: [Config], useFactory: (config: Config) => new KeyedLinkTokens(config.get('COOKIE_KEY')) },
  { provide: BreachedPasswords, useFactory: () => new BreachedPasswordList() },
  { provide: PasswordStrength, useFactory: () => new ZxcvbnPasswordStrength() },
  UnansweredRequests, OpenLinks, MailAllowance, PasswordRules,
  VerifyEmail, AskForLink, ResetPassword, ChangePassword, RequestEmailChange, ConfirmEmailChange,
  LinkMails, MailVerification, MailAddressTaken, MailPasswordReset, MailPasswordChanged, MailEmailChange, MailEmailChanged, EndOutdatedSessions,
];
