import type { RateLimiter } from '@plumbline/common';
import type { Config } from '@plumbline/config';
import type { Database } from '@plumbline/database';
import { BreachedPasswordList } from './adapters/breached-password-list.js';
import { KeyedLinkTokens } from './adapters/keyed-link-tokens.js';
import { RepeatedRegistrations } from './data/repeated-registrations.js';
import { UnansweredRequests } from './data/unanswered-requests.js';
import type { UserRepository } from './data/user.repository.js';
import { AskForLink } from './use-cases/ask-for-link.js';
import { ChangePassword } from './use-cases/change-password.js';
import { ConfirmEmailChange } from './use-cases/confirm-email-change.js';
import type { ConfirmPassword } from './use-cases/confirm-password.js';
import type { EndSessions } from './use-cases/end-sessions.js';
import type { LoginThrottle } from './use-cases/login-throttle.js';
import { MailAllowance } from './use-cases/mail-allowance.js';
import { OpenLinks } from './use-cases/open-links.js';
import type { PasswordHasher } from './use-cases/password-hasher.js';
import { PasswordRules } from './use-cases/password-rules.js';
import { PasswordStrength } from './use-cases/password-strength.js';
import { Register } from './use-cases/register.js';
import { RequestEmailChange } from './use-cases/request-email-change.js';
import { ResetPassword } from './use-cases/reset-password.js';
import { VerifyEmail } from './use-cases/verify-email.js';

/** Takes every password for strong, at no cost; the real estimate has its own tests. */
class EasilyPleased extends PasswordStrength {
  override estimate(): Promise<{ readonly guessesLog10: number; readonly weakness: undefined }> {
    return Promise.resolve({ guessesLog10: 99, weakness: undefined });
  }
}

/** What registration, links in mails and changes of password and address share with the rest of identity. */
export interface Shared {
  readonly users: UserRepository;
  readonly hasher: PasswordHasher;
  readonly limiter: RateLimiter;
  readonly loginThrottle: LoginThrottle;
  readonly confirmPassword: ConfirmPassword;
  readonly endSessions: EndSessions;
}

/** That part of identity, put together by hand. */
export function mailLinkParts(database: Database, config: Config, { users, hasher, limiter, loginThrottle, confirmPassword, endSessions }: Shared) {
  const { clock, ids } = database;
  const linkTokens = new KeyedLinkTokens(config.get('COOKIE_KEY'));
  const links = new OpenLinks(users, linkTokens, clock);
  const allowance = new MailAllowance(limiter);
  const rules = new PasswordRules(new BreachedPasswordList(), new EasilyPleased());
  return {
    linkTokens,
    register: new Register(users, new RepeatedRegistrations(database), hasher, rules, links, allowance, clock, ids),
    verifyEmail: new VerifyEmail(users, links, loginThrottle, clock),
    askForLink: new AskForLink(users, new UnansweredRequests(database), links, allowance),
    resetPassword: new ResetPassword(users, links, rules, hasher, endSessions, loginThrottle, clock),
    changePassword: new ChangePassword(users, confirmPassword, rules, hasher, endSessions, clock),
    requestEmailChange: new RequestEmailChange(users, confirmPassword, links, allowance),
    confirmEmailChange: new ConfirmEmailChange(links, endSessions, clock),
  };
}
