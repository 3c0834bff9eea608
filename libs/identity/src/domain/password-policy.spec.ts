import { describe, expect, it } from '@jest/globals';
import { HINTS, judgePassword, knownWords, normalisePassword, type PasswordEvidence } from './password-policy.js';

const ADA = { email: 'ada.lovelace@example.org', name: 'Ada King Lovelace' };
const nothing: PasswordEvidence = { isBreached: () => false, strength: () => Promise.resolve({ guessesLog10: 12, weakness: undefined }) };
const weak = (guessesLog10: number, weakness?: string): PasswordEvidence => ({ ...nothing, strength: () => Promise.resolve({ guessesLog10, weakness }) });

describe('judgePassword', () => {
  it.each(['plum line in the wind', 'päßwörter sind lang', '🦊🦊🦊🐻🐻🐻🐼🐼🐼🐨', 'x7!kQ0pL2zR9'])('takes %j', async (password) => {
    expect(await judgePassword(password, ADA, nothing)).toBeUndefined();
  });

  it.each([
    ['123456789', 'MIN_LENGTH'],
    ['🦊🐻🐼🐨🦁', 'MIN_LENGTH'],
    [`ab${'x'.repeat(127)}`, 'MAX_LENGTH'],
    ['Ada.Lovelace', 'LIKE_EMAIL'],
    ['ADA.LOVELACE@example.org', 'LIKE_EMAIL'],
    ['example.org', 'LIKE_EMAIL'],
    ['zzzzzzzzzzzzzz', 'TOO_COMMON'],
  ])('refuses %j as %s', async (password, code) => {
    expect(await judgePassword(password, ADA, nothing)).toMatchObject({ code });
  });

  it('refuses what was found in breaches, before anything is estimated', async () => {
    const evidence: PasswordEvidence = { isBreached: () => true, strength: () => Promise.reject(new Error('was asked')) };
    expect(await judgePassword('qwertyuiop', ADA, evidence)).toMatchObject({ code: 'TOO_COMMON' });
  });

  it('refuses what is guessed within 10^8 guesses, and says why in one sentence', async () => {
    expect(await judgePassword('a long enough one', ADA, weak(8))).toBeUndefined();
    expect(await judgePassword('a long enough one', ADA, weak(7.9, 'dates'))).toEqual({ code: 'TOO_WEAK', message: HINTS['dates'] });
    expect(await judgePassword('a long enough one', ADA, weak(7.9))).toEqual({ code: 'TOO_WEAK', message: expect.stringMatching(/^is easy to guess; use four or more words/) });
  });
});

describe('knownWords', () => {
  it('are the address and the name, whole and in parts, and the name of the place', () => {
    expect(knownWords({ email: 'Ada.Lovelace@Example.org', name: 'Ada King' })).toEqual(
      ['ada.lovelace@example.org', 'ada.lovelace', 'example.org', 'ada king', 'ada', 'lovelace', 'example', 'org', 'king', 'plumbline'],
    );
  });
});

describe('normalisePassword', () => {
  it('makes one password of its composed and decomposed spellings', () => {
    expect(normalisePassword('cafe\u0301 au lait')).toBe(normalisePassword('caf\u00e9 au lait'));
  });
});
