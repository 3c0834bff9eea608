import { Injectable } from '@nestjs/common';
import { Clock } from '@plumbline/config';
import { SecondFactorRepository } from '../data/second-factor.repository.js';
import { person, UserRepository } from '../data/user.repository.js';
import { CONFIRM_WITHIN_MS } from '../domain/second-factor.js';
import { ConfirmPassword } from './confirm-password.js';
import { type KeyTransfer, OneTimePasswords } from './one-time-passwords.js';

export interface Enrolment extends KeyTransfer {
  /** The same in base32, to be typed. */
  readonly secret: string;
  readonly confirmUntil: Date;
}

/** Begins the enrolment of a second factor; it protects nothing before a first code of it was shown. */
@Injectable()
export class EnrolSecondFactor {
  constructor(
    private readonly factors: SecondFactorRepository,
    private readonly users: UserRepository,
    private readonly confirmPassword: ConfirmPassword,
    private readonly passwords: OneTimePasswords,
    private readonly clock: Clock,
  ) {}

  /**
   * @param password asked for again, so that who finds an open session cannot take the account over.
   * @throws Problem PASSWORD_REFUSED; LOGIN_THROTTLED; STATE_CONFLICT while one is active; OVERLOADED.
   */
  async execute(userId: string, password: string): Promise<Enrolment> {
    const user = await this.users.get(person({ userId }), userId, ['email', 'passwordHash']);
    await this.confirmPassword.execute(user, password);
    const secret = this.passwords.newSecret();
    const confirmUntil = new Date(this.clock.now().getTime() + CONFIRM_WITHIN_MS);
    await this.factors.begin(userId, secret, confirmUntil);
    return { secret, ...this.passwords.transfer(secret, user.email), confirmUntil };
  }
}
