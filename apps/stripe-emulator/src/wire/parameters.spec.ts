import { describe, expect, it } from '@jest/globals';
import { checkParameters, isKnownOperation, operationOfRoute, type Form } from './parameters.ts';

const INTENT = { amount: '1000', currency: 'usd' };
const CREATE = 'POST /v1/payment_intents';
const UPDATE = 'POST /v1/payment_intents/{intent}';

describe('checkParameters', () => {
  it.each<[string, string, Record<string, Form>]>([
    ['what is required, alone', CREATE, INTENT],
    ['nested members and lists', CREATE, { ...INTENT, payment_method_options: { card: { request_three_d_secure: 'challenge' } }, expand: ['latest_charge', 'customer'] }],
    ['a list whose keys are indexes', CREATE, { ...INTENT, allowed_payment_method_types: { 0: 'card' } }],
    ['metadata of any keys', CREATE, { ...INTENT, metadata: { opId: 'op_1', empty: '' } }],
    ['one of several forms: a flag', CREATE, { ...INTENT, off_session: 'true' }],
    ['one of several forms: a choice', CREATE, { ...INTENT, off_session: 'recurring' }],
    ['one of several groups of members: a card by its token', 'POST /v1/payment_methods', { type: 'card', card: { token: 'tok_visa' } }],
    ['one of several groups of members: a card by its number', 'POST /v1/payment_methods', { type: 'card', card: { number: '4242424242424242', exp_month: '12', exp_year: '2034' } }],
    ['a range in a query', 'GET /v1/events', { created: { gte: '1700000000' }, limit: '3' }],
    ['a time in a query', 'GET /v1/events', { created: '1700000000' }],
    ['the empty text where it unsets', UPDATE, { metadata: '', receipt_email: '', description: '' }],
    ['the same as the test helper for an operation that is not published', 'POST /v1/confirmation_tokens', { return_url: 'https://firm.example' }],
  ])('lets through %s', (_, operation, body) => {
    expect(checkParameters(operation, body)).toBeUndefined();
  });

  it.each<[string, string, Record<string, Form>, ReturnType<typeof checkParameters>]>([
    ['an unknown parameter', CREATE, { ...INTENT, colour: 'red' }, { code: 'parameter_unknown', param: 'colour', message: 'Received unknown parameter: colour' }],
    ['several unknown ones', CREATE, { hue: '1', colour: 'red' }, { code: 'parameter_unknown', param: 'hue', message: 'Received unknown parameters: hue, colour' }],
    ['an unknown one below', CREATE, { ...INTENT, payment_method_options: { card: { colour: 'red' } } }, { code: 'parameter_unknown', param: 'payment_method_options[card][colour]', message: 'Received unknown parameter: payment_method_options[card][colour]' }],
    ['a name of JavaScript', CREATE, { ...INTENT, constructor: 'x' }, { code: 'parameter_unknown', param: 'constructor', message: 'Received unknown parameter: constructor' }],
    ['a missing one', CREATE, { currency: 'usd' }, { code: 'parameter_missing', param: 'amount', message: 'Missing required param: amount.' }],
    ['a missing one below', CREATE, { ...INTENT, shipping: { address: { city: 'Leeds' } } }, { code: 'parameter_missing', param: 'shipping[name]', message: 'Missing required param: shipping[name].' }],
    ['no integer', CREATE, { ...INTENT, amount: '9175.2' }, { code: 'parameter_invalid_integer', param: 'amount', message: 'Invalid integer: 9175.2' }],
    ['no integer in a range', 'GET /v1/events', { created: { gte: 'today' } }, { code: 'parameter_invalid_integer', param: 'created[gte]', message: 'Invalid integer: today' }],
    ['no boolean', CREATE, { ...INTENT, confirm: '1' }, { param: 'confirm', message: 'Invalid boolean: 1' }],
    ['a choice that does not exist', 'POST /v1/refunds', { charge: 'ch_1', reason: 'mood' }, { param: 'reason', message: 'Invalid reason: must be one of duplicate, fraudulent, or requested_by_customer' }],
    ['a text for a list', CREATE, { ...INTENT, allowed_payment_method_types: 'card' }, { param: 'allowed_payment_method_types', message: 'Invalid array' }],
    ['a text for members', CREATE, { ...INTENT, payment_method_options: 'card' }, { param: 'payment_method_options', message: 'Invalid object' }],
    ['members for a text', CREATE, { ...INTENT, currency: { code: 'usd' } }, { param: 'currency', message: 'Invalid string: {"code":"usd"}' }],
    ['a text beyond its length', CREATE, { ...INTENT, customer: 'c'.repeat(5001) }, { param: 'customer', message: `Invalid string: ${'c'.repeat(20)}...${'c'.repeat(20)}; must be at most 5000 characters` }],
  ])('refuses %s', (_, operation, body, refusal) => {
    expect(checkParameters(operation, body)).toEqual(refusal);
  });

  it.each([['amount'], ['currency'], ['customer']])('refuses an empty %s, which cannot be unset', (param) => {
    const refusal = checkParameters(CREATE, { ...INTENT, [param]: '' });

    expect(refusal).toMatchObject({ code: 'parameter_invalid_empty', param });
  });

  it('names unknown parameters before missing ones', () => {
    expect(checkParameters(CREATE, { colour: 'red' })).toMatchObject({ code: 'parameter_unknown' });
  });

  it('knows only what was derived', () => {
    expect(isKnownOperation('POST /v1/refunds')).toBe(true);
    expect(isKnownOperation('POST /v1/invoices')).toBe(false);
    expect(() => checkParameters('POST /v1/invoices', {})).toThrow('conformance/operations.ts');
  });

  it('finds the operation of a route, whatever its variables are called', () => {
    expect(operationOfRoute({ method: 'GET', path: '/v1/transfers/:transfer/reversals/:reversal' })).toBe('GET /v1/transfers/{transfer}/reversals/{id}');
    expect(operationOfRoute({ method: 'PUT', path: '/v1/transfers' })).toBeUndefined();
  });
});
