import { describe, expect, it } from '@jest/globals';
import type { Member } from './members.js';
import { expiryOf, formatToken, type Invitation, openInvitations, parseToken, superseded, TOKEN_LENGTH } from './invitation.js';

const NOW = new Date('2026-05-01T12:00:00Z');
const PAST = new Date('2026-05-01T12:00:00Z');
const invitation = (email: string, expiresAt = expiryOf(NOW)): Invitation => ({ email, rights: ['read'], tokenHash: 'h', invitedBy: 'ann', expiresAt });
const rights = ['manage', 'read'] as const;
const members: readonly Member[] = [{ userId: 'ann', rights, joinedAt: PAST }];
const token = { businessId: '0193a1f2-7c3e-7b44-9a51-3d1f6b2c8e90', invitationId: '0193a1f2-7c3e-7b44-9a51-3d1f6b2c8e91', secret: 'a_-'.padEnd(43, 'x') };

describe('an invitation', () => {
  it('is open for seven days', () => {
    expect(expiryOf(NOW)).toEqual(new Date('2026-05-08T12:00:00Z'));
    expect(openInvitations({ members, invitations: { one: invitation('a@b.test'), two: invitation('c@d.test', PAST) } }, NOW).map(([id]) => id)).toEqual(['one']);
  });

  it('is open as long as who gave it could still give it', () => {
    const of = (invitedBy: string) => openInvitations({ members, invitations: { one: { ...invitation('a@b.test'), invitedBy }, two: { ...invitation('c@d.test'), invitedBy, rights: ['pay', 'read'] } } }, NOW).map(([id]) => id);
    expect(of('ann')).toEqual(['one']);
    expect(of('who left')).toEqual([]);
  });

  it('replaces one to the same address, however it is spelt, and sweeps what lapsed', () => {
    const present = { old: invitation('Bob@Firm.test'), gone: invitation('x@y.test', PAST), lapsed: { ...invitation('z@y.test'), invitedBy: 'who left' }, kept: invitation('eve@firm.test') };
    expect(superseded({ members, invitations: present }, ' bob@firm.test', (email) => email.trim().toLowerCase(), NOW)).toEqual({ ids: ['old', 'gone', 'lapsed'], remaining: 1 });
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
