import { describe, expect, it } from '@jest/globals';
import { GRACE_MS, idleEnd, IDLE_MS, judgeSuperseded, LIFETIME_MS, type TokenFamily } from './session.js';

const NOW = new Date('2026-03-14T09:00:00.000Z');
const after = (ms: number) => new Date(NOW.getTime() + ms);
const family = (overrides: Partial<TokenFamily> = {}): TokenFamily => ({ state: 'active', previousTokenHash: 'old', rotatedAt: NOW, idleEndsAt: after(IDLE_MS), ...overrides });

describe('idleEnd', () => {
  it('is 30 days after the last use', () => {
    expect(idleEnd(NOW, after(LIFETIME_MS))).toEqual(after(IDLE_MS));
  });

  it('is never after the end of the lifetime', () => {
    expect(idleEnd(NOW, after(1_000))).toEqual(after(1_000));
  });
});

describe('judgeSuperseded', () => {
  it('answers a sibling tab up to the last millisecond of the grace', () => {
    expect(judgeSuperseded(family(), 'old', after(GRACE_MS))).toBe('sibling');
    expect(judgeSuperseded(family(), 'old', after(GRACE_MS + 1))).toBe('reused');
  });

  it('takes any token but the one just replaced for reuse, also within the grace', () => {
    expect(judgeSuperseded(family(), 'older', NOW)).toBe('reused');
    expect(judgeSuperseded(family({ previousTokenHash: undefined, rotatedAt: undefined }), 'older', NOW)).toBe('reused');
  });

  it('has nothing more to end in a session that is over', () => {
    expect(judgeSuperseded(family({ state: 'revoked' }), 'old', NOW)).toBe('ended');
    expect(judgeSuperseded(family({ idleEndsAt: NOW }), 'old', NOW)).toBe('ended');
  });
});
