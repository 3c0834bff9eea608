import { describe, expect, it } from '@jest/globals';
import { COMMON_PASSWORDS } from './common-passwords.js';
import { normalisePassword, requireGoodPassword } from './password-policy.js';

const refused = (code: string) => expect.objectContaining({ errors: [expect.objectContaining({ pointer: '/password', code })] });
const EMAIL = 'ada.lovelace@example.org';

describe('requireGoodPassword', () => {
  it.each(['plum line in the wind', 'päßwörter sind lang', '🦊🦊🦊🐻🐻🐻🐼🐼🐼🐨', 'x7!kQ0pL2zR9'])('takes %j', (password) => {
    expect(() => requireGoodPassword(password, EMAIL)).not.toThrow();
  });

  it.each([
    ['123456789', 'MIN_LENGTH'],
    ['🦊🐻🐼🐨🦁', 'MIN_LENGTH'],
    [`ab${'x'.repeat(127)}`, 'MAX_LENGTH'],
    ['Ada.Lovelace', 'LIKE_EMAIL'],
    ['ADA.LOVELACE@example.org', 'LIKE_EMAIL'],
    ['example.org', 'LIKE_EMAIL'],
    ['Password123', 'TOO_COMMON'],
    ['QWERTYUIOP', 'TOO_COMMON'],
    ['zzzzzzzzzzzzzz', 'TOO_COMMON'],
  ])('refuses %j as %s', (password, code) => {
    expect(() => requireGoodPassword(password, EMAIL)).toThrow(refused(code));
  });

  it('counts code points: ten emoji are ten', () => {
    expect(() => requireGoodPassword('🦊🐻🐼🐨🦁🐮🐷🐸🐵🐔', EMAIL)).not.toThrow();
  });
});

describe('normalisePassword', () => {
  it('makes one password of its composed and decomposed spellings', () => {
    expect(normalisePassword('cafe\u0301 au lait')).toBe(normalisePassword('caf\u00e9 au lait'));
  });
});

describe('the list of common passwords', () => {
  it('holds only what the length rule lets through, in lower case', () => {
    expect(COMMON_PASSWORDS.size).toBeGreaterThanOrEqual(100);
    for (const password of COMMON_PASSWORDS) {
      expect([...password].length).toBeGreaterThanOrEqual(10);
      expect(password).toBe(password.toLowerCase());
    }
  });
});
