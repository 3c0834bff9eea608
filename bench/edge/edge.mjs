import { runParts } from '../harness/parts.mjs';
import { measureData } from './data.mjs';
import { measureOrders } from './orders.mjs';
import { measureStart } from './start.mjs';

const CLIENTS = 2_000;

/** How long and how often: the long form keeps under ten minutes, the short one under one. */
const PLANS = {
  long: { starts: 9, rounds: 14, seconds: 0.8, warmUpSeconds: 3, pacedRounds: 5, pacedSeconds: 3, thousands: 1_000, dataRounds: 8, dataSeconds: 1 },
  short: { starts: 1, rounds: 1, seconds: 0.3, warmUpSeconds: 0.2, pacedRounds: 1, pacedSeconds: 0.3, thousands: 2, dataRounds: 1, dataSeconds: 0.3 },
};

/** Each writes a section of its own, so that one can be taken again when the machine is quiet. */
const PARTS = { start: measureStart, orders: measureOrders, data: measureData };

/**
 * What the edge costs: against servers without it and servers hardened otherwise; what more data costs; start and memory.
 * @param {object} options
 * @param {boolean} options.short writes nothing
 * @param {string | undefined} options.part all of them unless told
 * @returns {Promise<void>}
 */
export const run = ({ short, part }) => runParts({ name: 'edge', parts: PARTS, clients: CLIENTS, plan: short ? PLANS.short : PLANS.long }, { short, part });
