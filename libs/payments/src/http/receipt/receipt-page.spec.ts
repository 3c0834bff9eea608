import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { observeDispute } from '../../domain/disputes.js';
import { inWords } from '../../domain/money.js';
import { observeIntent } from '../../domain/observe-intent.js';
import type { Payment } from '../../domain/payment.js';
import { intent, newPayment, NOW } from '../../domain/payment.fixture.js';
import { observeRefund } from '../../domain/refunds.js';
import type { Receipt } from '../../use-cases/get-receipt.js';
import { RECEIPT_POLICY, receiptPage } from './receipt-page.js';

const paid = (): Payment => ({ ...observeIntent(newPayment(), intent('succeeded'), NOW).payment, card: { brand: 'visa', last4: '4242', funding: 'credit' } });
const refunded = (payment: Payment, amount: number): Payment => observeRefund(payment, { refundId: `re_${amount}`, amount, status: 'succeeded' }, NOW).payment;

function receipt(side: Receipt['side'], payment = paid(), changes: Partial<Receipt['invoice']> = {}): Receipt {
  const invoice = { number: 'PL-2026-000001', year: 2026, sequence: 1, paymentId: payment.id, clientBusinessId: 'client', providerBusinessId: 'provider', clientName: 'Harbor & Pine Millwork LLC', providerName: 'Plumb Advice Inc.', title: 'A quality plan', amount: 50_000, fee: 4_000, currency: 'USD' as const, issuedAt: NOW };
  return { invoice: { ...invoice, ...changes }, payment, side };
}

/** What somebody reads, without the markup. */
const text = (page: string): string => page.replace(/<style>[\s\S]*<\/style>/, '').replaceAll(/<[^>]+>/g, ' ').replaceAll('&amp;', '&').replaceAll(/\s+/g, ' ');

describe('a receipt', () => {
  it('shows the payer what was paid and with which card, and no fee', () => {
    const shown = text(receiptPage(receipt('client', paid(), { purchaseOrderNumber: 'PO-7' })));
    for (const part of ['PL-2026-000001', 'Harbor & Pine Millwork LLC', 'Plumb Advice Inc.', 'A quality plan', 'Total paid USD 500.00', 'PO-7', 'visa ending in 4242', '23 November 2026', 'Paid']) expect(shown).toContain(part);
    expect(shown).not.toMatch(/fee|share/i);
  });

  it('shows the provider the fee and the share, also what is left of both behind a refund, and no card', () => {
    expect(text(receiptPage(receipt('provider')))).toContain('Platform fee −USD 40.00 Your share USD 460.00');
    const shown = text(receiptPage(receipt('provider', refunded(paid(), 25_000))));
    expect(shown).toContain('Refunded −USD 250.00 Paid after refunds USD 250.00 Platform fee −USD 20.00 Your share USD 230.00');
    expect(shown).toContain('Partly refunded');
    expect(shown).not.toContain('4242');
  });

  it('says that all was refunded, or that a bank was asked', () => {
    expect(text(receiptPage(receipt('client', refunded(paid(), 50_000))))).toMatch(/PL-2026-000001 Refunded/);
    const disputed = observeDispute(paid(), { disputeId: 'dp_1', amount: 50_000, reason: 'fraudulent', status: 'open', withdrawn: true, fee: 0 }, NOW).payment;
    expect(text(receiptPage(receipt('client', disputed)))).toMatch(/Disputed .*not decided yet/);
  });

  it('takes names and titles for text, whatever they hold', () => {
    const page = receiptPage(receipt('client', paid(), { clientName: '<script>alert(1)</script>', title: '"><img src=x onerror=y>' }));
    expect(page).not.toMatch(/<script|<img/);
    expect(page).toContain('&lt;script&gt;');
  });

  it('lets in its own style by its hash, and nothing else', () => {
    const [, style] = /<style>([\s\S]*)<\/style>/.exec(receiptPage(receipt('client')))!;
    expect(RECEIPT_POLICY).toContain(`'sha256-${createHash('sha256').update(style!).digest('base64')}'`);
    expect(RECEIPT_POLICY).toContain("default-src 'none'");
  });

  it.each([[0, 'USD 0.00'], [5, 'USD 0.05'], [123_456_789, 'USD 1,234,567.89'], [-100, '−USD 1.00']])('%i minor units are %s', (amount, expected) => {
    expect(inWords({ amount, currency: 'USD' })).toBe(expected);
  });
});
