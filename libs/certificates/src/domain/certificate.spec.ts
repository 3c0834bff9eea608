import { describe, expect, it } from '@jest/globals';
import { expiryOf, nextChange, type Status, statusOf } from './certificate.js';
import { earnsCertificate, wholePercent } from './eligibility.js';
import { reminderWindows } from './reminders.js';
import { CERTIFICATE_STATES, type CertificateState } from './states.js';
import { sentenceOf } from './verdict.js';

const issuedAt = new Date('2026-03-14T09:26:53.589Z');
const certificate = { issuedAt, expiresAt: expiryOf(issuedAt) };
const NOW = { before: new Date('2026-03-14T09:26:53.588Z'), within: issuedAt, last: new Date('2027-03-14T09:26:53.588Z'), after: new Date('2027-03-14T09:26:53.589Z') };

describe('the status of a certificate', () => {
  it.each<[CertificateState, keyof typeof NOW, Status]>([
    ['valid', 'before', 'not_yet_valid'],
    ['valid', 'within', 'valid'],
    ['valid', 'last', 'valid'],
    ['valid', 'after', 'expired'],
    ['expired', 'after', 'expired'],
    ['superseded', 'within', 'superseded'],
    ['superseded', 'after', 'superseded'],
    ['revoked', 'before', 'revoked'],
    ['revoked', 'within', 'revoked'],
    ['revoked', 'after', 'revoked'],
  ])('stored as %s, %s: %s', (state, moment, status) => {
    expect(statusOf({ ...certificate, state }, NOW[moment])).toBe(status);
  });

  it('changes by itself where it begins and where it ends', () => {
    expect(nextChange({ ...certificate, state: 'valid' }, 'not_yet_valid')).toBe(certificate.issuedAt);
    expect(nextChange({ ...certificate, state: 'valid' }, 'valid')).toBe(certificate.expiresAt);
    for (const status of ['expired', 'superseded', 'revoked'] as const) expect(nextChange({ ...certificate, state: 'valid' }, status)).toBeUndefined();
  });

  it('is said in one sentence', () => {
    const said = (state: CertificateState, status: Status) => sentenceOf({ ...certificate, state, revokedAt: NOW.within, supersededBy: 'PLB-1' }, status);
    expect([said('valid', 'valid'), said('valid', 'not_yet_valid'), said('valid', 'expired'), said('superseded', 'superseded'), said('revoked', 'revoked')]).toEqual([
      'This certificate is valid until 14 March 2027.',
      'This certificate is not valid before 14 March 2026.',
      'This certificate expired on 14 March 2027.',
      'This certificate was replaced by PLB-1.',
      'This certificate was revoked on 14 March 2026 and must not be relied on.',
    ]);
  });
});

it.each([
  ['2026-03-14T09:26:53.589Z', '2027-03-14T09:26:53.589Z'],
  ['2028-02-29T00:00:00.000Z', '2029-02-28T00:00:00.000Z'],
  ['2027-02-28T23:59:59.999Z', '2028-02-28T23:59:59.999Z'],
  ['2026-12-31T23:59:59.000Z', '2027-12-31T23:59:59.000Z'],
])('twelve months after %s is %s', (from, to) => {
  expect(expiryOf(new Date(from)).toISOString()).toBe(to);
});

describe('what earns a certificate', () => {
  const verified = { assessmentId: 'a', businessId: 'b', catalogueVersion: 1, verifiedFloor: 0.7, criticalFailed: 0, eligible: true, verifiedAt: issuedAt };
  it.each<[string, Partial<typeof verified>, boolean]>([
    ['exactly 70 %', {}, true],
    ['70 % but for a rounding of sums', { verifiedFloor: 0.1 + 0.2 + 0.4 - 1e-15 }, true],
    ['a little less', { verifiedFloor: 0.6999 }, false],
    ['everything', { verifiedFloor: 1 }, true],
    ['one critical statement failed', { verifiedFloor: 1, criticalFailed: 1 }, false],
    ['the assessment says no', { verifiedFloor: 1, eligible: false }, false],
    ['no figure', { verifiedFloor: Number.NaN }, false],
  ])('%s', (_name, change, earned) => {
    expect(earnsCertificate({ ...verified, ...change })).toBe(earned);
  });

  it.each([[0.7, 70], [0.57, 57], [0.29, 29], [0.8299999, 82], [1, 100], [0, 0], [0.999, 99]])('a share of %d is certified as %d %%', (share, percent) => {
    expect(wholePercent(share)).toBe(percent);
  });
});

it('each certificate is due for one reminder at most', () => {
  const now = new Date('2026-01-01T00:00:00Z');
  const dueIn = (days: number) => reminderWindows(now).filter(({ after, upTo }) => now.getTime() + days * 86_400_000 > after.getTime() && now.getTime() + days * 86_400_000 <= upTo.getTime()).map((window) => window.days);
  expect([61, 60, 31, 30, 8, 7, 1, 0].map(dueIn)).toEqual([[], [60], [60], [30], [30], [7], [7], []]);
});

it('leads nowhere from revoked, and to revoked from everywhere else', () => {
  expect(CERTIFICATE_STATES.from('revoke')).toEqual(['valid', 'superseded', 'expired']);
  expect(CERTIFICATE_STATES.isFinal('revoked')).toBe(true);
});
