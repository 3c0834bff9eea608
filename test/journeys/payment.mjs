// From a service request to a partial refund, by plain HTTP clients: a firm that pays and a provider who earns. The card form, the bank's
// page and the onboarding are those of the Stripe emulator that `npm start` starts. Built-in modules only, no code of the application.
// Prints each step with its status and what was learnt. Exit 0 when all went as it should; else one line with what failed, exit 1.
import { randomUUID } from 'node:crypto';
import { aPerson, becomeKnown, confirmSecondFactor, enrolSecondFactor, stepUp } from './account.mjs';
import { Caller, expect, requireAddress, run, step, told, within } from './journey.mjs';
import { cardToken, pressButton } from './stripe.mjs';

const base = requireAddress(process.argv[2], 'node test/journeys/payment.mjs URL');
/** What the system does by itself: captures, transfers. */
const BY_ITSELF_MS = 30_000;
const PRICE = 50_000;
/** docs.stripe.com/testing */
const CARDS = { frictionless: '4242424242424242', challenged: '4000002760003184', declined: '4000000000000002' };

const [firm, provider] = [new Caller(base), new Caller(base)];
const money = (/** @type {number} */ amount, currency = 'USD') => `${(amount / 100).toFixed(2)} ${currency}`;
const once = () => ({ 'idempotency-key': randomUUID() });

/** @param {Caller} caller @param {string} legalName @returns {Promise<string>} its id */
async function foundFirm(caller, legalName) {
  const profile = { legalName, address: { line1: '1 Test Lane', city: 'Portland', postalCode: '04101', country: 'US' }, naicsCodes: ['541611'], sizeClass: 'micro' };
  return (await step('found a firm', 201, () => caller.call('POST', 'businesses', { body: profile }), ({ json: { id } }) => `${legalName}, ${id}`)).json.id;
}

/** @param {string} providerBusinessId @param {{ password: string }} person */
async function beVetted(providerBusinessId, person) {
  const onboard = () => provider.call('POST', 'payouts/onboarding', { body: { businessId: providerBusinessId } });
  await step('start onboarding without a second factor', 401, onboard, ({ json }) => json.title);
  const secret = await enrolSecondFactor(provider, person);
  await confirmSecondFactor(provider, secret);
  await stepUp(provider, secret);
  const { json } = await step('start onboarding for payouts', 200, onboard, ({ json: { url } }) => new URL(url).pathname.replace(/\/[^/]*$/, '/...'));
  await pressButton(json.url, 'complete');
  const account = await within(BY_ITSELF_MS, async () => {
    const { json: seen } = await provider.call('GET', `payouts/account?businessId=${providerBusinessId}`);
    return seen.state === 'ready' ? seen : undefined;
  });
  expect(account !== undefined, 'be vetted: the account is not ready for transfers.');
  told(`200  be vetted: transfers ${account.transfersActive ? 'active' : 'not active'}, ${account.requirements.length} requirements open`);
}

/** A gap of an assessment leads to a request that is filled in. @param {string} businessId */
async function askFromAGap(businessId) {
  const { json: assessment } = await step('start an assessment', 201, () => firm.call('POST', 'assessments', { body: { businessId } }), ({ json }) => json.state);
  const { json: { areas } } = await firm.call('GET', `assessments/catalogue?version=${assessment.catalogueVersion}`);
  const { id: statementId } = areas[0].statements[0];
  const body = { businessId, fromGap: { assessmentId: assessment.id, statementId }, budget: { max: 80_000, currency: 'USD' } };
  await step(`ask for help with the gap ${statementId}`, 201, () => firm.call('POST', 'service-requests', { body }), ({ json }) => `${json.state}, filled in: "${json.title}", ${json.category}`);
}

/** @param {string} businessId @param {string} providerBusinessId @param {string} title @returns {Promise<{ requestId: string, proposalId: string }>} */
async function agree(businessId, providerBusinessId, title) {
  const body = { businessId, title, description: 'A written quality plan that a small shop can follow.', category: 'quality-management', budget: { max: 80_000, currency: 'USD' }, purchaseOrderNumber: 'PO-2026-0117' };
  const { json: { id: requestId } } = await step(`ask for "${title}"`, 201, () => firm.call('POST', 'service-requests', { body }), ({ json }) => `${json.state}, ${json.purchaseOrderNumber}`);
  await step('open it to providers', 200, () => firm.call('POST', `service-requests/${requestId}/open`), ({ json }) => json.state);
  const offer = { providerBusinessId, amount: PRICE, currency: 'USD', scopeOfWork: 'A quality plan, two visits, a template for each checklist.', daysToDeliver: 20 };
  const { json: { id: proposalId } } = await step('propose', 201, () => provider.call('POST', `service-requests/${requestId}/proposals`, { body: offer }), ({ json }) => `${json.state}, ${money(json.amount)}`);
  await step('accept the proposal', 200, () => firm.call('POST', `proposals/${proposalId}/accept`), ({ json }) => json.state);
  return { requestId, proposalId };
}

