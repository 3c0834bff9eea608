import { describe, expect, it } from '@jest/globals';
import { assertMayGrant, assertNotOwner, canonicalRights } from './members.js';

describe('rights of members', () => {
  it('always include read, each once, in one order', () => {
    expect(canonicalRights([])).toEqual(['read']);
    expect(canonicalRights(['pay', 'manage', 'pay'])).toEqual(['manage', 'pay', 'read']);
    expect(canonicalRights(['read', 'pay', 'answer', 'manage'])).toEqual(['manage', 'answer', 'pay', 'read']);
  });

  it('cannot be given by someone who lacks them', () => {
    expect(() => assertMayGrant(['manage', 'read'], [], ['pay', 'read'])).toThrow(expect.objectContaining({ type: expect.objectContaining({ code: 'FORBIDDEN' }), detail: expect.stringContaining('pay') }));
  });

  it('may be given by someone who holds them, kept, and taken away by anyone who manages', () => {
    expect(() => assertMayGrant(['manage', 'answer', 'read'], [], ['answer', 'read'])).not.toThrow();
    expect(() => assertMayGrant(['manage', 'read'], ['pay', 'read'], ['pay', 'read'])).not.toThrow();
    expect(() => assertMayGrant(['manage', 'read'], ['pay', 'read'], ['read'])).not.toThrow();
  });

  it('stay with the owner', () => {
    expect(() => assertNotOwner('ann', 'ann')).toThrow(expect.objectContaining({ type: expect.objectContaining({ code: 'OWNER_FIXED', status: 409 }) }));
    expect(() => assertNotOwner('ann', 'bob')).not.toThrow();
  });
});
