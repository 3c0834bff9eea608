import { Injectable } from '@nestjs/common';
import { Problem, PROBLEMS } from '@plumbline/problems';
import { judgePassword, knownWords, normalisePassword, type PasswordOwner } from '../domain/password-policy.js';
import { BreachedPasswords } from './breached-passwords.js';
import { PasswordStrength } from './password-strength.js';

/** What a password must be like, wherever one is chosen. */
@Injectable()
export class PasswordRules {
  constructor(
    private readonly breached: BreachedPasswords,
    private readonly strength: PasswordStrength,
  ) {}

  /**
   * Refuses a password that an attacker would guess early. Says nothing about whether the e-mail address is known.
   * @param password as typed.
   * @param pointer of the password in the request.
   * @throws Problem VALIDATION_FAILED at `pointer` with MIN_LENGTH, MAX_LENGTH, LIKE_EMAIL, TOO_COMMON or TOO_WEAK.
   */
  async require(password: string, owner: PasswordOwner, pointer = '/password'): Promise<void> {
    const spelt = normalisePassword(password);
    const finding = await judgePassword(spelt, owner, {
      isBreached: () => this.breached.includes(spelt),
      strength: () => this.strength.estimate(spelt, knownWords(owner)),
    });
    if (finding !== undefined) throw new Problem(PROBLEMS.VALIDATION_FAILED, { detail: '1 field is not valid.', errors: [{ pointer, ...finding }] });
  }
}
