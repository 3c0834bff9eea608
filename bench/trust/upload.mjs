import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { Agent, request } from 'node:http';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { goal } from '../harness/goals.mjs';
import { timed } from '../../tools/progress.mjs';
import { BUILT } from '../harness/laboratory.mjs';
import { interleave, median, ratio } from '../harness/measure.mjs';
import { canPin, GENERATOR_CORE, Server } from '../harness/processes.mjs';
import { table } from '../harness/report.mjs';
import { fillPeople } from '../harness/world.mjs';

const PROGRAM = path.join(BUILT, 'bench', 'trust', 'uploads.js');
const MIB = 1_048_576;
const LARGEST = 20 * MIB;
/** Files on their way at a time; and the storm whose memory is measured. */
const AT_ONCE = 4;
const STORM = 20;
const BOUNDARY = 'bench';

const WAYS = {
  driver: 'the driver\'s GridFS, the bytes as they are',
  store: 'FileStore.put: looked at, hashed, encrypted',
  http: 'the same behind the edge, multipart over HTTP',
};

/** A form with a PDF of so many bytes, as far as anybody looks. */
function form(bytes) {
  const before = Buffer.from(`--${BOUNDARY}\r\ncontent-disposition: form-data; name="file"; filename="bench.pdf"\r\ncontent-type: application/pdf\r\n\r\n%PDF-1.7\n`);
  const after = Buffer.from(`\n%%EOF\n\r\n--${BOUNDARY}--\r\n`);
  return Buffer.concat([before, randomBytes(bytes - 16), after]);
}

function upload(server, agent, { address, tokens }, body) {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${tokens.eddsa}`, 'content-type': `multipart/form-data; boundary=${BOUNDARY}`, 'content-length': body.length, 'x-forwarded-for': address, 'x-forwarded-proto': 'https' };
    const outgoing = request({ agent, host: '127.0.0.1', port: server.port, method: 'POST', path: '/api/v1/bench/files', headers }, (incoming) => {
      let text = '';
      incoming.setEncoding('utf8').on('data', (part) => (text += part)).on('error', reject);
      incoming.on('end', () => (incoming.statusCode === 201 ? resolve() : reject(new Error(`An upload was answered ${incoming.statusCode}: ${text}`))));
    });
    outgoing.on('error', reject).end(body);
  });
}

async function uploadAll(server, agent, people, bodies) {
  const before = await server.usage();
  const begun = performance.now();
  await Promise.all(bodies.map((body, place) => upload(server, agent, people[place], body)));
  const ms = performance.now() - begun;
  return { ms, cpuMicros: (await server.usage()).cpuMicros - before.cpuMicros };
}

/** How far the server's memory grows while so many files come in at once; one fresh process each time. */
async function storm(laboratory, name, bytes) {
  const server = await Server.start(PROGRAM, name, laboratory.environment(name));
  const agent = new Agent({ keepAlive: true });
  const bodies = Array.from({ length: STORM }, () => form(bytes));
  // What the first upload loads once is not what twenty cost.
  await uploadAll(server, agent, laboratory.people, [form(MIB)]);
  const { rssBytes } = await server.usage();
  await uploadAll(server, agent, laboratory.people, bodies);
  const { peakBytes } = await server.usage();
  agent.destroy();
  await server.stop();
  return { growth: (peakBytes - rssBytes) / MIB };
}

/** Runs `work` with this process, which sends the files, away from the server's core. */
async function beside(work) {
  if (!canPin) return work();
  const last = availableParallelism() - 1;
  const hold = (cores) => spawnSync('taskset', ['-a', '-c', '-p', cores, String(process.pid)], { stdio: 'ignore' });
  hold(String(GENERATOR_CORE));
  try {
    return await work();
  } finally {
    hold(`0-${last}`);
  }
}

/** @returns {Promise<string>} */
export function measureUpload(laboratory, _generator, plan) {
  return beside(() => measure(laboratory, plan));
}

async function measure(laboratory, { uploadRounds, uploadBytes = LARGEST, storms }) {
  const name = 'uploads';
  await fillPeople(laboratory.db(name), laboratory.people.slice(0, STORM));
  await laboratory.migrate(name);
  const results = await timed('uploads', async () => {
    const server = await Server.start(PROGRAM, name, laboratory.environment(name));
    const agent = new Agent({ keepAlive: true });
    const bodies = Array.from({ length: AT_ONCE }, () => form(uploadBytes));
    const measureOne = (way) => (way === 'http' ? uploadAll(server, agent, laboratory.people, bodies) : server.perform({ by: way, files: AT_ONCE, bytes: uploadBytes }));
    await interleave(Object.keys(WAYS), 1, measureOne);
    const measured = await interleave(Object.keys(WAYS), uploadRounds, measureOne);
    agent.destroy();
    await server.stop();
    return { measured, text: `${uploadRounds} rounds` };
  });
  const growth = await timed('memory', async () => {
    const found = [];
    for (let round = 0; round < storms; round += 1) found.push((await storm(laboratory, name, uploadBytes)).growth);
    return { found, text: `${storms} storms` };
  });
  const of = (way) => results.measured.get(way);
  const megabytes = (AT_ONCE * uploadBytes) / 1e6;
  const rows = Object.keys(WAYS).map((way) => [WAYS[way], `${(megabytes / (median(of(way).ms) / 1_000)).toFixed(0)} MB/s`, ratio(of(way).ms, of('driver').ms).toFixed(2), `${(median(of(way).cpuMicros) / 1_000 / megabytes).toFixed(1)} ms`]);
  const goals = [
    goal('throughput of FileStore.put / the driver alone', ratio(of('store').ms, of('driver').ms), '>=', 0.7),
    goal('throughput through the edge / the driver alone', ratio(of('http').ms, of('driver').ms), '>=', 0.7),
    goal(`MiB by which memory grows under ${STORM} uploads at once, most of ${storms}`, Math.max(...growth.found), '<=', 150),
  ];
  return `## trust: upload\n${AT_ONCE} files of ${uploadBytes / MIB} MiB at a time, all acknowledged by the majority with a journal; medians of ${uploadRounds} rounds in turns. Memory: ${STORM} such files at once into a fresh process.\n\n${table([['', 'throughput', '/ driver', 'CPU a MB'], ...rows])}\n\n${goals.join('\n')}`;
}
