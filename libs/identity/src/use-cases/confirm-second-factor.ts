import { Injectable } from '@nestjs/common';
import { Clock } from '@plumbline/config';
import { Problem, PROBLEMS } from '@plumbline/problems';
import { SecondFactorRepository, secondFactorOf } from '../data/second-factor.repository.js';
import { IDENTITY_PROBLEMS } from '../domain/problems.js';
import { MarkSteppedUp, type OwnSession } from './mark-stepped-up.js';
import { OneTimePasswords } from './one-time-passwords.js';
import { RecoveryCodes } from './recovery-codes.js';
import { SecondFactorThrottle } from './second-factor-throttle.js';

interface Pending {
  readonly secret: string;
  readonly confirmUntil: Date;
}

/** Ends an enrolment by its first code, which proves that the app has the secret. From then on logins ask for it. */
@Injectable()
export class ConfirmSecondFactor {
  constructor(
    private readonly factors: SecondFactorRepository,
    private readonly passwords: OneTimePasswords,
    private readonly recoveryCodes: RecoveryCodes,
    private readonly throttle: SecondFactorThrottle,
    private readonly markSteppedUp: MarkSteppedUp,
    private readonly clock: Clock,
  ) {}

  /**
   * The session counts as stepped up: the factor was shown in it.
   * @returns the recovery codes, for this once.
   * @throws Problem STATE_CONFLICT when no enrolment waits; SECOND_FACTOR_REFUSED; SECOND_FACTOR_THROTTLED.
   */
  async execute(session: OwnSession, code: string): Promise<readonly string[]> {
    const { userId } = session;
    const { secret, confirmUntil } = await this.#pending(userId);
    const takeBack = await this.throttle.charge(userId);
    const at = this.clock.now();
    const step = this.passwords.stepOf(secret, code, at);
    if (step === undefined) throw new Problem(IDENTITY_PROBLEMS.SECOND_FACTOR_REFUSED);
    await takeBack();
    const { codes, hashes } = this.recoveryCodes.issue(userId);
    await this.factors.confirm(userId, confirmUntil, { step, recoveryCodes: hashes, at });
    await this.markSteppedUp.execute(session, 'totp');
    return codes;
  }

  async #pending(userId: string): Promise<Pending> {
    const found = await this.factors.findOne(secondFactorOf({ userId }), { state: 'pending' }, ['secret', 'confirmUntil']);
    const { secret, confirmUntil } = found ?? {};
    if (secret === undefined || confirmUntil === undefined || confirmUntil <= this.clock.now()) throw new Problem(PROBLEMS.STATE_CONFLICT, { detail: 'No enrolment waits for a code. Begin one.' });
    return { secret, confirmUntil };
  }
}
