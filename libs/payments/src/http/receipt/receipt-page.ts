import { createHash } from 'node:crypto';
import { Html, html } from '@plumbline/common';
import { inWords } from '../../domain/money.js';
import type { Payment, Refund } from '../../domain/payment.js';
import type { Receipt } from '../../use-cases/get-receipt.js';
import { RECEIPT_STYLE } from './receipt-style.js';

/** Content-Security-Policy of the page: its own style, by its hash, and nothing else. */
export const RECEIPT_POLICY = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(RECEIPT_STYLE).digest('base64')}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

const DATE = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });
const day = (at: Date): Html => html`<time datetime="${at.toISOString()}">${DATE.format(at)}</time>`;
const joined = (parts: readonly Html[]): Html => new Html(parts.map(({ text }) => text).join('\n'));
const NOTHING = html``;

/** Legal names have up to two hundred characters. */
const nameSize = (name: string): string => (name.length > 60 ? 'firm long' : 'firm');

interface Sums {
  readonly refunded: number;
  readonly disputed: number;
}

function sumsOf({ refunds, disputes }: Payment): Sums {
  const sum = (amounts: readonly { readonly amount: number }[]): number => amounts.reduce((total, { amount }) => total + amount, 0);
  return { refunded: sum(refunds.filter(({ state }) => state === 'succeeded')), disputed: sum(disputes.filter(({ state }) => state !== 'won')) };
}

function stamp({ captured }: Payment, { refunded, disputed }: Sums): Html {
  if (refunded >= captured) return html`<p class="stamp back">Refunded</p>`;
  if (disputed > 0) return html`<p class="stamp back">Disputed</p>`;
  return refunded > 0 ? html`<p class="stamp back">Partly refunded</p>` : html`<p class="stamp paid">Paid</p>`;
}

const REFUND_WORDS = { pending: 'on its way', succeeded: 'done', failed: 'failed; nothing was given back' } as const;
const DISPUTE_WORDS = { open: 'not decided yet', won: 'decided for the provider', lost: 'decided for the payer' } as const;

function refundRow({ at, amount, state }: Refund, currency: Payment['currency']): Html {
  return html`<tr><td>Refund of ${day(at)}, ${REFUND_WORDS[state]}</td><td class="sum">${inWords({ amount, currency })}</td></tr>`;
}

function afterwards({ refunds, disputes, currency }: Payment): Html {
  if (refunds.length + disputes.length === 0) return NOTHING;
  const disputed = disputes.map(({ at, amount, state }) => html`<tr><td>Disputed with the bank on ${day(at)}, ${DISPUTE_WORDS[state]}</td><td class="sum">${inWords({ amount, currency })}</td></tr>`);
  return html`<table><caption>Since then</caption>
<thead><tr><th scope="col">What</th><th scope="col" class="sum">Amount</th></tr></thead>
<tbody>
${joined([...refunds.map((refund) => refundRow(refund, currency)), ...disputed])}
</tbody></table>`;
}

/** What the platform keeps is between it and the provider. */
function footRows({ invoice, payment, side }: Receipt, { refunded }: Sums): Html {
  const row = (name: string, amount: number): Html => html`<tr><td>${name}</td><td class="sum">${inWords({ amount, currency: invoice.currency })}</td></tr>`;
  const back = refunded === 0 ? NOTHING : joined([row('Refunded', -refunded), row('Paid after refunds', invoice.amount - refunded)]);
  if (side === 'client') return back;
  const fee = payment.fee - payment.refunds.filter(({ state }) => state === 'succeeded').reduce((sum, one) => sum + one.fee, 0);
  return joined([back, row('Platform fee', -fee), row('Your share', invoice.amount - refunded - fee)]);
}

function facts({ invoice, payment, side }: Receipt): Html {
  const fact = (name: string, value: Html): Html => html`<div><dt>${name}</dt><dd>${value}</dd></div>`;
  const { purchaseOrderNumber } = invoice;
  const { card, capturedAt } = payment;
  return html`<dl>
${fact('Issued', day(invoice.issuedAt))}
${fact('Paid', day(capturedAt ?? invoice.issuedAt))}
${purchaseOrderNumber === undefined ? NOTHING : fact('Purchase order', html`${purchaseOrderNumber}`)}
${card === undefined || side !== 'client' ? NOTHING : fact('Paid with', html`<span class="brand-name">${card.brand}</span> ending in ${card.last4}`)}
</dl>`;
}

function party(label: string, name: string): Html {
  return html`<div><p class="label">${label}</p><p class="${nameSize(name)}">${name}</p></div>`;
}

/** The receipt of a payment as a page, for screens and paper. */
export function receiptPage(receipt: Receipt): string {
  const { invoice, payment } = receipt;
  const sums = sumsOf(payment);
  const amount = inWords(invoice);
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>Receipt ${invoice.number}</title>
<style>${new Html(RECEIPT_STYLE)}</style>
</head>
<body>
<main class="sheet">
<header>
<div><p class="brand">Plumbline</p><h1>Receipt</h1></div>
<div class="right"><p class="number">${invoice.number}</p>${stamp(payment, sums)}</div>
</header>
<section class="parties" aria-label="Parties">
${party('Provided by', invoice.providerName)}
${party('Paid by', invoice.clientName)}
</section>
${facts(receipt)}
<table>
<thead><tr><th scope="col">Service</th><th scope="col" class="sum">Amount</th></tr></thead>
<tbody><tr><td>${invoice.title}</td><td class="sum">${amount}</td></tr></tbody>
<tfoot>
<tr class="total"><td>Total paid</td><td class="sum">${amount}</td></tr>
${footRows(receipt, sums)}
</tfoot>
</table>
${afterwards(payment)}
<footer class="small">
<p>Names and service are those of the day of issue. Amounts are in ${invoice.currency}; Plumbline computes no taxes.</p>
<p>Payment ${payment.id}, terms of ${payment.termsVersion}.</p>
<p>Proposal ${payment.proposalId}.</p>
</footer>
</main>
</body>
</html>
`.text;
}
