import { timed } from '../../tools/progress.mjs';
import { interleave, median, ratio, slice } from '../harness/measure.mjs';
import { PROGRAM, statementsOf } from '../harness/laboratory.mjs';
import { cpuMicrosOf, Server } from '../harness/processes.mjs';
import { table } from '../harness/report.mjs';
import { readRequests, writeRequests } from '../harness/world.mjs';
import { CONTENDERS, environmentOf, NAMES } from './contenders.mjs';
import { goal } from '../harness/goals.mjs';

const WAYS = { GET: 'GET /assessments/:id', PUT: 'PUT /assessments/:id/responses' };

/** CPU of server and mongod together and the latency of one slice. */
async function dataSlice(laboratory, generator, server, requests, seconds) {
  const before = cpuMicrosOf(laboratory.mongodPid);
  const measured = await slice(generator, server, { requests, seconds });
  const after = cpuMicrosOf(laboratory.mongodPid);
  const mongod = before === undefined || after === undefined ? NaN : (after - before) / (measured.perSecond * seconds);
  return { server: measured.cpu, mongod, whole: measured.cpu + (Number.isNaN(mongod) ? 0 : mongod), p50: measured.p50, p99: measured.p99 };
}

/**
 * GET and PUT of an assessment: the contenders on one database, and Plumbline on a small and on a large one.
 * @returns {Promise<string>}
 */
export async function measureData(laboratory, generator, plan) {
  const sizes = { small: 1, large: plan.thousands };
  const servers = new Map();
  const drafts = await timed('assessments', async (progress) => {
    await laboratory.migrate('start');
    const first = await Server.start(PROGRAM, 'plumbline', laboratory.environment('start'));
    const statements = await statementsOf(first.port);
    await first.stop();
    progress.note(`storing ${(sizes.large * 1_000).toLocaleString('en')}`);
    const [small, large] = [await laboratory.fillDatabase('small', statements, sizes.small), await laboratory.fillDatabase('large', statements, sizes.large)];
    return { small, large, statements, text: `${(sizes.small * 1_000).toLocaleString('en')} and ${(sizes.large * 1_000).toLocaleString('en')} stored` };
  });
  const results = await timed('GET and PUT', async (progress) => {
    for (const name of NAMES) servers.set(name, await Server.start(PROGRAM, CONTENDERS[name].program, environmentOf(laboratory, 'small', name)));
    servers.set('large', await Server.start(PROGRAM, 'plumbline', environmentOf(laboratory, 'large', 'fast')));
    for (const token of ['eddsa', 'hs256']) await generator.load(`GET-small-${token}`, readRequests(drafts.small, token));
    await generator.load('GET-large-eddsa', readRequests(drafts.large, 'eddsa'));
    const prepare = async (way, size, token) => {
      // Every contender writes to the same documents, so that each slice begins with the versions that they have now.
      if (way === 'PUT') await generator.load(`PUT-${size}-${token}`, await writeRequests(laboratory.db(size), drafts[size], token, drafts.statements));
      return `${way}-${size}-${token}`;
    };
    const measure = (way, seconds) => async (name) => {
      const requests = name === 'large' ? await prepare(way, 'large', 'eddsa') : await prepare(way, 'small', CONTENDERS[name].token);
      return dataSlice(laboratory, generator, servers.get(name), requests, seconds);
    };
    const all = [...NAMES, 'large'];
    const results = {};
    for (const way of Object.keys(WAYS)) {
      progress.note(way);
      await interleave(all, 1, measure(way, plan.warmUpSeconds));
      results[way] = await interleave(all, plan.dataRounds, measure(way, plan.dataSeconds));
    }
    return { ...results, text: `${plan.dataRounds} rounds` };
  });
  for (const server of servers.values()) await server.stop();
  return `${contenderTables(results)}\n\n${sizeTable(results, sizes)}`;
}

function contenderTables(results) {
  const tables = Object.entries(WAYS).map(([way, title]) => {
    const of = (name) => results[way].get(name);
    const rows = NAMES.map((name) => [CONTENDERS[name].title, `${median(of(name).server).toFixed(0)} us`, ratio(of(name).server, of('compiled').server).toFixed(2), ratio(of(name).server, of('bare').server).toFixed(2), ratio(of(name).server, of('plain').server).toFixed(2), ratio(of(name).server, of('usual').server).toFixed(2)]);
    return table([[title, 'CPU', '/ bare compiled', '/ bare', '/ plain Fastify', '/ usual Nest'], ...rows]);
  });
  return `## edge: an assessment on the real database\nThe same controllers, use cases and data layer in every server, on a database with 1,000 assessments; CPU of the server's process. All contenders share most of the work, so the ratios lie closer to 1.\n\n${tables.join('\n\n')}`;
}

function sizeTable(results, sizes) {
  const rows = [];
  const goals = [];
  for (const [way, title] of Object.entries(WAYS)) {
    const [small, large] = [results[way].get('fast'), results[way].get('large')];
    for (const [size, of] of [[sizes.small, small], [sizes.large, large]]) {
      rows.push([`${title}, ${(size * 1_000).toLocaleString('en')} stored`, `${median(of.server).toFixed(0)} us`, `${median(of.mongod).toFixed(0)} us`, `${median(of.p50).toFixed(2)} ms`, `${median(of.p99).toFixed(2)} ms`]);
    }
    goals.push(goal(`${way}: CPU of server and mongod, large / small`, ratio(small.whole, large.whole), '<=', 1.3), goal(`${way}: p50, large / small`, ratio(small.p50, large.p50), '<=', 1.3));
  }
  return `### What more data costs\nPlumbline, EDGE=fast, both databases on one mongod with a cache of 256 MiB, 400 firms at work on their drafts; 32 connections as fast as they are answered.\n\n${table([['', 'server CPU', 'mongod CPU', 'p50', 'p99'], ...rows])}\n\n${goals.join('\n')}`;
}
