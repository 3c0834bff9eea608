import { goal } from '../harness/goals.mjs';
import { timed } from '../../tools/progress.mjs';
import { PROGRAM } from '../harness/laboratory.mjs';
import { interleave, median, ratio, slice } from '../harness/measure.mjs';
import { Server } from '../harness/processes.mjs';
import { table } from '../harness/report.mjs';
import { fillPeople, getRequests } from '../harness/world.mjs';

/** Contender -> what it is called. Each has a database of its own, written through itself. */
const CONTENDERS = { 'plumbline-unsealed': 'members stored as they are', plumbline: 'members encrypted (AES-256-GCM)' };
const FIRMS = 200;

/** A profile in which eight members are personal: two alone, six in one address. */
const PROFILE = {
  legalName: 'Bench Millwork LLC', contactEmail: 'office@bench.plumbline.test', contactPhone: '+12075550123',
  address: { line1: '12 Wharf Street', line2: 'Suite 4', city: 'Portland', region: 'ME', postalCode: '04101', country: 'US' },
  naicsCodes: ['321918'], unspscCodes: ['30171500'], sizeClass: 'small', employees: 12, setAsides: [],
};

async function found(port, { address, tokens }) {
  const headers = { authorization: `Bearer ${tokens.eddsa}`, 'content-type': 'application/json', 'x-forwarded-for': address, 'x-forwarded-proto': 'https' };
  const answer = await fetch(`http://127.0.0.1:${port}/api/v1/businesses`, { method: 'POST', headers, body: JSON.stringify(PROFILE) });
  if (answer.status !== 201) throw new Error(`A firm was answered ${answer.status}: ${await answer.text()}`);
  return (await answer.json()).id;
}

/**
 * GET of a firm's profile with its members encrypted, and with the same bytes stored plain.
 * @returns {Promise<string>}
 */
export async function measureEncryption(laboratory, generator, plan) {
  const names = Object.keys(CONTENDERS);
  const people = laboratory.people.slice(0, FIRMS);
  const servers = new Map();
  await timed('profiles', async () => {
    for (const name of names) {
      await fillPeople(laboratory.db(name), people);
      await laboratory.migrate(name);
      const server = await Server.start(PROGRAM, name, laboratory.environment(name));
      servers.set(name, server);
      const requests = await Promise.all(people.map(async (person) => ({ path: `/api/v1/businesses/${await found(server.port, person)}`, person })));
      await generator.load(name, getRequests(requests));
    }
    return { text: `${FIRMS} of each` };
  });
  const results = await timed('GET', async () => {
    const measure = (seconds) => (name) => slice(generator, servers.get(name), { requests: name, seconds });
    await interleave(names, 1, measure(plan.warmUpSeconds));
    return interleave(names, plan.rounds, measure(plan.seconds));
  });
  for (const server of servers.values()) await server.stop();
  const [plain, sealed] = names.map((name) => results.get(name));
  const rows = names.map((name) => [CONTENDERS[name], `${median(results.get(name).cpu).toFixed(0)} us`, `${median(results.get(name).p50).toFixed(2)} ms`]);
  return `## trust: encryption\nGET of a firm's profile through the whole edge, ${FIRMS} firms; CPU of the server's process for an answered request.\n\n${table([['', 'CPU', 'p50'], ...rows])}\n\n${goal('a profile read, CPU, encrypted / stored as it is', ratio(plain.cpu, sealed.cpu), '<=', 1.1)}`;
}
