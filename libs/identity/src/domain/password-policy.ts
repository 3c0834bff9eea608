import { type FieldError, Problem, PROBLEMS } from '@plumbline/problems';
import { COMMON_PASSWORDS } from './common-passwords.js';
import { normaliseEmail } from './email.js';

/** Length in code points. NIST SP 800-63B section 3.1.1.2 asks for length instead of composition rules, and for a list of what everybody tries first. */
export const PASSWORD_LENGTH = { min: 10, max: 128 } as const;

/** One spelling for one password, however the keyboard composed its letters (RFC 8265 section 4.2, OpaqueString). */
export function normalisePassword(password: string): string {
  return password.normalize('NFC');
}

function finding(code: string, message: string): FieldError {
  return { pointer: '/password', code, message };
}

function findings(password: string, email: string): FieldError[] {
  const folded = normalisePassword(password).toLowerCase();
  const length = [...folded].length;
  if (length < PASSWORD_LENGTH.min) return [finding('MIN_LENGTH', `must have at least ${PASSWORD_LENGTH.min} characters`)];
  if (length > PASSWORD_LENGTH.max) return [finding('MAX_LENGTH', `must have at most ${PASSWORD_LENGTH.max} characters`)];
  const address = normaliseEmail(email);
  const [local, host] = [address.slice(0, address.lastIndexOf('@')), address.slice(address.lastIndexOf('@') + 1)];
  if ([address, local, host].includes(folded)) return [finding('LIKE_EMAIL', 'must not be the e-mail address or a part of it')];
  if (COMMON_PASSWORDS.has(folded) || new Set(folded).size === 1) return [finding('TOO_COMMON', 'is one of the first that an attacker tries')];
  return [];
}

/**
 * Refuses a password that an attacker would guess early. Says nothing about whether the e-mail address is known.
 * @param password as typed.
 * @throws Problem VALIDATION_FAILED at `/password` with MIN_LENGTH, MAX_LENGTH, LIKE_EMAIL or TOO_COMMON.
 */
export function requireGoodPassword(password: string, email: string): void {
  const errors = findings(password, email);
  if (errors.length > 0) throw new Problem(PROBLEMS.VALIDATION_FAILED, { detail: '1 field is not valid.', errors });
}
