import { describe, expect, it } from '@jest/globals';
import { later, newPayment, NOW } from '../domain/payment.fixture.js';
import type { Dispute } from '../domain/payment.js';
import { disputeClosedLetters, disputeOpenedLetter, requirementsLetter, restrictedLetter } from './letters.js';

const NAMES = { client: 'Harbor & Pine Millwork LLC', provider: 'Plumb Advice Inc.' };
const payment = newPayment({ invoiceNumber: 'PL-2026-000001' });
const dispute = (changes: Partial<Dispute> = {}): Dispute => ({ id: 'du_1', amount: 50_000, reason: 'product_not_received', state: 'open', at: NOW, evidenceDueBy: later(24), ...changes });

describe('a mail', () => {
  it('that a bank disputes says how much, why, and until when to answer', () => {
    const { paragraphs, expiresAt } = disputeOpenedLetter(payment, dispute(), NAMES);
    const text = paragraphs.join('\n');
    for (const part of ['USD 500.00', 'PL-2026-000001', 'Harbor & Pine Millwork LLC to Plumb Advice Inc.', 'product not received', '24 November 2026']) expect(text).toContain(part);
    expect(text).toContain('10:00 UTC');
    expect(expiresAt).toEqual(later(24));
  });

  it('that a bank disputes has no date where the bank gives none', () => {
    const dateless: Dispute = { id: 'du_2', amount: 1, reason: 'general', state: 'open', at: NOW };
    expect(disputeOpenedLetter(payment, dateless, NAMES)).not.toHaveProperty('expiresAt');
  });

  it.each([['won', 'for you: the payment stands'], ['lost', 'taken back from your account']] as const)('that a dispute was %s goes to both firms, each in its words', (state, words) => {
    const [client, provider] = disputeClosedLetters(payment, dispute({ state }), NAMES);
    expect([client?.businessId, provider?.businessId]).toEqual(['client', 'provider']);
    expect(provider?.letter.paragraphs.join('\n')).toContain(words);
    expect(client?.letter.paragraphs.join('\n')).not.toContain('your account');
  });

  it('has a subject that a locked screen may show: no name, no sum', () => {
    const letters = [disputeOpenedLetter(payment, dispute(), NAMES), ...disputeClosedLetters(payment, dispute({ state: 'won' }), NAMES).map(({ letter }) => letter), requirementsLetter(NAMES.provider), restrictedLetter(NAMES.provider)];
    for (const { subject } of letters) expect(subject).not.toMatch(/\d|Harbor|Plumb Advice/);
  });
});
