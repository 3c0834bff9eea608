import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { EmulatorFault } from '../../fixtures/stripe-emulator.js';
import { Checkout } from './checkout.fixture.js';
import { compared, type Outcome, outcomeOf } from './outcome.fixture.js';
import { Market } from './parties.fixture.js';
import { PaymentsStack } from './stack.fixture.js';
import { print, SEED, Table, WHOLE } from './tables.fixture.js';
import { sample } from './matrix.fixture.js';

const MINUTE = 60_000;
const SHORT = 5;

/** What is called in a checkout; each is struck where it is called for the first time. */
const CALLS: Readonly<Record<string, string>> = {
  customer: '/v1/customers',
  create: '/v1/payment_intents',
  confirm: '/v1/payment_intents/*/confirm',
  capture: '/v1/payment_intents/*/capture',
  refund: '/v1/refunds',
  transfer: '/v1/transfers',
  reversal: '/v1/transfers/*/reversals',
};

const FAULTS: Readonly<Record<string, Omit<EmulatorFault, 'method' | 'path'>>> = {
  'slow: 3 s, while the sweeper looks': { action: 'slow', ms: 3_000 },
  'reset: nothing happened': { action: 'reset' },
  'executed, then the connection dropped': { action: 'drop' },
  'executed and dropped, three times': { action: 'drop', times: 3 },
  '429 once': { action: 'error', status: 429 },
  '429 five times': { action: 'error', status: 429, times: 5 },
  '500, not executed': { action: 'error', status: 500, executed: false },
  '500, executed': { action: 'error', status: 500, executed: true },
};

/** A customer whose key gave a stored failure is made again; the first one, if there is one, stays without a card and a payment. */
const EMPTY_CUSTOMER = { call: 'customer', fault: '500, executed', double: 'customers: customer' };

const CASES = Object.keys(CALLS).flatMap((call) => Object.keys(FAULTS).map((fault) => ({ call, fault })));

/** An operation that was looked for in vain has a successor: then there is one more, and all else is as it would have been. */
function withoutDetours({ stored, effects, faults }: Outcome): Outcome {
  const { operations = [], log = [], ...rest } = stored as { readonly operations?: readonly string[]; readonly log?: readonly string[] };
  return { stored: { ...rest, operations: operations.filter((one) => !one.endsWith(' superseded')), log: log.filter((type) => type !== 'payment.operation_unknown') }, effects, faults };
}

let stack: PaymentsStack;
let market: Market;
let reference: Outcome;

async function settled(): Promise<void> {
  await stack.quiet();
  await stack.deliver();
  await stack.quiet();
}

const checkout = async (): Promise<string> => new Checkout(stack, await market.agree(), settled).run('answers');

beforeAll(async () => {
  stack = await PaymentsStack.open();
  market = new Market(stack);
  await stack.emulator.post('webhooks', { paused: true });
  reference = withoutDetours(await outcomeOf(stack, await checkout()));
}, 5 * MINUTE);

afterAll(() => stack.close(), MINUTE);

describe('a processor that fails', () => {
  it('does each thing once, whatever it answers', async () => {
    const chosen = WHOLE ? CASES : sample(CASES, SHORT, SEED);
    const table = new Table(`Faults of the processor: ${CASES.length} cases, ${chosen.length} of them here${WHOLE ? '' : ` (FAULTS_SEED=${SEED})`}`, [['call', 9], ['fault', 38], ['struck', 6], ['equal', 5], ['once', 4], ['clean', 5], ['ms', 6], ['', 0]]);
    const sums = { cells: 0, losses: 0, doubles: 0 };
    const bad: unknown[] = [];
    for (const { call, fault } of chosen) {
      const begun = performance.now();
      await stack.emulator.fault({ method: 'POST', path: CALLS[call] as string, ...(FAULTS[fault] as Omit<EmulatorFault, 'method' | 'path'>) });
      let failure = '';
      const id = await checkout().catch((error: unknown) => {
        failure = error instanceof Error ? error.message : String(error);
        return '';
      });
      const [armed] = ((await stack.emulator.get('faults')) as { readonly faults: readonly { readonly struck: number }[] }).faults;
      await fetch(`${stack.emulator.url}/_emulator/faults`, { method: 'DELETE' });
      const outcome = withoutDetours(await outcomeOf(stack, id));
      const { isEqual, losses, doubles: twice, differences } = compared(reference, outcome);
      const isExplained = (double: string): boolean => double === EMPTY_CUSTOMER.double && call === EMPTY_CUSTOMER.call && fault === EMPTY_CUSTOMER.fault;
      const doubles = twice.filter((double) => !isExplained(double));
      const isStruck = (armed?.struck ?? 0) > 0;
      const notes = [failure, ...differences, ...losses.map((what) => `lost ${what}`), ...doubles.map((what) => `twice ${what}`), ...outcome.faults].filter((note) => note !== '');
      table.row(call, fault, isStruck, isEqual, losses.length + doubles.length === 0, outcome.faults.length === 0, performance.now() - begun, notes.join('; '));
      sums.cells += 1;
      sums.losses += losses.length + (isEqual && outcome.faults.length === 0 ? 0 : 1);
      sums.doubles += doubles.length;
      if (!isStruck || notes.length > 0) bad.push({ call, fault, isStruck, notes });
    }
    print(`\n${sums.cells} cases, ${sums.losses} losses, ${sums.doubles} doubles`);
    expect(bad).toEqual([]);
  }, WHOLE ? 30 * MINUTE : 10 * MINUTE);
});
