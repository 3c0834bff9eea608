import { createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import Stripe from 'stripe';
import { isSigned, signingKeys } from './webhook-signature.js';

const SECRET = 'whsec_0123456789abcdefghij';
const OTHER = 'whsec_jihgfedcba9876543210';
const body = Buffer.from('{"id":"evt_1",  "object":"event"}');
const NOW = new Date('2026-11-23T12:00:00Z');
const at = (seconds: number): number => NOW.getTime() / 1_000 + seconds;
const sign = (timestamp: number | string, secret = SECRET, bytes = body): string => createHmac('sha256', secret).update(`${timestamp}.`).update(bytes).digest('hex');

describe('a signature', () => {
  const holds = (header: string, secrets = [SECRET], bytes = body): boolean => isSigned(bytes, header, signingKeys(secrets), NOW);

  it('of Stripe\'s own SDK holds', () => {
    const header = new Stripe('sk_test_none').webhooks.generateTestHeaderString({ payload: body.toString(), secret: SECRET, timestamp: at(0) });
    expect(holds(header)).toBe(true);
  });

  it.each<[string, string, boolean]>([
    ['just now', `t=${at(0)},v1=${sign(at(0))}`, true],
    ['299 s ago', `t=${at(-299)},v1=${sign(at(-299))}`, true],
    ['stale: 301 s ago', `t=${at(-301)},v1=${sign(at(-301))}`, false],
    ['299 s ahead', `t=${at(299)},v1=${sign(at(299))}`, true],
    ['future: 301 s ahead', `t=${at(301)},v1=${sign(at(301))}`, false],
    ['of another secret', `t=${at(0)},v1=${sign(at(0), OTHER)}`, false],
    ['one of several', `t=${at(0)},v1=${sign(at(0), OTHER)},v1=${sign(at(0))}`, true],
    ['of another time', `t=${at(0)},v1=${sign(at(-1))}`, false],
    ['of another scheme', `t=${at(0)},v0=${sign(at(0))}`, false],
    ['two times', `t=${at(0)},t=${at(-1)},v1=${sign(at(0))}`, false],
    ['no time', `v1=${sign(at(0))}`, false],
    ['a time that is no number', `t=now,v1=${sign('now')}`, false],
    ['a negative time', `t=-1,v1=${sign(-1)}`, false],
    ['no signature', `t=${at(0)}`, false],
    ['too short', `t=${at(0)},v1=${sign(at(0)).slice(0, 62)}`, false],
    ['nothing', '', false],
    ['noise', '=,=,,t,v1', false],
    ['more than anybody sends', `t=${at(0)},${`v1=${sign(at(0), OTHER)},`.repeat(16)}v1=${sign(at(0))}`, false],
  ])('%s', (_what, header, expected) => {
    expect(holds(header)).toBe(expected);
  });

  it('holds by each secret of a rotation, and by none when there is none', () => {
    expect(holds(`t=${at(0)},v1=${sign(at(0), OTHER)}`, [SECRET, OTHER])).toBe(true);
    expect(holds(`t=${at(0)},v1=${sign(at(0), '')}`, [])).toBe(false);
  });

  it('a parsed body breaks the signature, so the bytes are what is checked (golevelup#425)', () => {
    const header = `t=${at(0)},v1=${sign(at(0))}`;
    expect(holds(header)).toBe(true);
    expect(holds(header, [SECRET], Buffer.from(JSON.stringify(JSON.parse(body.toString()))))).toBe(false);
  });
});
