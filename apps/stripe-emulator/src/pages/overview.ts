import { balanceOf, PLATFORM } from '../objects/balance-book.ts';
import { written } from '../objects/amounts.ts';
import type { EmulatorParts } from '../parts.ts';
import { API_VERSION } from '../world.ts';
import { escaped, page } from './html.ts';

const SHOWN = 20;

type Cells = readonly (string | number)[];

/** What people see who open the emulator's address: the newest of everything. */
export function overviewPage({ world, faults, log }: EmulatorParts): string {
  const { store } = world;
  const when = (created: number): string => new Date(created * 1000).toISOString().replace('.000', '');
  const money = ({ amount, currency }: { amount: number; currency: string }): string => `${written(amount, currency)} ${currency}`;
  const newest = <T extends { readonly id: string }>(collection: { entries(): readonly { value: T }[] }): T[] => collection.entries().slice(-SHOWN).reverse().map(({ value }) => value);
  return page('Stripe emulator', `<body>
<main>
<h1>Stripe emulator</h1>
<p>API version <code>${API_VERSION}</code>, clock ${escaped(new Date(world.clock.now()).toISOString())}${world.clock.offsetMs === 0 ? '' : ` (moved by ${Math.round(world.clock.offsetMs / 1000)} s)`}. No money moves here.</p>
${warnings({ faults: faults.armed.filter(({ struck, times }) => struck < times).length, paused: world.webhooks.faults.paused })}
${table('Kept', ['What', 'How many'], [...store.collections()].filter(([, { size }]) => size > 0).map(([name, { size }]) => [name, size]))}
${table('Balance', ['Currency', 'Available', 'Pending'], [...new Set(store.balanceSums.entries('owner', PLATFORM).map(({ value }) => value.currency))].map((currency) => [currency, written(balanceOf(world, PLATFORM, 'available', currency), currency), written(balanceOf(world, PLATFORM, 'pending', currency), currency)]))}
${table('Payment intents', ['Id', 'Created', 'Amount', 'Status', 'Description'], newest(store.paymentIntents).map((intent) => [intent.id, when(intent.created), money(intent), intent.status, intent.description ?? '']))}
${table('Refunds', ['Id', 'Created', 'Amount', 'Status', 'Charge'], newest(store.refunds).map((refund) => [refund.id, when(refund.created), money(refund), refund.status, refund.charge]))}
${table('Disputes', ['Id', 'Created', 'Amount', 'Status', 'Reason'], newest(store.disputes).map((dispute) => [dispute.id, when(dispute.created), money(dispute), dispute.status, dispute.reason]))}
${table('Transfers', ['Id', 'Created', 'Amount', 'Reversed', 'Destination'], newest(store.transfers).map((transfer) => [transfer.id, when(transfer.created), money(transfer), written(transfer.amount_reversed, transfer.currency), transfer.destination]))}
${table('Accounts', ['Id', 'Type', 'Transfers', 'Due'], newest(store.accounts).map((account) => [account.id, account.type, account.capabilities['transfers'] ?? 'not asked for', account.requirements.currently_due.length]))}
${table('Events', ['Id', 'Created', 'Type', 'Not yet taken by'], newest(store.events).map((event) => [event.id, when(event.created), event.type, event.pending_webhooks]))}
${table('Requests', ['Method', 'Path', 'Status', 'Key', 'Fault'], log.latest(SHOWN, () => true).map((request) => [request.method, request.path, request.status, request.idempotencyKey ?? '', request.fault ?? '']))}
</main>
</body>`);
}

function warnings({ faults, paused }: { readonly faults: number; readonly paused: boolean }): string {
  const texts = [...(faults > 0 ? [`${faults} fault${faults === 1 ? '' : 's'} armed.`] : []), ...(paused ? ['Webhooks are paused.'] : [])];
  return texts.map((text) => `<p class="note">${text}</p>`).join('');
}

function table(title: string, heads: readonly string[], rows: readonly Cells[]): string {
  if (rows.length === 0) return '';
  const cell = (value: string | number): string => (typeof value === 'number' ? `<td class="number">${value}</td>` : `<td>${/^[a-z]+_\w{10,}$/.test(value) ? `<code>${value}</code>` : escaped(value)}</td>`);
  return `<h2>${escaped(title)}</h2>
<table><thead><tr>${heads.map((head) => `<th scope="col">${escaped(head)}</th>`).join('')}</tr></thead>
<tbody>${rows.map((row) => `<tr>${row.map(cell).join('')}</tr>`).join('\n')}</tbody></table>`;
}
