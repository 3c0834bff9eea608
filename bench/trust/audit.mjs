import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { goal } from '../harness/goals.mjs';
import { timed } from '../../tools/progress.mjs';
import { BUILT } from '../harness/laboratory.mjs';
import { interleave, median, ratio } from '../harness/measure.mjs';
import { cpuMicrosOf, Server } from '../harness/processes.mjs';
import { table } from '../harness/report.mjs';
import { fillPeople, postRequests } from '../harness/world.mjs';

const PROGRAM = path.join(BUILT, 'bench', 'trust', 'transitions.js');
const DOORS = 500;
const CONNECTIONS = 32;
const AT_ONCE = 500;
const GOAL = { append: 1.15, appendsPerSecond: 1_500, checksPerSecond: 50_000 };

/** Contender -> what it is called, and its ROLE. */
const CONTENDERS = {
  quiet: ['transitions alone: their events stay where they are', 'api'],
  unheard: ['and events are relayed, to a log that writes nothing', 'all'],
  audited: ['and events are relayed to the audit log', 'all'],
};

/** A server on a database of its own, and the requests that move its doors. */
async function open(laboratory, generator, name) {
  const people = laboratory.people.slice(0, DOORS);
  await fillPeople(laboratory.db(name), people);
  await laboratory.migrate(name);
  const server = await Server.start(PROGRAM, name, laboratory.environment(name, { ROLE: CONTENDERS[name][1] }));
  const doors = people.map(() => randomUUID());
  await server.perform({ make: doors });
  await generator.load(name, postRequests(people.map((person, place) => ({ path: `/api/v1/bench/doors/${doors[place]}`, person, body: JSON.stringify({ state: place % 2 === 0 ? 'open' : 'shut' }) }))));
  return server;
}

/**
 * One slice: CPU of the server and of mongod for a transition, until the last of its events is where it belongs.
 * @returns {Promise<Record<string, number>>}
 */
async function slice(laboratory, generator, server, { name, seconds }) {
  const before = [(await server.usage()).cpuMicros, cpuMicrosOf(laboratory.mongodPid) ?? 0];
  const { answered, failed, lastFailure } = await generator.run({ port: server.port, connections: CONNECTIONS, requests: name, seconds });
  if (failed > 0) throw new Error(`${failed} of ${answered} transitions failed; the first one: ${lastFailure}`);
  if (name !== 'quiet') await server.perform({ relayed: true });
  const after = [(await server.usage()).cpuMicros, cpuMicrosOf(laboratory.mongodPid) ?? 0];
  // A list that nobody empties would make its transitions dearer and dearer.
  if (name === 'quiet') await server.perform({ forget: true });
  const [own, database] = after.map((value, place) => (value - before[place]) / answered);
  return { own, database, cpu: own + database };
}

/**
 * What the audit log adds to a transition, and how fast it is written and checked.
 * @returns {Promise<string>}
 */
export async function measureAudit(laboratory, generator, { rounds, seconds, warmUpSeconds, entries }) {
  const names = Object.keys(CONTENDERS);
  const servers = new Map();
  for (const name of names) servers.set(name, await open(laboratory, generator, name));
  const results = await timed('transitions', async () => {
    const measure = (duration) => (name) => slice(laboratory, generator, servers.get(name), { name, seconds: duration });
    await interleave(names, 1, measure(warmUpSeconds));
    return interleave(names, rounds, measure(seconds));
  });
  const { appended, checks } = await timed('entries', async () => {
    const server = servers.get('audited');
    const { ms } = await server.perform({ append: entries, atOnce: AT_ONCE });
    const found = [];
    for (let look = 0; look < 3; look += 1) {
      const checked = await server.perform({ verify: true });
      found.push((checked.entries / checked.ms) * 1_000);
    }
    return { appended: (entries / ms) * 1_000, checks: found, text: `${entries}` };
  });
  for (const server of servers.values()) await server.stop();
  return report(results, appended, median(checks));
}

function report(results, appended, checked) {
  const us = (values) => `${median(values).toFixed(0)} us`;
  const [quiet, unheard, audited] = Object.keys(CONTENDERS).map((name) => results.get(name));
  const rows = Object.entries(CONTENDERS).map(([name, [text]]) => [text, us(results.get(name).own), us(results.get(name).database), us(results.get(name).cpu), ratio(quiet.cpu, results.get(name).cpu).toFixed(2)]);
  // What the log adds by itself, by what a transition costs without it, round by round.
  const added = median(audited.cpu.map((value, round) => 1 + (value - unheard.cpu[round]) / quiet.cpu[round]));
  return [
    '## trust: audit',
    `A transition (one conditional write with one event) through the whole edge, as fast as ${CONNECTIONS} connections go, until its event is where it belongs; CPU for each.`,
    '',
    table([['', 'server', 'mongod', 'both', '/ alone'], ...rows]),
    '',
    `Entries are appended ${AT_ONCE} at a time, as the relay does under load, and the whole log is checked while nothing else is done; the server has one core, mongod the other.`,
    '',
    goal('a transition with its audit entry / without, the relay being there anyway', added, '<=', GOAL.append),
    goal('appends a second over the chains', appended, '>=', GOAL.appendsPerSecond),
    goal('entries checked a second', checked, '>=', GOAL.checksPerSecond),
  ].join('\n');
}
