import { normaliseEmail } from './email.js';

/** Length in code points. NIST SP 800-63B section 3.1.1.2 asks for length instead of composition rules, and for a list of what everybody tries first. */
export const PASSWORD_LENGTH = { min: 10, max: 128 } as const;

/**
 * Guesses, as a power of ten, that a password must withstand. The throttle gives a guesser over the network 480 a day; 10^8 at the hash's
 * 20 ms are three weeks of a core for who has stolen the database and its keys. zxcvbn calls it "safely unguessable" (Wheeler, USENIX Security 2016).
 */
export const LEAST_GUESSES_LOG10 = 8;

/** Whose password it is to be. */
export interface PasswordOwner {
  readonly email: string;
  readonly name: string;
}

/** How soon a password would be guessed, and by what. */
export interface Strength {
  readonly guessesLog10: number;
  /** What makes it weak, one of `HINTS`, where that is known. */
  readonly weakness: string | undefined;
}

/** What has to be looked up or worked out; asked in this order, and only as far as it takes. */
export interface PasswordEvidence {
  isBreached(): boolean;
  strength(): Promise<Strength>;
}

export interface PasswordFinding {
  readonly code: 'MIN_LENGTH' | 'MAX_LENGTH' | 'LIKE_EMAIL' | 'TOO_COMMON' | 'TOO_WEAK';
  readonly message: string;
}

const ADVICE = 'use four or more words that do not belong together';

/** One sentence for each weakness that the estimate names. */
export const HINTS: Readonly<Record<string, string>> = {
  straightRow: `is a row of keys; ${ADVICE}`,
  keyPattern: `is a pattern of keys; ${ADVICE}`,
  simpleRepeat: `repeats a character; ${ADVICE}`,
  extendedRepeat: `repeats a few characters; ${ADVICE}`,
  sequences: `is a sequence such as abc or 6543; ${ADVICE}`,
  recentYears: `is little more than a year; ${ADVICE}`,
  dates: `is little more than a date; ${ADVICE}`,
  topTen: `is one of the commonest passwords; ${ADVICE}`,
  topHundred: `is one of the commonest passwords; ${ADVICE}`,
  common: `is a common password; ${ADVICE}`,
  similarToCommon: `is a common password with little changed; ${ADVICE}`,
  wordByItself: `is little more than a single word; ${ADVICE}`,
  namesByThemselves: `is little more than a name; ${ADVICE}`,
  commonNames: `is little more than a name; ${ADVICE}`,
  userInputs: `is made of your name or your e-mail address; ${ADVICE}`,
};

/** One spelling for one password, however the keyboard composed its letters (RFC 8265 section 4.2, OpaqueString). */
export function normalisePassword(password: string): string {
  return password.normalize('NFC');
}

/** What a guesser who knows the person tries first: the name and the address, whole and in parts. */
export function knownWords({ email, name }: PasswordOwner): readonly string[] {
  const address = normaliseEmail(email);
  const spelt = name.normalize('NFC').toLowerCase();
  const parts = [...address.split(/[^\p{L}\p{N}]+/u), ...spelt.split(/[^\p{L}\p{N}]+/u)].filter((part) => part.length > 2);
  return [...new Set([address, ...partsOf(address), spelt, ...parts, 'plumbline'])];
}

/**
 * What is wrong with a password, if anything.
 * @param password normalised.
 */
export async function judgePassword(password: string, owner: PasswordOwner, evidence: PasswordEvidence): Promise<PasswordFinding | undefined> {
  const folded = password.toLowerCase();
  const length = [...password].length;
  if (length < PASSWORD_LENGTH.min) return { code: 'MIN_LENGTH', message: `must have at least ${PASSWORD_LENGTH.min} characters` };
  if (length > PASSWORD_LENGTH.max) return { code: 'MAX_LENGTH', message: `must have at most ${PASSWORD_LENGTH.max} characters` };
  const address = normaliseEmail(owner.email);
  if ([address, ...partsOf(address)].includes(folded)) return { code: 'LIKE_EMAIL', message: 'must not be the e-mail address or a part of it' };
  if (new Set(folded).size === 1 || evidence.isBreached()) return { code: 'TOO_COMMON', message: `was found in breaches, so it is among the first that an attacker tries; ${ADVICE}` };
  const { guessesLog10, weakness } = await evidence.strength();
  if (guessesLog10 >= LEAST_GUESSES_LOG10) return undefined;
  return { code: 'TOO_WEAK', message: HINTS[weakness ?? ''] ?? `is easy to guess; ${ADVICE}` };
}

function partsOf(address: string): readonly [local: string, host: string] {
  const at = address.lastIndexOf('@');
  return [address.slice(0, at), address.slice(at + 1)];
}