/** @param {string} proposalId @param {object} config @param {string} card */
async function order(proposalId, config, card) {
  const billing = { name: 'Journey Tester', email: 'payer@example.org', country: 'US', postalCode: '04101' };
  return { proposalId, amount: PRICE, currency: 'USD', confirmationToken: await cardToken(/** @type {any} */ (config), card), billing, termsVersion: /** @type {any} */ (config).termsVersion };
}

/** @param {string} paymentId @param {string} what @param {(payment: any) => boolean} isSo @param {Caller} caller */
async function byItself(paymentId, what, isSo, caller = firm) {
  const begun = Date.now();
  const payment = await within(BY_ITSELF_MS, async () => {
    const { json } = await caller.call('GET', `payments/${paymentId}`);
    return isSo(json) ? json : undefined;
  });
  expect(payment !== undefined, `${what}: not within ${BY_ITSELF_MS / 1_000} s.`);
  told(`200  ${what}, by the system: ${payment.state}, captured ${money(payment.captured)}, ${Date.now() - begun} ms`);
  return payment;
}

/** @param {string} proposalId @param {any} config */
async function payFrictionless(proposalId, config) {
  await step('ask for a quote', 200, () => firm.call('POST', 'payments/quote', { body: { proposalId } }), ({ json }) => `${money(json.amount)}, of which fee ${money(json.fee)}, provider ${money(json.providerShare)}`);
  const body = await order(proposalId, config, CARDS.frictionless);
  await step('pay another amount than agreed', 409, () => firm.call('POST', 'payments', { body: { ...body, amount: PRICE - 1 }, headers: once() }), ({ json: { detail } }) => detail ?? 'no payment is made; the attempt is counted');
  await step('pay without accepting the terms', 400, () => firm.call('POST', 'payments', { body: { ...body, termsVersion: undefined }, headers: once() }), ({ json }) => json.errors.map((/** @type {any} */ one) => `${one.pointer} ${one.code}`).join(', '));
  const headers = once();
  const { json: payment } = await step('pay, frictionless', 201, () => firm.call('POST', 'payments', { body, headers }), ({ json }) => `${json.state}, ${json.card.brand} ${json.card.last4}`);
  await step('send the same again', 201, () => firm.call('POST', 'payments', { body, headers }), (answer) => {
    expect(answer.json.id === payment.id, 'send the same again: it is another payment.');
    return `Idempotency-Replayed: ${answer.headers.get('idempotency-replayed')}, the same payment`;
  });
  const second = await order(proposalId, config, CARDS.frictionless);
  await step('pay a second time', 409, () => firm.call('POST', 'payments', { body: second, headers: once() }), ({ json }) => `there is ${json.paymentId === payment.id ? 'this payment' : json.paymentId}`);
  return byItself(payment.id, 'captured', ({ invoiceNumber, state }) => state === 'captured' && invoiceNumber !== undefined);
}

/** @param {string} proposalId @param {any} config */
async function payChallenged(proposalId, config) {
  const body = await order(proposalId, config, CARDS.challenged);
  const { json: payment } = await step('pay, with 3-D Secure', 201, () => firm.call('POST', 'payments', { body, headers: once() }), ({ json }) => `${json.state}, at ${new URL(json.nextAction.redirectUrl).pathname.replace(/\/[^/]*$/, '/...')}`);
  const back = await pressButton(payment.nextAction.redirectUrl, 'complete');
  const { pathname, search } = new URL(back);
  const page = await fetch(new URL(pathname + search, base));
  expect(page.ok, `The page that the bank leads back to answered ${page.status}.`);
  told(`${page.status}  follow the redirect, answer the bank: back at ${pathname}, ${new URL(back).searchParams.get('redirect_status')}`);
  await step('finish', 200, () => firm.call('POST', `payments/${payment.id}/confirm`, { body: {}, headers: once() }), ({ json }) => json.state);
  await byItself(payment.id, 'captured', ({ state }) => state === 'captured');
}

