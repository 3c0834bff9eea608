import { describe, expect, it } from '@jest/globals';
import { expiryOf, formatToken, type Invitation, openInvitations, parseToken, superseded, TOKEN_LENGTH } from './invitation.js';

const NOW = new Date('2026-05-01T12:00:00Z');
const PAST = new Date('2026-05-01T12:00:00Z');
const invitation = (email: string, expiresAt = expiryOf(NOW)): Invitation => ({ email, rights: ['read'], tokenHash: 'h', invitedBy: 'ann', expiresAt });
const token = { businessId: '0193a1f2-7c3e-7b44-9a51-3d1f6b2c8e90', invitationId: '0193a1f2-7c3e-7b44-9a51-3d1f6b2c8e91', secret: 'a_-'.padEnd(43, 'x') };

describe('an invitation', () => {
  it('is open for seven days', () => {
    expect(expiryOf(NOW)).toEqual(new Date('2026-05-08T12:00:00Z'));
    expect(openInvitations({ one: invitation('a@b.test'), two: invitation('c@d.test', PAST) }, NOW).map(([id]) => id)).toEqual(['one']);
  });

  it('replaces one to the same address, however it is spelt, and sweeps what expired', () => {
    const present = { old: invitation('Bob@Firm.test'), gone: invitation('x@y.test', PAST), kept: invitation('eve@firm.test') };
    expect(superseded(present, ' bob@firm.test', NOW)).toEqual({ ids: ['old', 'gone'], remaining: 1 });
  });
});

describe('a token', () => {
  it('says where the invitation stands and opens it', () => {
    expect(formatToken(token)).toHaveLength(TOKEN_LENGTH);
    expect(parseToken(formatToken(token))).toEqual(token);
  });

  it.each(['', 'x', formatToken(token).slice(1), `${formatToken(token)}x`, `${formatToken(token)}\n`, formatToken(token).replace('.', ' '), formatToken(token).toUpperCase()])('is nothing else: %j', (text) => {
    expect(parseToken(text)).toBeUndefined();
  });
});
