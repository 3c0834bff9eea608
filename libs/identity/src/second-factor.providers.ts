import type { Provider } from '@nestjs/common';
import { OtplibOneTimePasswords } from './adapters/otplib-one-time-passwords.js';
import { RandomLoginTickets } from './adapters/random-login-tickets.js';
import { RandomRecoveryCodes } from './adapters/random-recovery-codes.js';
import { LoginTicketRepository } from './data/login-ticket.repository.js';
import { SecondFactorRepository } from './data/second-factor.repository.js';
import { MailSecurityNotice } from './jobs/mail-security-notice.js';
import { CheckSecondFactor } from './use-cases/check-second-factor.js';
import { CompleteLogIn } from './use-cases/complete-log-in.js';
import { ConfirmPassword } from './use-cases/confirm-password.js';
import { ConfirmSecondFactor } from './use-cases/confirm-second-factor.js';
import { DisableSecondFactor } from './use-cases/disable-second-factor.js';
import { EnrolSecondFactor } from './use-cases/enrol-second-factor.js';
import { GetSecondFactor } from './use-cases/get-second-factor.js';
import { LoginTickets } from './use-cases/login-tickets.js';
import { MarkSteppedUp } from './use-cases/mark-stepped-up.js';
import { OneTimePasswords } from './use-cases/one-time-passwords.js';
import { RecoveryCodes } from './use-cases/recovery-codes.js';
import { RenewRecoveryCodes } from './use-cases/renew-recovery-codes.js';
import { SecondFactorThrottle } from './use-cases/second-factor-throttle.js';
import { StepUp } from './use-cases/step-up.js';

/** The second factor: enrolment, the second half of a login, step-up; and what the owner is told of it and of API keys. */
export const SECOND_FACTOR_PROVIDERS: readonly Provider[] = [
  { provide: OneTimePasswords, useFactory: () => new OtplibOneTimePasswords() },
  { provide: RecoveryCodes, useFactory: () => new RandomRecoveryCodes() },
  { provide: LoginTickets, useFactory: () => new RandomLoginTickets() },
  SecondFactorRepository, LoginTicketRepository,
  ConfirmPassword, SecondFactorThrottle, CheckSecondFactor, MarkSteppedUp,
  GetSecondFactor, EnrolSecondFactor, ConfirmSecondFactor, StepUp, DisableSecondFactor, RenewRecoveryCodes, CompleteLogIn,
  MailSecurityNotice,
];
