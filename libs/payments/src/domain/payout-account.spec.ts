import { describe, expect, it } from '@jest/globals';
import { NOW, later } from './payment.fixture.js';
import { type AccountObservation, goneAccount, isGone, observeAccount, type PayoutAccount, payoutState } from './payout-account.js';

const begun: PayoutAccount = { businessId: 'firm', operationId: 'op', transfersActive: false, payoutsEnabled: false, requirements: [] };
const seen = (changes: Partial<AccountObservation> = {}): AccountObservation => ({ accountId: 'acct_1', transfersActive: true, payoutsEnabled: true, requirements: [], ...changes });
const told = (account: PayoutAccount, changes: Partial<AccountObservation> = {}, at = NOW) => observeAccount(account, seen(changes), at);
const types = ({ events }: ReturnType<typeof told>) => events.map(({ type }) => type);

describe('an account of a provider', () => {
  it('is ready when it takes transfers, pays out and nothing stands against it', () => {
    const made = told(begun, { transfersActive: false, payoutsEnabled: false, requirements: ['external_account'], disabledReason: 'requirements.past_due' });
    expect([types(made), payoutState(made.account)]).toEqual([['payout_account.created'], 'incomplete']);
    const ready = told(made.account, {}, later(1));
    expect([types(ready), payoutState(ready.account), ready.account.readyAt]).toEqual([['payout_account.ready'], 'ready', later(1)]);
    expect(ready.account).not.toHaveProperty('disabledReason');
  });

  it.each<[string, Partial<AccountObservation>]>([
    ['takes no transfers', { transfersActive: false }],
    ['pays nothing out', { payoutsEnabled: false }],
    ['is disabled', { disabledReason: 'rejected.fraud' }],
  ])('that %s gets nothing', (_what, changes) => {
    expect(payoutState(told(begun, changes).account)).toBe('incomplete');
    const ready = told(begun).account;
    const changed = told(ready, changes);
    expect([types(changed), payoutState(changed.account), changed.account.readyAt]).toEqual([['payout_account.restricted'], 'restricted', NOW]);
  });

  it('says that the processor asks for more, once for each new demand, and not while it is being made', () => {
    const ready = told(begun).account;
    const asked = told(ready, { requirements: ['individual.id_number'] });
    expect(types(asked)).toEqual(['payout_account.requirements_due']);
    expect(types(told(asked.account, { requirements: ['individual.id_number', 'external_account'] }))).toEqual(['payout_account.requirements_due']);
    expect(types(told(asked.account, {}))).toEqual(['payout_account.updated']);
  });

  it('told the same again is not written', () => {
    const ready = told(begun).account;
    expect(told(ready, {}, later(5))).toEqual({ account: ready, events: [] });
  });

  it('is none before it is made', () => {
    expect([payoutState(undefined), payoutState(begun)]).toEqual(['none', 'none']);
  });

  it('that the processor has no more is restricted, and another one in its place begins anew', () => {
    const ready = told(begun).account;
    const gone = observeAccount(ready, goneAccount('acct_1'), later(1));
    expect([types(gone), payoutState(gone.account), isGone(gone.account)]).toEqual([['payout_account.restricted'], 'restricted', true]);
    const other = told(gone.account, { accountId: 'acct_2', transfersActive: false, requirements: ['external_account'] }, later(2));
    expect([types(other), payoutState(other.account), isGone(other.account)]).toEqual([['payout_account.created'], 'incomplete', false]);
    expect(types(told(other.account, { accountId: 'acct_2' }, later(3)))).toEqual(['payout_account.ready']);
  });
});
