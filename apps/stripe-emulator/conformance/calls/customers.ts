import type { Calls } from '../comparison.ts';

const ADDRESS = { line1: '1 Mill Lane', line2: 'Unit 2', city: 'Leeds', state: 'West Yorkshire', postal_code: 'LS1 4AP', country: 'GB' };
/** As Stripe.js sends it; the published document leaves it out. */
const NUMBER = { card: { number: '4242424242424242', exp_month: 12, exp_year: 2034, cvc: '123' } };

/** Customers and the ways in which they pay. */
export async function callCustomers({ both, refused }: Calls): Promise<void> {
  const customer = await both('a customer with everything', (stripe) => stripe.customers.create({ name: 'Ada Byron', email: 'ada@firm.example', phone: '+441134960000', description: 'A small firm', address: ADDRESS, shipping: { name: 'Ada Byron', address: ADDRESS }, metadata: { businessId: 'b1' } }));
  await both('a customer with nothing', (stripe) => stripe.customers.create());
  await both('a customer', (stripe) => stripe.customers.retrieve(customer.id));
  await both('a change of a customer', (stripe) => stripe.customers.update(customer.id, { name: 'Ada Lovelace', metadata: { businessId: '' } }));
  await both('customers', (stripe) => stripe.customers.list({ limit: 1 }));
  await both('customers by e-mail', (stripe) => stripe.customers.list({ email: 'ada@firm.example', created: { gte: 1 } }));

  const method = await both('a payment method from a test card', (stripe) => stripe.paymentMethods.create({ type: 'card', card: { token: 'tok_visa' }, billing_details: { name: 'Ada', email: 'ada@firm.example', address: ADDRESS } }));
  await both('attached', (stripe) => stripe.paymentMethods.attach(method.id, { customer: customer.id }));
  await both('a payment method', (stripe) => stripe.paymentMethods.retrieve(method.id));
  await both('its customer expanded', (stripe) => stripe.paymentMethods.retrieve(method.id, { expand: ['customer'] }));
  await both('a change of a payment method', (stripe) => stripe.paymentMethods.update(method.id, { metadata: { label: 'office' }, billing_details: { name: 'Ada L.' } }));
  await both('payment methods of a customer, by query', (stripe) => stripe.paymentMethods.list({ customer: customer.id, type: 'card' }));
  await both('payment methods of a customer', (stripe) => stripe.customers.listPaymentMethods(customer.id, { limit: 3 }));
  await both('a payment method of a customer', (stripe) => stripe.customers.retrievePaymentMethod(customer.id, method.id));
  await refused('a payment method that does not exist', { status: 404, code: 'resource_missing' }, (stripe) => stripe.customers.retrievePaymentMethod(customer.id, 'pm_nothing'));
  await both('detached', (stripe) => stripe.paymentMethods.detach(method.id));

  await both('a customer deleted', (stripe) => stripe.customers.del(customer.id));
  await refused('a customer that does not exist', { status: 404, code: 'resource_missing' }, (stripe) => stripe.customers.retrieve('cus_nothing'));
  await refused('a change of a customer that does not exist', { status: 404, code: 'resource_missing' }, (stripe) => stripe.customers.update('cus_nothing', { name: 'x' }));
}

/** Confirmation tokens, which stand for a card and its billing details once. */
export async function callTokens({ both, alone, fromBrowser, refused }: Calls): Promise<void> {
  const token = await both('a confirmation token from a test card', (stripe) => stripe.testHelpers.confirmationTokens.create({ payment_method: 'pm_card_visa', return_url: 'https://firm.example/back' }));
  await both('a confirmation token', (stripe) => stripe.confirmationTokens.retrieve(token.id));
  const billing = { name: 'Ada', email: 'ada@firm.example', address: ADDRESS };
  await alone('a confirmation token from billing details and a number', (stripe) =>
    stripe.testHelpers.confirmationTokens.create({ payment_method_data: { type: 'card', billing_details: billing, ...NUMBER }, setup_future_usage: 'off_session', shipping: { name: 'Ada', address: ADDRESS } }));
  await fromBrowser('a confirmation token as Stripe.js makes it', (stripe) => stripe.rawRequest('POST', '/v1/confirmation_tokens', { payment_method_data: { type: 'card', ...NUMBER } }));
  await refused('a confirmation token that does not exist', { status: 404, code: 'resource_missing' }, (stripe) => stripe.confirmationTokens.retrieve('ctoken_nothing'));
}

/** Tokens of cards, which came before confirmation tokens. */
export async function callCardTokens({ both, refused }: Calls): Promise<void> {
  const card = await both('a token from a number', (stripe) => stripe.tokens.create({ card: { number: '4242424242424242', exp_month: '12', exp_year: '2034', cvc: '123' } }));
  await both('a token', (stripe) => stripe.tokens.retrieve(card.id));
  await refused('a token from a wrong number', { status: 402, code: 'incorrect_number' }, (stripe) => stripe.tokens.create({ card: { number: '4242424242424241', exp_month: '12', exp_year: '2034' } }));
}
