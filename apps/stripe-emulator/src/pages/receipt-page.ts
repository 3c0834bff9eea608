import type { ServerResponse } from 'node:http';
import { written } from '../objects/amounts.ts';
import type { EmulatorParts } from '../parts.ts';
import { sendText } from '../server.ts';
import type { Incoming } from '../wire/api.ts';
import { HEADERS, HTML, escaped, page } from './html.ts';

const PATH = /^\/receipts\/(ch_\w+)$/;

/** What a charge's `receipt_url` shows. */
export function receiptPage({ world }: EmulatorParts, incoming: Incoming, response: ServerResponse): boolean {
  const id = PATH.exec(incoming.pathname)?.[1];
  if (id === undefined) return false;
  const charge = world.store.charges.get(id);
  if (!charge) {
    sendText(response, 404, HTML, page('Not found', '<body class="narrow"><main><h1>There is no such receipt</h1></main></body>'), HEADERS);
    return true;
  }
  const { brand, last4 } = charge.payment_method_details.card;
  sendText(response, 200, HTML, page('Receipt', `<body class="narrow">
<main>
<h1>Receipt</h1>
<p>${escaped(written(charge.amount_captured, charge.currency))} ${escaped(charge.currency.toUpperCase())}, ${escaped(brand)} ending in ${escaped(last4)}, ${escaped(new Date(charge.created * 1000).toISOString())}</p>
${charge.amount_refunded > 0 ? `<p>Refunded: ${escaped(written(charge.amount_refunded, charge.currency))}</p>` : ''}
<p>Stripe emulator: no money moved.</p>
</main>
</body>`), HEADERS);
  return true;
}
