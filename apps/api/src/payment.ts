import { type INestApplicationContext } from '@nestjs/common';
import { type AuditEntry, SearchLog } from '@plumbline/audit-log';
import { ACCOUNTS, balanceOf, CompareBalance, inWords, type RecordedChange, ShowPayment, type ShownPayment, type TimelineLine } from '@plumbline/payments';
import { Config } from '@plumbline/config';
import { Problem, PROBLEMS } from '@plumbline/problems';
import { runCommand } from './command.js';

const USAGE = 'Usage: npm run payment -- show PAYMENT_ID, or npm run payment -- compare.';
const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;
const PAGE = 100;

/** All that the audit log has of a payment: it has what was relayed, seconds behind what happened. */
async function changesOf(log: SearchLog, objectId: string): Promise<readonly RecordedChange[]> {
  const changes: RecordedChange[] = [];
  let after: Parameters<SearchLog['execute']>[2];
  do {
    const page = await log.execute({ objectType: 'payments', objectId }, PAGE, after);
    changes.push(...page.items.map(({ at, action, actor, data }: AuditEntry) => ({ at: new Date(at), action, actor, data })));
    after = page.next;
  } while (after !== undefined);
  return changes.sort((one, other) => one.at.getTime() - other.at.getTime());
}

function head({ payment }: ShownPayment): readonly string[] {
  const { id, state, amount, currency, invoiceNumber, purchaseOrderNumber, clientBusinessId, providerBusinessId, proposalId, intentId, chargeId, transfer } = payment;
  const sums = (['captured', 'refundReserved', 'disputed'] as const).filter((sum) => payment[sum] > 0).map((sum) => `${sum} ${inWords({ amount: payment[sum], currency })}`);
  return [
    `Payment ${id}: ${[state, inWords({ amount, currency }), ...sums].join(', ')}`,
    `  proposal ${proposalId}, from firm ${clientBusinessId} to firm ${providerBusinessId}`,
    `  invoice ${invoiceNumber ?? 'none'}, purchase order ${purchaseOrderNumber ?? 'none'}, intent ${intentId ?? 'none'}, charge ${chargeId ?? 'none'}`,
    `  transfer ${transfer === undefined ? 'not due before the work is accepted' : [transfer.state, inWords({ amount: transfer.amount, currency }), transfer.transferId ?? `not before ${transfer.dueAt.toISOString()} (${transfer.waitsFor})`].join(', ')}`,
  ];
}

function foot({ payment: { ledger, operations, currency } }: ShownPayment): readonly string[] {
  const balances = ACCOUNTS.map((account) => ({ account, amount: balanceOf(ledger, account) })).filter(({ amount }) => amount !== 0);
  const sum = balances.reduce((all, { amount }) => all + amount, 0);
  const open = operations.filter(({ state }) => state === 'pending' || state === 'unknown').map(({ kind, id, state }) => `Without an outcome: ${kind} ${id} (${state})`);
  const books = balances.map(({ account, amount }) => `${account} ${inWords({ amount, currency })}`).join(', ');
  return [...open, `Books: ${books || 'empty'}; ${sum === 0 ? 'debits equal credits' : `OUT OF BALANCE by ${inWords({ amount: sum, currency })}`}.`];
}

function table(lines: readonly TimelineLine[]): readonly string[] {
  const widest = Math.max(4, ...lines.map(({ what }) => what.length));
  const row = (at: string, kind: string, what: string, detail: string): string => `${at.padEnd(23)}  ${kind.padEnd(9)}  ${what.padEnd(widest)}  ${detail}`.trimEnd();
  return [row('TIME (UTC)', 'KIND', 'WHAT', 'DETAIL'), ...lines.map(({ at, kind, what, detail }) => row(at.toISOString().replace('T', ' ').replace('Z', ''), kind, what, detail))];
}

async function show(app: INestApplicationContext, id: string): Promise<string> {
  try {
    const changes = await changesOf(app.get(SearchLog, { strict: false }), id);
    const shown = await app.get(ShowPayment, { strict: false }).execute(id, changes);
    return [...head(shown), '', ...table(shown.lines), '', ...foot(shown)].join('\n');
  } catch (error) {
    if (error instanceof Problem && error.type === PROBLEMS.NOT_FOUND) throw new Error(`There is no payment ${id}.`, { cause: error });
    throw error;
  }
}

async function compared(app: INestApplicationContext): ReturnType<CompareBalance['execute']> {
  try {
    return await app.get(CompareBalance, { strict: false }).execute();
  } catch (error) {
    if (!(error instanceof Problem) || error.type !== PROBLEMS.DEPENDENCY_DOWN) throw error;
    const emulator = app.get(Config).get('STRIPE_API_URL');
    const cure = emulator === undefined ? 'Stripe gives no answer; see status.stripe.com.' : `The Stripe emulator at ${emulator} gives no answer. Is npm start running? Where it runs on another port, say so: STRIPE_EMULATOR_PORT=... npm run payment -- compare.`;
    throw new Error(cure, { cause: error });
  }
}

/** What the daily comparison does, at once. */
async function compare(app: INestApplicationContext): Promise<string> {
  const { since, until, movements, entries, found, opened, explained, resolved } = await compared(app);
  const differences = found.map(({ kind, id, paymentId = 'no payment', moved, booked, currency }) => `  ${kind} ${id} (${paymentId}): moved ${moved ?? 'nothing'}, booked ${booked ?? 'nothing'}, in minor units of ${currency}`);
  const verdict = found.length === 0 ? 'No difference.' : `Differences: ${found.length}, of them new: ${opened}${opened > 0 ? ', and so transfers are frozen' : ''}.`;
  const told = [...(explained > 0 ? [` Explained by an admin: ${explained}.`] : []), ...(resolved > 0 ? [` Earlier ones that are gone: ${resolved}.`] : [])].join('');
  return [`Compared from ${since.toISOString()} to ${until.toISOString()} (what is younger may be on its way): ${movements} movements at Stripe, ${entries} entries of the books. ${verdict}${told}`, ...differences].join('\n');
}

/** `npm run payment -- show PAYMENT_ID`: one payment's timeline, merged by time; `-- compare`: our balance at Stripe against the books. Prints no personal value. */
await runCommand('That could not be done.', async (app) => {
  const [verb, id, ...rest] = process.argv.slice(2);
  if (verb === 'compare' && id === undefined) return compare(app);
  if (verb !== 'show' || id === undefined || rest.length > 0) throw new Error(USAGE);
  if (!UUID.test(id)) throw new Error(`${JSON.stringify(id.slice(0, 60))} is no payment's id, which is a UUID.`);
  return show(app, id.toLowerCase());
});
