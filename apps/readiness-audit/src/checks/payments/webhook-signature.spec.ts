import { describe, expect, it } from '@jest/globals';
import type { Exchange } from '../../http/exchange.ts';
import { webhookSignature } from './webhook-signature.ts';

const answered = (status: number): Exchange => ({ id: `x${status}`, at: '2026-01-01T00:00:00Z', ms: 1, request: { method: 'POST', url: 'http://target.test/webhooks', headers: [] }, answer: { status, headers: [], body: '', bytes: 0 } });
const NAMES = ['unsigned', 'signed with another secret', 'signed an hour ago', 'signed in an hour', 'changed behind its signature'] as const;
const judged = (statuses: Partial<Record<(typeof NAMES)[number], number>>, control = 200): string => webhookSignature.judge({ document: {} as never }, [{ path: '/webhooks', control: answered(control), tries: NAMES.map((name) => ({ name, exchange: answered(statuses[name] ?? 400) })) }]).outcome;

describe('a webhook', () => {
  it('refuses all but the well signed event', () => {
    expect(judged({})).toBe('pass');
  });

  it.each(NAMES.filter((name) => name !== 'signed in an hour'))('fails when it accepts what was %s', (name) => {
    expect(judged({ [name]: 200 })).toBe('fail');
    expect(judged({ [name]: 500 })).toBe('fail');
  });

  it('may look into the future, as Stripe\'s libraries do, if it looks at time stamps at all', () => {
    expect(judged({ 'signed in an hour': 200 })).toBe('pass');
    expect(judged({ 'signed in an hour': 500 })).toBe('fail');
  });

  it('proves nothing when it refuses the well signed event, too', () => {
    expect(judged({}, 400)).toBe('not-available');
    expect(judged({ unsigned: 200 }, 400)).toBe('fail');
  });
});
