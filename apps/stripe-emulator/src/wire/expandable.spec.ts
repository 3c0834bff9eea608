import { describe, expect, it } from '@jest/globals';
import { checkExpand } from './expandable.ts';

const INTENT = 'GET /v1/payment_intents/{intent}';

describe('checkExpand', () => {
  it.each([
    ['an object', INTENT, 'latest_charge'],
    ['an object of an object', INTENT, 'latest_charge.balance_transaction'],
    ['an object that the emulator does not have', INTENT, 'application'],
    ['a list that is left out unless asked for', 'GET /v1/charges/{charge}', 'refunds'],
    ['the items of a list', 'GET /v1/charges', 'data.customer'],
    ['an object of the items', 'GET /v1/payment_intents', 'data.latest_charge.balance_transaction'],
    ['the items of a list in an object', 'GET /v1/transfers/{transfer}', 'reversals.data.balance_transaction'],
    ['the source of a balance transaction, whatever it is', 'GET /v1/balance_transactions/{id}', 'source.payment_intent'],
    ['what is new in endive', INTENT, 'payment_record'],
    ['an object behind an answer that may be a deleted one', 'GET /v1/customers/{customer}', 'default_source'],
  ])('lets through %s', (_, operation, path) => {
    expect(checkExpand(operation, [path])).toBeUndefined();
  });

  it.each([
    ['what does not exist', INTENT, 'colour'],
    ['what is no object', INTENT, 'status'],
    ['what is null and no object', 'GET /v1/customers/{customer}', 'email'],
    ['what does not exist further down', INTENT, 'latest_charge.colour'],
    ['a name of JavaScript', INTENT, 'constructor'],
    ['nothing', INTENT, ''],
  ])('refuses %s', (_, operation, path) => {
    expect(checkExpand(operation, ['customer', path].slice(path === 'email' ? 1 : 0))).toEqual({ param: 'expand', message: `This property cannot be expanded (${path}).` });
  });

  it('says that the items of a list are meant', () => {
    expect(checkExpand('GET /v1/charges', ['customer'])?.message).toBe("This property cannot be expanded (customer). You may want to try expanding 'data.customer' instead.");
  });

  it('goes down four levels', () => {
    expect(checkExpand(INTENT, ['latest_charge.payment_intent.latest_charge.payment_intent'])).toBeUndefined();
    expect(checkExpand(INTENT, ['latest_charge.payment_intent.latest_charge.payment_intent.customer'])?.message).toContain('more than 4 levels');
  });
});
