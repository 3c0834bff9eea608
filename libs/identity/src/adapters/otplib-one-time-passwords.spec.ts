import { describe, expect, it } from '@jest/globals';
import { OtplibOneTimePasswords } from './otplib-one-time-passwords.js';

const passwords = new OtplibOneTimePasswords();
/** `12345678901234567890` of RFC 6238 appendix B, in base32. */
const SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
const at = (seconds: number) => new Date(seconds * 1000);

describe('one-time passwords', () => {
  // The appendix gives eight digits; six are the last six of them (RFC 4226 section 5.3 takes the remainder).
  it.each([
    [59, '94287082'],
    [1_111_111_109, '07081804'],
    [1_111_111_111, '14050471'],
    [1_234_567_890, '89005924'],
    [2_000_000_000, '69279037'],
    [20_000_000_000, '65353130'],
  ])('agree with RFC 6238 appendix B at %i', (seconds, code) => {
    expect(passwords.stepOf(SECRET, code.slice(2), at(seconds))).toBe(Math.floor(seconds / 30));
  });

  it.each([
    ['the step before', 29, undefined],
    ['the first moment at which a clock that is slow counts', 30, 2],
    ['the last moment at which a clock that is fast counts', 119, 2],
    ['two steps later', 120, undefined],
  ])('are of a neighbouring step, and of no farther one: %s', (_, seconds, step) => {
    // 359152 is the code of step 2, from 60 s to 90 s (RFC 4226 appendix D, count 2).
    expect(passwords.stepOf(SECRET, '359152', at(seconds))).toBe(step);
  });

  it.each(['', '28708', '2870820', 'abcdef', '28708 ', '٢٨٧٠٨٢'])('are six digits, which %j is not', (code) => {
    expect(passwords.stepOf(SECRET, code, at(59))).toBeUndefined();
  });

  it('have secrets of 160 random bits', () => {
    const secrets = Array.from({ length: 50 }, () => passwords.newSecret());
    expect(new Set(secrets).size).toBe(50);
    for (const secret of secrets) expect(secret).toMatch(/^[A-Z2-7]{32}$/);
  });

  it('are taken over by an otpauth address and its picture', () => {
    const { uri, qrCode } = passwords.transfer(SECRET, 'ada+x@example.org');
    const url = new URL(uri);
    expect([url.protocol, url.host, decodeURIComponent(url.pathname)]).toEqual(['otpauth:', 'totp', '/Plumbline:ada+x@example.org']);
    expect([url.searchParams.get('secret'), url.searchParams.get('issuer')]).toEqual([SECRET, 'Plumbline']);
    expect(qrCode).toMatch(/^<svg viewBox="0 0 \d+ \d+" xmlns="http:\/\/www\.w3\.org\/2000\/svg">.*<\/svg>$/s);
    expect(qrCode).not.toContain('<script');
  });

  it('fit a picture of the longest address, within what the answer declares', () => {
    const { uri, qrCode } = passwords.transfer(SECRET, `${'ä'.repeat(64)}@${'x'.repeat(185)}.org`);
    expect(uri.length).toBeLessThanOrEqual(1024);
    expect(qrCode.length).toBeLessThanOrEqual(100_000);
  });
});
