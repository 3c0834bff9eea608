import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Service, startService } from '../fixtures/service.js';
import { runJourney } from './run-journey.fixture.js';

describe('the journey of a payment', () => {
  let service: Service;
  beforeAll(async () => {
    service = await startService({ stripe: true, env: { RATE_LIMIT_FACTOR: '100', TRANSFER_HOLD_HOURS: '0' } });
  }, 60_000);
  afterAll(() => service.stop());

  it('goes from a gap and its request to a transfer and a partial refund, frictionless, challenged and declined', async () => {
    const { code, stdout, stderr } = await runJourney('payment', [service.url]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/409 AMOUNT_MISMATCH {2}pay another amount than agreed/);
    expect(stdout).toMatch(/send the same again: Idempotency-Replayed: true, the same payment/);
    expect(stdout).toMatch(/follow the redirect, answer the bank: back at \/payments\/return, succeeded/);
    expect(stdout.match(/captured, by the system: captured, captured 500\.00 USD/g)).toHaveLength(3);
    expect(stdout).toMatch(/the provider got 460\.00 USD/);
    expect(stdout).toMatch(/taken back from the provider: 184\.00 USD/);
    expect(stdout).toMatch(/print the receipt: PL-\d{4}-\d{6}/);
    expect(stdout).toMatch(/Done: \d+ steps\.\n$/);
  }, 120_000);

  it('says in one line what it needs', async () => {
    const { code, stderr } = await runJourney('payment', ['http://127.0.0.1:9']);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^Failed after step 0\. http:\/\/127\.0\.0\.1:9 cannot be used: [^\n]*\n$/);
  });
});
