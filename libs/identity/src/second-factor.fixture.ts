import type { RateLimiter } from '@plumbline/common';
import type { Database } from '@plumbline/database';
import { OtplibOneTimePasswords } from './adapters/otplib-one-time-passwords.js';
import { RandomLoginTickets } from './adapters/random-login-tickets.js';
import { RandomRecoveryCodes } from './adapters/random-recovery-codes.js';
import { LoginTicketRepository } from './data/login-ticket.repository.js';
import { SecondFactorRepository } from './data/second-factor.repository.js';
import type { SessionRepository } from './data/session.repository.js';
import type { UserRepository } from './data/user.repository.js';
import { CheckSecondFactor } from './use-cases/check-second-factor.js';
import { CompleteLogIn } from './use-cases/complete-log-in.js';
import type { ConfirmPassword } from './use-cases/confirm-password.js';
import { ConfirmSecondFactor } from './use-cases/confirm-second-factor.js';
import type { DeviceCookies } from './use-cases/device-cookies.js';
import { DisableSecondFactor } from './use-cases/disable-second-factor.js';
import { EnrolSecondFactor } from './use-cases/enrol-second-factor.js';
import { GetSecondFactor } from './use-cases/get-second-factor.js';
import type { LivingAccounts } from './use-cases/living-accounts.js';
import { MarkSteppedUp } from './use-cases/mark-stepped-up.js';
import type { OpenSession } from './use-cases/open-session.js';
import { RenewRecoveryCodes } from './use-cases/renew-recovery-codes.js';
import { SecondFactorThrottle } from './use-cases/second-factor-throttle.js';
import { StepUp } from './use-cases/step-up.js';

/** What the second factor shares with the rest of identity. */
export interface Shared {
  readonly users: UserRepository;
  readonly sessions: SessionRepository;
  readonly living: LivingAccounts;
  readonly limiter: RateLimiter;
  readonly devices: DeviceCookies;
  readonly confirmPassword: ConfirmPassword;
  readonly openSession: OpenSession;
}

/** What identity needs for second factors, put together by hand. */
export function secondFactorParts(database: Database, { users, sessions, living, limiter, devices, confirmPassword, openSession }: Shared) {
  const { clock } = database;
  const factors = new SecondFactorRepository(database);
  const otp = new OtplibOneTimePasswords();
  const recoveryCodes = new RandomRecoveryCodes();
  const storedTickets = new LoginTicketRepository(database);
  const tickets = new RandomLoginTickets();
  const throttle = new SecondFactorThrottle(limiter);
  const check = new CheckSecondFactor(factors, otp, recoveryCodes, throttle, clock);
  const markSteppedUp = new MarkSteppedUp(sessions, living, clock);
  return {
    factors, otp, tickets, storedTickets,
    getSecondFactor: new GetSecondFactor(factors, clock),
    enrolSecondFactor: new EnrolSecondFactor(factors, users, confirmPassword, otp, clock),
    confirmSecondFactor: new ConfirmSecondFactor(factors, otp, recoveryCodes, throttle, markSteppedUp, clock),
    stepUp: new StepUp(check, markSteppedUp),
    disableSecondFactor: new DisableSecondFactor(factors, sessions, living),
    renewRecoveryCodes: new RenewRecoveryCodes(factors, recoveryCodes),
    completeLogIn: new CompleteLogIn(storedTickets, tickets, users, check, devices, openSession),
  };
}
