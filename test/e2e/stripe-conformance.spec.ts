import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Comparison } from '../../apps/stripe-emulator/conformance/comparison.ts';
import { ALL_OPERATIONS } from '../../apps/stripe-emulator/conformance/operations.ts';
import { compareRefusals } from '../../apps/stripe-emulator/conformance/refusals.ts';
import { PARTS, unlistedRoutes } from '../../apps/stripe-emulator/conformance/scenario.ts';
import { startEmulator, type Started } from '../../apps/stripe-emulator/conformance/servers.ts';

/** The short form of `npm run conformance -- stripe`, without Go: against the committed schemas, not against stripe-mock. */
describe('the Stripe emulator, against the schemas that Stripe publishes', () => {
  let emulator: Started;
  let comparison: Comparison;

  beforeAll(async () => {
    emulator = await startEmulator();
    comparison = new Comparison(emulator.address);
    for (const [, call] of PARTS) await call(comparison);
    await compareRefusals(comparison, undefined, true, () => undefined);
  }, 60_000);

  afterAll(() => emulator.stop());

  it.each(ALL_OPERATIONS)('%s answers as published, and refuses what Stripe refuses', (operation) => {
    const finding = comparison.findings.get(operation);

    expect(finding?.differences).toEqual([]);
    expect(finding?.calls).toBeGreaterThan(0);
    expect(finding?.refusals).toBeGreaterThan(0);
  });

  it('has no route beside them', () => {
    expect(unlistedRoutes()).toEqual([]);
  });
});
