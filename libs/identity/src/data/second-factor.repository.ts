import { Injectable } from '@nestjs/common';
import { Database, defineScope, type Filter, type Found, oneOf, present, range, Repository, type Scope } from '@plumbline/database';
import { Problem, PROBLEMS } from '@plumbline/problems';
import { SECOND_FACTOR_STATES } from '../domain/second-factor.js';
import { unlessConflict } from './conflict.js';
import { SECOND_FACTORS, type SecondFactor, secondFactorSchema } from './second-factor.schema.js';

export type OwnedSecondFactor = Scope<'second-factor-owner', { userId: string }>;

/** The second factor of one person. */
export const secondFactorOf = defineScope<'second-factor-owner', { userId: string }>();

/** What a code is checked against. */
export type ActiveSecondFactor = Required<Found<SecondFactor, 'secret' | 'enrolledAt' | 'lastStep'>>;

@Injectable()
export class SecondFactorRepository extends Repository<SecondFactor, OwnedSecondFactor> {
  constructor(database: Database) {
    super(database, SECOND_FACTORS, secondFactorSchema());
  }

  /** The one that protects the account at this moment; undefined when none does. */
  async findActive(userId: string): Promise<ActiveSecondFactor | undefined> {
    const found = await this.findOne(secondFactorOf({ userId }), { state: 'active' }, ['secret', 'enrolledAt', 'lastStep']);
    return found as ActiveSecondFactor | undefined;
  }

  async isActive(userId: string): Promise<boolean> {
    return (await this.count(secondFactorOf({ userId }), { state: 'active' }, 1)) > 0;
  }

  /** Begins an enrolment, in place of one that was not confirmed. @throws Problem STATE_CONFLICT while one is active. */
  async begin(userId: string, secret: string, confirmUntil: Date): Promise<void> {
    const { from, to } = SECOND_FACTOR_STATES.step('enrol');
    const begun = { state: to, secret, lastStep: -1, confirmUntil, recoveryCodes: {} };
    try {
      await this.insert(secondFactorOf({ userId }), { _id: userId, ...begun });
    } catch (error) {
      if (!(error instanceof Problem && error.type === PROBLEMS.ALREADY_EXISTS)) throw error;
      await this.update(secondFactorOf({ userId }), userId, { when: { state: oneOf(from) }, set: begun, unset: ['enrolledAt'] }, []);
    }
  }

  /**
   * Ends the enrolment that waits until `confirmUntil`, which tells it from a later one with another secret.
   * @param step whose code was shown.
   * @throws Problem STATE_CONFLICT when another request did it.
   */
  async confirm(userId: string, confirmUntil: Date, { step, recoveryCodes, at }: { readonly step: number; readonly recoveryCodes: readonly string[]; readonly at: Date }): Promise<void> {
    const set = { lastStep: step, enrolledAt: at, recoveryCodes: givenOut(recoveryCodes, at) };
    const events = [{ type: 'second-factor.enrolled', data: { userId } }] as const;
    await this.transition(secondFactorOf({ userId }), userId, { step: SECOND_FACTOR_STATES.step('confirm'), when: { confirmUntil }, set, unset: ['confirmUntil'], events }, []);
  }

  /** Uses up a time step and all before it. @returns false when another request was faster with it or a later one. */
  async takeStep({ _id: userId, enrolledAt }: ActiveSecondFactor, step: number): Promise<boolean> {
    const when: Filter<SecondFactor> = { state: 'active', enrolledAt, lastStep: range({ lt: step }) };
    return unlessConflict(this.update(secondFactorOf({ userId }), userId, { when, set: { lastStep: step } }, []));
  }

  /** Uses up a recovery code. @returns false when it is none of those that are left. */
  async takeRecoveryCode(userId: string, hash: string): Promise<boolean> {
    const when: Filter<SecondFactor> = { state: 'active', [`recoveryCodes.${hash}`]: present() };
    const events = [{ type: 'second-factor.recovery-code-used', actor: userId, data: { userId } }];
    return unlessConflict(this.update(secondFactorOf({ userId }), userId, { when, unset: [`recoveryCodes.${hash}`], events }, []));
  }

  /** Gives out other recovery codes; the old ones are worth nothing any more. @throws Problem STATE_CONFLICT, NOT_FOUND when none is active. */
  async renewRecoveryCodes(userId: string, hashes: readonly string[]): Promise<void> {
    const events = [{ type: 'second-factor.recovery-codes-renewed', data: { userId } }];
    await this.update(secondFactorOf({ userId }), userId, { when: { state: 'active' }, set: { recoveryCodes: givenOut(hashes, this.clock.now()) }, events }, []);
  }

  /** @throws Problem STATE_CONFLICT, NOT_FOUND when none is active. */
  async disable(userId: string): Promise<void> {
    const events = [{ type: 'second-factor.disabled', data: { userId } }] as const;
    await this.transition(secondFactorOf({ userId }), userId, { step: SECOND_FACTOR_STATES.step('disable'), set: { recoveryCodes: {} }, unset: ['secret', 'enrolledAt'], events }, []);
  }

  protected override scopeFilter({ by }: OwnedSecondFactor): Filter<SecondFactor> {
    return { _id: by.userId };
  }
}

function givenOut(hashes: readonly string[], at: Date): Record<string, Date> {
  return Object.fromEntries(hashes.map((hash) => [hash, at]));
}
