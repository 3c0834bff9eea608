import { timed } from '../../tools/progress.mjs';
import { interleave, median, ratio, slice } from '../harness/measure.mjs';
import { PROGRAM } from '../harness/laboratory.mjs';
import { Server } from '../harness/processes.mjs';
import { table } from '../harness/report.mjs';
import { orderRequests } from '../harness/world.mjs';
import { CONTENDERS, environmentOf, WITH_SYMMETRIC as NAMES } from './contenders.mjs';
import { goal } from '../harness/goals.mjs';

const MIB = 1024 * 1024;
/** Of what Plumbline answers at most: a service that is busy, not one that drowns. */
const PACE = 0.5;
/** The usual stack and EDGE=stock drown at that pace; what they would show is the length of a queue. */
const PACED = /** @type {const} */ (['fast', 'bare', 'compiled', 'plain']);

/**
 * The same POST to each contender: an order of eight fields with a list of lines, from 2,000 people at addresses of their own; it touches no database.
 * @returns {Promise<string>}
 */
export async function measureOrders(laboratory, generator, plan) {
  const servers = new Map();
  const { base, load, paced, rss } = await timed('orders', async (progress) => {
    await laboratory.fillDatabase('orders', [], 1);
    for (const token of ['eddsa', 'hs256']) await generator.load(`orders-${token}`, orderRequests(laboratory.people, token));
    for (const name of NAMES) servers.set(name, await Server.start(PROGRAM, CONTENDERS[name].program, environmentOf(laboratory, 'orders', name)));
    const base = new Map();
    for (const name of NAMES) base.set(name, (await servers.get(name).usage()).rssBytes / MIB);
    const measureOne = (seconds, rate) => (name) => slice(generator, servers.get(name), { requests: `orders-${CONTENDERS[name].token}`, seconds, rate });
    progress.note('warm-up');
    await interleave(NAMES, 1, measureOne(plan.warmUpSeconds));
    progress.note('as fast as each can');
    const load = await interleave(NAMES, plan.rounds, measureOne(plan.seconds));
    progress.note('at one pace');
    const rate = Math.round(median(load.get('fast').perSecond) * PACE);
    const paced = await interleave(PACED, plan.pacedRounds, measureOne(plan.pacedSeconds, rate));
    const rss = new Map();
    for (const name of NAMES) rss.set(name, (await servers.get(name).usage()).rssBytes / MIB);
    return { base, load, paced, rss, text: `${plan.rounds} rounds` };
  });
  for (const server of servers.values()) await server.stop();
  return [orderTable(load, paced, rss), ...orderGoals(load, paced, rss, base)].join('\n');
}

function orderTable(load, paced, rss) {
  const cpu = (name) => load.get(name).cpu;
  const times = (name, other) => ratio(cpu(name), cpu(other)).toFixed(2);
  const rows = NAMES.map((name) => [
    CONTENDERS[name].title, `${median(cpu(name)).toFixed(0)} us`, times(name, 'compiled'), times(name, 'bare'), times(name, 'plain'), times(name, 'usual'),
    paced.has(name) ? `${median(paced.get(name).p99).toFixed(2)} ms` : '', `${rss.get(name).toFixed(0)} MiB`,
  ]);
  return `## edge: an order\nPOST of 8 fields with a nested list, JWT, 2,000 people each at an address of their own, behind a trusted proxy, no database. CPU of the server's process for an answered request, and how many times the speed of each other server that is (median of the ratios of all rounds). p99 at one pace for all, half of what Plumbline can do, from when a request was due; RSS after all load.\n\n${table([['', 'CPU', '/ bare compiled', '/ bare', '/ plain Fastify', '/ usual Nest', 'p99', 'RSS'], ...rows])}\n`;
}

function orderGoals(load, paced, rss, base) {
  const times = (other) => ratio(load.get('fast').cpu, load.get(other).cpu);
  return [
    goal('speed / bare with the same validator and serialiser', times('compiled'), '>=', 0.6),
    goal('speed / bare with ValidationPipe', times('bare'), '>=', 1.5),
    goal('speed / hardened plain Fastify', times('plain'), '>=', 1.5),
    goal('speed / Nest with its usual modules', times('usual'), '>=', 8),
    goal('p99 / bare', ratio(paced.get('bare').p99, paced.get('fast').p99), '<=', 1),
    goal('RSS after load / bare', rss.get('fast') / rss.get('bare'), '<=', 1.7),
    `- RSS before load: Plumbline ${base.get('fast').toFixed(0)} MiB, bare ${base.get('bare').toFixed(0)} MiB`,
  ];
}
