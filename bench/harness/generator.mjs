// A load generator over raw sockets, in a process of its own: 24 us of CPU a request, where autocannon takes 60, which is as much as the fastest server.
import { connect } from 'node:net';
import { setImmediate } from 'node:timers';
import { Exchange } from './exchange.mjs';

/**
 * @typedef {object} Request
 * @property {string} head request line and header lines, each with its line end
 * @property {string} body
 * @property {number} [version] sent as If-Match, and one more with each request
 */

/**
 * @typedef {object} Slice
 * @property {number} port
 * @property {string} requests name of a list that was loaded; sent in turn
 * @property {number} connections
 * @property {number} seconds
 * @property {number} [most] requests at most, where none may be sent twice; the slice ends when they are answered
 * @property {number} [rate] requests a second; without it each connection sends as soon as it was answered
 */

/** @type {Map<string, Request[]>} */
const loaded = new Map();
let next = 0;

/** The bytes of the next request; a versioned one raises its document's version. */
function nextRequest(list) {
  const request = list[next++ % list.length];
  if (request.version === undefined) return `${request.head}\r\n${request.body}`;
  const bytes = `${request.head}If-Match: "${request.version}"\r\n\r\n${request.body}`;
  request.version += 1;
  return bytes;
}

/**
 * Runs one slice and lets every request be answered before it ends.
 * @param {Slice} slice
 */
async function run(slice) {
  const list = loaded.get(slice.requests) ?? [];
  const most = slice.most ?? Infinity;
  const waiting = [];
  const idle = [];
  const latencies = [];
  let failed = 0;
  let sent = 0;
  const exchanges = await Promise.all(Array.from({ length: slice.connections }, () => open(slice.port)));
  const begun = performance.now();
  const end = begun + slice.seconds * 1000;
  const send = (exchange, due) => {
    sent += 1;
    exchange.send(nextRequest(list), due);
  };
  const finished = new Promise((resolve, reject) => {
    let stopped = false;
    let answered = 0;
    const maybeDone = () => (stopped || sent === most) && answered === sent && resolve(undefined);
    const free = (exchange) => {
      const due = waiting.shift();
      if (due !== undefined) send(exchange, due);
      else if (slice.rate === undefined && sent < most && performance.now() < end) send(exchange, performance.now());
      else idle.push(exchange);
    };
    for (const exchange of exchanges) {
      exchange.onAnswer = (status, since) => {
        latencies.push(performance.now() - since);
        if (status < 200 || status > 299) failed += 1;
        answered += 1;
        free(exchange);
        maybeDone();
      };
      exchange.onError = reject;
    }
    const stop = () => {
      stopped = true;
      waiting.length = 0;
      maybeDone();
    };
    if (slice.rate === undefined) {
      for (const exchange of exchanges) free(exchange);
      setTimeout(stop, slice.seconds * 1000);
      return;
    }
    // Open loop: a request is due at its time whether or not a connection is free, and its latency counts from then.
    const every = 1000 / slice.rate;
    let due = begun;
    idle.push(...exchanges);
    const tick = () => {
      const now = performance.now();
      if (now >= end) return stop();
      for (; due <= now; due += every) {
        const exchange = idle.pop();
        if (exchange === undefined) waiting.push(due);
        else send(exchange, due);
      }
      setImmediate(tick);
    };
    tick();
  });
  await finished;
  const ms = performance.now() - begun;
  for (const exchange of exchanges) exchange.close();
  return { ...percentiles(latencies), answered: sent, failed, ms, lastFailure: exchanges.find(({ failure }) => failure)?.failure };
}

/** @param {number[]} latencies */
function percentiles(latencies) {
  const sorted = Float64Array.from(latencies).sort();
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
  return { p50: at(0.5), p99: at(0.99) };
}

/** @param {number} port @returns {Promise<Exchange>} */
function open(port) {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    socket.once('error', reject);
    socket.once('connect', () => resolve(new Exchange(socket)));
  });
}

const commands = {
  load: ({ name, list }) => void loaded.set(name, list),
  run: ({ slice }) => run(slice),
};

process.on('disconnect', () => process.exit(0));
process.on('message', async ({ id, command, ...rest }) => {
  try {
    process.send({ id, result: await commands[command](rest) });
  } catch (error) {
    process.send({ id, error: String(error.stack ?? error) });
  }
});
