import type { Role } from '@plumbline/common';

/** What is asked of a session on each request. */
export interface LivingSession {
  readonly userId: string;
  readonly active: boolean;
  /** When its second factor was last shown, in Unix ms. */
  readonly steppedUpAt: number | undefined;
}

/** What is asked of an account on each request. */
export interface LivingAccount {
  readonly active: boolean;
  readonly roles: readonly Role[];
  /** `roleBits(roles)`. */
  readonly roleBits: number;
}

/** The present state of sessions and accounts, known without a question to the database wherever that is certain. */
export abstract class LivingAccounts {
  /** @returns undefined when there is none (any more). @throws Problem DEPENDENCY_DOWN */
  abstract session(sessionId: string): LivingSession | undefined | Promise<LivingSession | undefined>;

  /** @returns undefined when there is none. @throws Problem DEPENDENCY_DOWN */
  abstract account(userId: string): LivingAccount | undefined | Promise<LivingAccount | undefined>;

  /** To be called after a write to the session, so that this process knows at once. */
  abstract forgetSession(sessionId: string): void;

  /** To be called after a write to the account. */
  abstract forgetAccount(userId: string): void;
}