/** @param {string} proposalId @param {any} config */
async function payDeclined(proposalId, config) {
  const body = await order(proposalId, config, CARDS.declined);
  const { json: payment } = await step('pay with a card that is declined', 201, () => firm.call('POST', 'payments', { body, headers: once() }), ({ json }) => `${json.state}: ${json.decline.code}`);
  const confirmationToken = await cardToken(config, CARDS.frictionless);
  await step('try another card', 200, () => firm.call('POST', `payments/${payment.id}/confirm`, { body: { confirmationToken }, headers: once() }), ({ json }) => json.state);
  await byItself(payment.id, 'captured', ({ state }) => state === 'captured');
}

/** @param {string} requestId @param {string} paymentId */
async function deliverAndBePaid(requestId, paymentId) {
  await step('deliver', 200, () => provider.call('POST', `service-requests/${requestId}/deliver`, { body: { note: 'The plan, and its checklists.', links: ['https://files.example.org/plan.pdf'] } }), ({ json }) => json.state);
  await step('accept the delivery', 200, () => firm.call('POST', `service-requests/${requestId}/complete`), ({ json }) => json.state);
  const { transfer } = await byItself(paymentId, 'transferred behind the hold', ({ transfer: one }) => one?.state === 'paid', provider);
  told(`     the provider got ${money(transfer.amount)}`);
}

/** The second factor that was shown for the onboarding is fresh for five minutes. @param {string} paymentId */
async function refundAPart(paymentId) {
  const path = `payments/${paymentId}/refunds`;
  const body = { amount: 20_000, reason: 'requested_by_customer' };
  await step('refund a part', 201, () => provider.call('POST', path, { body, headers: once() }), ({ json }) => `${money(json.amount)}, ${json.state}`);
  await step('refund more than is left', 409, () => provider.call('POST', path, { body: { amount: 30_001, reason: 'quality' }, headers: once() }), ({ json }) => `at most ${money(json.refundable)}`);
  const { transfer } = await byItself(paymentId, 'refunded, and the provider\'s share taken back', ({ refunded, transfer: one }) => refunded === 20_000 && one?.reversed > 0, provider);
  told(`     taken back from the provider: ${money(transfer.reversed)}`);
}

/** @param {string} paymentId */
async function lookAtTheBooks(paymentId) {
  await step('read the ledger', 200, () => provider.call('GET', `payments/${paymentId}/ledger`), ({ json }) => {
    expect(json.balanced, 'read the ledger: debits and credits differ.');
    return `${json.entries.map((/** @type {any} */ entry) => entry.kind).join(', ')}; balanced`;
  });
  await step('print the receipt', 200, () => firm.call('GET', `payments/${paymentId}/receipt`, { headers: { accept: 'text/html' } }), ({ bytes }) => `${/PL-\d{4}-\d{6}/.exec(bytes.toString('utf8'))?.[0]}, ${bytes.length} bytes`);
}

await run(base, async () => {
  const [payer, earner] = [aPerson('firm'), aPerson('provider')];
  await becomeKnown(firm, payer, 'client');
  await becomeKnown(provider, earner, 'provider');
  const businessId = await foundFirm(firm, 'Journey Joinery LLC');
  const providerBusinessId = await foundFirm(provider, 'Plain Quality Partners LLC');
  await beVetted(providerBusinessId, earner);
  const { json: config } = await step('ask how to pay', 200, () => firm.call('GET', 'payments/config'), ({ json }) => `terms ${json.termsVersion}, emulator ${json.emulatorUrl}`);
  expect(typeof config.emulatorUrl === 'string', 'ask how to pay: the journey needs the Stripe emulator, as npm start has it without STRIPE_SECRET_KEY.');

  await askFromAGap(businessId);
  const plan = await agree(businessId, providerBusinessId, 'A quality plan');
  const payment = await payFrictionless(plan.proposalId, config);
  const audit = await agree(businessId, providerBusinessId, 'An internal audit');
  await payChallenged(audit.proposalId, config);
  const training = await agree(businessId, providerBusinessId, 'A day of training');
  await payDeclined(training.proposalId, config);

  await deliverAndBePaid(plan.requestId, payment.id);
  await refundAPart(payment.id);
  await lookAtTheBooks(payment.id);
});
