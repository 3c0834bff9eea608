import { describe, expect, it } from '@jest/globals';
import { faultsOfAnswer, faultsOfObject } from './validate.ts';

const REFUND = {
  id: 're_1', object: 'refund', amount: 500, balance_transaction: 'txn_1', charge: 'ch_1', created: 1_790_000_000, currency: 'usd', metadata: {}, payment_intent: 'pi_1',
  reason: 'duplicate', receipt_number: null, source_transfer_reversal: null, status: 'succeeded', transfer_reversal: null,
};
const CREATE = 'POST /v1/refunds';
const without = (name: keyof typeof REFUND): object => Object.fromEntries(Object.entries(REFUND).filter(([member]) => member !== name));

describe('faultsOfAnswer', () => {
  it('finds nothing in what Stripe publishes', () => {
    expect(faultsOfAnswer(CREATE, 200, REFUND)).toEqual([]);
  });

  it.each([
    ['a member that is missing', without('amount'), "the answer must have required property 'amount'"],
    ['a member that Stripe does not have', { ...REFUND, colour: 'red' }, 'the answer has colour, which Stripe\'s does not'],
    ['a value of another kind', { ...REFUND, amount: '500' }, 'amount must be integer'],
    ['null where there is none', { ...REFUND, created: null }, 'created must be integer'],
    ['a value that is not among the choices', { ...REFUND, reason: 'mood' }, 'reason must be equal to one of the allowed values: duplicate, expired_uncaptured_charge, fraudulent, requested_by_customer, '],
    ['another object', { ...REFUND, object: 'charge' }, 'object must be equal to one of the allowed values: refund'],
  ])('finds %s', (_, answer, fault) => {
    expect(faultsOfAnswer(CREATE, 200, answer)).toEqual([fault]);
  });

  it('looks into what is expanded, and names nothing but the fault', () => {
    const customer = { id: 'cus_1', object: 'customer', created: 1, livemode: false, email: null, shipping: null, invoice_settings: { custom_fields: null, default_payment_method: null, footer: null, rendering_options: null } };

    expect(faultsOfAnswer(CREATE, 200, { ...REFUND, charge: { id: 'ch_1', object: 'charge' } })).toContain("charge must have required property 'amount'");
    expect(faultsOfAnswer('GET /v1/customers/{customer}', 200, { ...customer, livemode: 'no' }).filter((fault) => !fault.includes('required'))).toEqual(['livemode must be boolean']);
  });

  it('looks into lists', () => {
    const list = { object: 'list', url: '/v1/refunds', has_more: false, data: [REFUND, without('currency')] };

    expect(faultsOfAnswer('GET /v1/refunds', 200, list)).toEqual(["data[] must have required property 'currency'"]);
  });

  it('holds refusals to the shape of errors', () => {
    expect(faultsOfAnswer(CREATE, 400, { error: { type: 'invalid_request_error', message: 'No' } })).toEqual([]);
    expect(faultsOfAnswer(CREATE, 400, { error: { type: 'bad' } })).toEqual(['error.type must be equal to one of the allowed values: api_error, card_error, idempotency_error, invalid_request_error']);
    expect(faultsOfAnswer(CREATE, 400, REFUND)).toContain("the answer must have required property 'error'");
  });

  it('holds what an event carries to the schema of that object', () => {
    const event = { id: 'evt_1', object: 'event', api_version: '2026-10-28.endive', created: 1, data: { object: without('amount') }, livemode: false, pending_webhooks: 0, request: null, type: 'refund.created' };

    expect(faultsOfAnswer('GET /v1/events/{id}', 200, event)).toEqual(["event refund.created: the answer must have required property 'amount'"]);
  });

  it('knows every type of event', () => {
    const event = { id: 'evt_1', object: 'event', api_version: '2026-10-28.endive', created: 1, data: { object: REFUND }, livemode: false, pending_webhooks: 0, request: null, type: 'refund.blessed' };

    expect(faultsOfAnswer('GET /v1/events/{id}', 200, event)).toEqual(['refund.blessed is no type of event']);
  });

  it('knows no operation that was not derived', () => {
    expect(faultsOfAnswer('POST /v1/invoices', 200, {})).toEqual([expect.stringContaining('conformance/operations.ts')]);
  });
});

describe('faultsOfObject', () => {
  it('finds what is new in endive, and asks for it', () => {
    expect(faultsOfObject('dispute', { object: 'dispute' })).toContain("the answer must have required property 'intended_submission_method'");
  });
});
