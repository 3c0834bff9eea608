import { timed } from '../../tools/progress.mjs';
import { Sentence } from '../../tools/sentence.mjs';
import { build, Laboratory } from '../harness/laboratory.mjs';
import { Generator } from '../harness/processes.mjs';
import { circumstances, writeSection } from '../harness/report.mjs';
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
 */
export async function run({ short, part }) {
  const parts = Object.entries(PARTS).filter(([name]) => part === undefined || name === part);
  if (parts.length === 0) throw new Sentence(`The benchmark edge has no part ${part}; its parts are ${Object.keys(PARTS).join(', ')}.`);
  const plan = short ? PLANS.short : PLANS.long;
  await timed('build', build);
  const laboratory = /** @type {Laboratory} */ ((await timed('mongod', async () => ({ laboratory: await Laboratory.open(CLIENTS), text: 'its own' }))).laboratory);
  const generator = new Generator();
  for (const [name, measure] of parts) {
    const text = `${await measure(laboratory, generator, plan)}\n\n${circumstances()}`;
    process.stdout.write(`\n${text}\n\n`);
    if (!short) writeSection(`edge-${name}`, text);
  }
}
