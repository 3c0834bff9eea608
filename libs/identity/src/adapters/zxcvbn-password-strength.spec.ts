import { describe, expect, it } from '@jest/globals';
import { HINTS, knownWords, LEAST_GUESSES_LOG10 } from '../domain/password-policy.js';
import { ZxcvbnPasswordStrength } from './zxcvbn-password-strength.js';

describe('the estimate of a password', () => {
  const strength = new ZxcvbnPasswordStrength();
  const known = knownWords({ email: 'ada.lovelace@example.org', name: 'Ada Lovelace' });
  const of = (password: string) => strength.estimate(password, known);

  it.each(['plumb line in the wind', 'weather vane on the barn', 'correct horse battery staple', 'x7!kQ0pL2zR9', 'päßwörter sind lang', '🦊🐻🐼🐨🦁🐮🐷🐸🐵🐔'])('is high for %j', async (password) => {
    expect((await of(password)).guessesLog10).toBeGreaterThanOrEqual(LEAST_GUESSES_LOG10);
  });

  it.each([
    ['Password123!', 'similarToCommon'],
    ['Ada Lovelace 1815', 'userInputs'],
    ['lovelace2024!', 'userInputs'],
    ['plumbline2026', 'userInputs'],
    ['ab'.repeat(60), 'extendedRepeat'],
    ['p4$$w0rd'.repeat(16), 'extendedRepeat'],
  ])('is low for %j, with the reason', async (password, weakness) => {
    const estimate = await of(password);
    expect(estimate.guessesLog10).toBeLessThan(LEAST_GUESSES_LOG10);
    expect(estimate).toMatchObject({ weakness });
    expect(HINTS[weakness]).toBeDefined();
  });

  it('costs no more for 128 characters than for its first 32', async () => {
    const hostile = '4@8({[</369&#!1/|0$5+7%2'.repeat(6).slice(0, 128);
    await of(hostile.slice(0, 32));
    // At its cheapest: what else the process does at that moment, such as collecting garbage, is in one of them.
    const cost = async (password: string) => {
      const costs: number[] = [];
      for (let times = 0; times < 5; times += 1) {
        const begun = process.cpuUsage();
        await of(password);
        const { user, system } = process.cpuUsage(begun);
        costs.push(user + system);
      }
      return Math.min(...costs);
    };
    expect(await of(hostile)).toEqual(await of(hostile.slice(0, 32)));
    expect(await cost(hostile)).toBeLessThan(4 * (await cost(hostile.slice(0, 32))));
  });
});
