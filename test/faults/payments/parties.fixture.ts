import { randomUUID } from 'node:crypto';
import { eventually } from '../../fixtures/eventually.js';
import { json, newAddress, People, type Person, succeeded } from '../../fixtures/people.js';
import type { PaymentsStack } from './stack.fixture.js';

/** Access tokens and step-ups live for minutes: a run of many cells takes new people now and then. */
const SHIFT_MS = 150_000;
/** Each is made for a firm of its own, and a person belongs to at most 50. */
const AGREEMENTS_OF_A_SHIFT = 40;
const ADDRESS = { line1: '3 Ferry Road', city: 'Portland', postalCode: '04101', country: 'US' };

/** Who pays and who earns, as they are for some minutes. */
export interface Parties {
  readonly payer: Person;
  readonly payee: Person;
  /** With an account that is ready to be paid. */
  readonly providerBusinessId: string;
}

/** What two firms agreed on, ready to be paid. */
export interface Agreed extends Parties {
  /** Fresh: nobody has paid for it before. */
  readonly clientBusinessId: string;
  readonly serviceRequestId: string;
  readonly proposalId: string;
  readonly amount: number;
}

const idOf = ({ json: body }: { readonly json: unknown }): string => (body as { id: string }).id;
const firm = (legalName: string) => ({ legalName, address: ADDRESS, naicsCodes: ['238350'], sizeClass: 'micro' });

/** The people of a stack, and their agreements; arranged while nothing is being killed. */
export class Market {
  #parties: Parties | undefined;
  #since = -Infinity;
  #agreements = 0;

  constructor(private readonly stack: PaymentsStack) {}

  /** @param amount minor units. */
  async agree(amount = 240_000): Promise<Agreed> {
    const parties = await this.#present();
    this.#agreements += 1;
    const people = new People(this.stack.http);
    const clientBusinessId = idOf(await people.as(parties.payer, 'POST', '/api/v1/businesses', firm(`Harbor & Pine ${randomUUID()}`)));
    const wish = { businessId: clientBusinessId, title: 'A quality plan', description: 'One that our shop can follow.', category: 'quality-management', budget: { max: amount, currency: 'USD' }, purchaseOrderNumber: 'PO-7' };
    const serviceRequestId = idOf(await people.as(parties.payer, 'POST', '/api/v1/service-requests', wish));
    await people.as(parties.payer, 'POST', `/api/v1/service-requests/${serviceRequestId}/open`);
    const offer = { providerBusinessId: parties.providerBusinessId, amount, currency: 'USD', scopeOfWork: 'A plan and two visits.', daysToDeliver: 21 };
    const proposalId = idOf(await people.as(parties.payee, 'POST', `/api/v1/service-requests/${serviceRequestId}/proposals`, offer));
    await people.as(parties.payer, 'POST', `/api/v1/proposals/${proposalId}/accept`);
    return { ...parties, clientBusinessId, serviceRequestId, proposalId, amount };
  }

  async #present(): Promise<Parties> {
    if (this.#parties !== undefined && performance.now() - this.#since < SHIFT_MS && this.#agreements < AGREEMENTS_OF_A_SHIFT) return this.#parties;
    const people = new People(this.stack.http);
    const [payer, payee] = await Promise.all([people.register('client'), people.register('provider')]);
    const providerBusinessId = idOf(await people.as(payee, 'POST', '/api/v1/businesses', firm(`Plumb Advice ${randomUUID()}`)));
    await people.steppedUp(payee);
    await this.#onboard(people, payee, providerBusinessId);
    [this.#parties, this.#since, this.#agreements] = [{ payer, payee, providerBusinessId }, performance.now(), 0];
    return this.#parties;
  }

  /** By the processor's own page, as a person does. */
  async #onboard(people: People, payee: Person, businessId: string): Promise<void> {
    const { url } = (await people.as(payee, 'POST', '/api/v1/payouts/onboarding', { businessId })).json as { url: string };
    await fetch(url, { method: 'POST', redirect: 'manual', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: 'answer=complete' });
    await this.stack.deliver();
    await eventually(async () => {
      const answer = await this.stack.http.send(json('GET', `/api/v1/payouts/account?businessId=${businessId}`, undefined, { authorization: `Bearer ${payee.token}`, 'x-forwarded-for': newAddress() }));
      return (succeeded(answer, 'account').json as { state: string }).state === 'ready';
    });
  }
}
