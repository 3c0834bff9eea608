import { hash } from 'node:crypto';
import type { RateLimiter } from '@plumbline/common';
import type { Config } from '@plumbline/config';
import { type Database, EVERYTHING, type SubjectKeys } from '@plumbline/database';
import { BreachedPasswordList } from './adapters/breached-password-list.js';
import { KeyedLinkTokens } from './adapters/keyed-link-tokens.js';
import { RepeatedRegistrations } from './data/repeated-registrations.js';
import { UnansweredRequests } from './data/unanswered-requests.js';
import type { UserRepository } from './data/user.repository.js';
import type { LinkPurpose } from './domain/mail-links.js';
import { AskForLink } from './use-cases/ask-for-link.js';
import { ChangePassword } from './use-cases/change-password.js';
import { ConfirmEmailChange } from './use-cases/confirm-email-change.js';
import type { ConfirmPassword } from './use-cases/confirm-password.js';
import type { EndSessions } from './use-cases/end-sessions.js';
import type { LinkTokens } from './use-cases/link-tokens.js';
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

export const PASSWORD = 'plumb line in the wind';

/** Takes every password for strong, at no cost; the real estimate has its own tests. */
class EasilyPleased extends PasswordStrength {
  override estimate(): Promise<{ readonly guessesLog10: number; readonly weakness: undefined }> {
    return Promise.resolve({ guessesLog10: 99, weakness: undefined });
  }
}

/** Stands for the keys of people, whose collection only the database's module knows; test/e2e/mail-links.spec.ts has the real ones. */
function keysInMemory(): SubjectKeys {
  const values = new Map<string, string>();
  const keys: Pick<SubjectKeys, 'seal' | 'open'> = {
    seal(subjectId, value, context) {
      const sealed = `sk1:${hash('sha256', `${subjectId}|${context}|${value}`, 'base64url')}`;
      values.set(`${subjectId}|${context}|${sealed}`, value);
      return Promise.resolve(sealed);
    },
    open: (subjectId, sealed, context) => Promise.resolve(values.get(`${subjectId}|${context}|${sealed}`)),
  };
  return keys as SubjectKeys;
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
  const subjectKeys = keysInMemory();
  const linkTokens = new KeyedLinkTokens(config.get('COOKIE_KEY'));
  const links = new OpenLinks(users, linkTokens, clock);
  const allowance = new MailAllowance(limiter);
  const rules = new PasswordRules(new BreachedPasswordList(), new EasilyPleased());
  const register = new Register(users, new RepeatedRegistrations(database), hasher, rules, links, allowance, clock, ids);
  const verifyEmail = new VerifyEmail(users, links, loginThrottle, clock);
  const helpers = joining(users, linkTokens, register, verifyEmail);
  return {
    linkTokens, subjectKeys, register, verifyEmail, ...helpers,
    askForLink: new AskForLink(users, new UnansweredRequests(database), links, allowance),
    resetPassword: new ResetPassword(users, links, rules, hasher, endSessions, loginThrottle, clock),
    changePassword: new ChangePassword(users, confirmPassword, rules, hasher, endSessions, clock),
    requestEmailChange: new RequestEmailChange(users, confirmPassword, links, allowance),
    confirmEmailChange: new ConfirmEmailChange(links, endSessions, subjectKeys, clock),
  };
}

/** The steps by which a person joins. */
function joining(users: UserRepository, linkTokens: LinkTokens, register: Register, verifyEmail: VerifyEmail) {
  /** The token that the mail of an account's open link holds. */
  async function linkOf(purpose: LinkPurpose, userId: string): Promise<string> {
    const { [purpose]: link } = await users.get(EVERYTHING, userId, [purpose]);
    if (link === undefined) throw new Error(`${userId} has no open link of the kind ${purpose}.`);
    return linkTokens.token(purpose, userId, link.nonce);
  }

  /** Registers somebody and leaves the mail unopened. @returns the id. */
  async function joinUnverified(email: string, name = 'Ada Lovelace'): Promise<string> {
    await register.execute({ email, password: PASSWORD, name, accountType: 'client' });
    return (await users.getByEmail(email, []))._id;
  }

  /** Registers somebody and opens the link that is mailed. @returns the id. */
  async function join(email: string, name?: string): Promise<string> {
    const userId = await joinUnverified(email, name);
    await verifyEmail.execute(await linkOf('verification', userId), '203.0.113.7');
    return userId;
  }

  return { linkOf, joinUnverified, join };
}
