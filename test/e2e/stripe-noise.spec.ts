import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { callConnect } from '../../apps/stripe-emulator/conformance/calls/connect.ts';
import { callDisputes, callRefunds } from '../../apps/stripe-emulator/conformance/calls/after-payment.ts';
import { callCustomers } from '../../apps/stripe-emulator/conformance/calls/customers.ts';
import { Comparison } from '../../apps/stripe-emulator/conformance/comparison.ts';
import { noise, type Noise } from '../../apps/stripe-emulator/conformance/noise.ts';
import { startEmulator, type Started } from '../../apps/stripe-emulator/conformance/servers.ts';
import { faultsOfAnswer } from '../../apps/stripe-emulator/conformance/validate.ts';

const LISTS = ['customers', 'payment_intents', 'charges', 'refunds', 'transfers', 'accounts', 'balance_transactions', 'disputes', 'events'];
const HEADERS = { authorization: 'Bearer sk_test_noise', 'content-type': 'application/x-www-form-urlencoded' };

describe('the Stripe emulator, whatever it is sent', () => {
  let emulator: Started;
  let ids: string[];

  beforeAll(async () => {
    emulator = await startEmulator();
    for (const call of [callCustomers, callRefunds, callDisputes, callConnect]) await call(new Comparison(emulator.address));
    const pages = await Promise.all(LISTS.map(async (name) => (await (await fetch(`${emulator.address}/v1/${name}?limit=20`, { headers: HEADERS })).json()) as { data: { id: string }[] }));
    ids = pages.flatMap(({ data }) => data.map(({ id }) => id));
  }, 60_000);

  afterAll(() => emulator.stop());

  async function send({ operation, path, form }: Noise): Promise<{ status: number; body: unknown }> {
    const text = new URLSearchParams(form.map(([name, value]): [string, string] => [name, value])).toString();
    const method = operation.split(' ')[0]!;
    const response = await fetch(`${emulator.address}${path}${method === 'POST' ? '' : `?${text}`}`, { method, headers: HEADERS, ...(method === 'POST' && { body: text }) });
    return { status: response.status, body: await response.json() };
  }

  it('answers as published, and never breaks down', async () => {
    expect(ids.length).toBeGreaterThan(LISTS.length);
    const statuses = new Map<number, number>();
    await fc.assert(
      fc.asyncProperty(noise(ids), async (request) => {
        const { status, body } = await send(request);
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
        expect(status).toBeLessThan(500);
        expect(faultsOfAnswer(request.operation, status, body)).toEqual([]);
      }),
      { numRuns: 1_000 },
    );
    // Else it was noise to the check of forms only.
    expect(statuses.get(200)).toBeGreaterThan(50);
  }, 120_000);
});
