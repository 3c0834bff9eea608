import { runParts } from '../harness/parts.mjs';
import { measureCheckout } from './checkout.mjs';
import { measureScale } from './scale.mjs';
import { measureWebhooks } from './webhooks.mjs';

const CLIENTS = 101;

const PLANS = {
  long: { checkoutRounds: 6, checkouts: 150, warmUpCheckouts: 100, payments: 100, intakeRounds: 6, intakeSeconds: 1, paceSeconds: 10, warmUpEvents: 1_000, realPayments: 200, sizes: { few: 1_000, many: 1_000_000 }, scaleRounds: 8, scaleWarmUps: 2, scaleSeconds: 0.7 },
  short: { checkoutRounds: 1, checkouts: 20, warmUpCheckouts: 5, payments: 10, intakeRounds: 1, intakeSeconds: 0.3, paceSeconds: 1, warmUpEvents: 100, realPayments: 20, sizes: { few: 20, many: 200 }, scaleRounds: 1, scaleWarmUps: 0, scaleSeconds: 0.2 },
};

/** Each writes a section of its own, so that one can be taken again when the machine is quiet. */
const PARTS = { checkout: measureCheckout, webhooks: measureWebhooks, scale: measureScale };

/**
 * What payments cost: whole checkouts against the same calls by the SDK alone, webhooks, and a thousand against a million payments stored.
 * @param {object} options
 * @param {boolean} options.short writes nothing
 * @param {string | undefined} options.part all of them unless told
 * @returns {Promise<void>}
 */
export const run = ({ short, part }) => runParts({ name: 'payments', parts: PARTS, clients: CLIENTS, plan: short ? PLANS.short : PLANS.long }, { short, part });
