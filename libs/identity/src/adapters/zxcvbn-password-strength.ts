import type { ZxcvbnFactory } from '@zxcvbn-ts/core';
import type { Strength } from '../domain/password-policy.js';
import { PasswordStrength } from '../use-cases/password-strength.js';

/**
 * Of a longer password its beginning is estimated, for the work grows with the square of the length: 32 characters take 15 ms at most, 128
 * took 670. What is strong by its beginning is strong.
 */
const CHARACTERS = 32;
/** Combinations of `4` for `a` and the like that are tried; with zxcvbn's hundred, twelve digits took 25 ms instead of 3. */
const SUBSTITUTIONS = 8;

/** zxcvbn (Wheeler, "Low-Budget Password Strength Estimation", USENIX Security 2016) with its English and common dictionaries. */
export class ZxcvbnPasswordStrength extends PasswordStrength {
  #estimator: Promise<ZxcvbnFactory> | undefined;

  override async estimate(password: string, known: readonly string[]): Promise<Strength> {
    // The dictionaries take 16 MB and 0.15 s: no process that registers nobody pays for them.
    this.#estimator ??= load();
    const { guessesLog10, feedback } = (await this.#estimator).check([...password].slice(0, CHARACTERS).join(''), [...known]);
    return { guessesLog10, weakness: feedback.warning ?? undefined };
  }
}

async function load(): Promise<ZxcvbnFactory> {
  const [{ ZxcvbnFactory: Estimator }, common, english] = await Promise.all([import('@zxcvbn-ts/core'), import('@zxcvbn-ts/language-common'), import('@zxcvbn-ts/language-en')]);
  return new Estimator({ dictionary: { ...common.dictionary, ...english.dictionary }, graphs: common.adjacencyGraphs, l33tMaxSubstitutions: SUBSTITUTIONS });
}
