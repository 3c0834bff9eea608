// Preloaded into the built service (NODE_OPTIONS=--import): tells every durable write and every call of the processor as it happens, and
// kills the process at one of them. The points come from the driver's own command monitoring and from Node's HTTP client, so that no
// write and no call can be without one. Nothing of it is in the service.
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import http from 'node:http';
import { syncBuiltinESMExports } from 'node:module';
import { mongo } from 'mongoose';
import { isWrite, WriteNames, written } from './write-names.mjs';

// Its maps are read for each module while it starts, which is all that these processes do most of their lives.
process.setSourceMapsEnabled(false);

const { FAULT_POINTS: log = '', FAULT_ORDER: order = '', STRIPE_API_URL: processor = '' } = process.env;
/** How often each point was passed since the order was given. */
let passed = new Map();
let orderInForce = '';

/** @returns {string | undefined} where to die, `point#n:before`; `watch` for nowhere; undefined while nobody watches */
function currentOrder() {
  const given = existsSync(order) ? readFileSync(order, 'utf8').trim() : '';
  if (given !== orderInForce) [passed, orderInForce] = [new Map(), given];
  return given === '' ? undefined : given;
}

/** @param {string} point @param {'before' | 'after'} when @param {number} number which time it is, from 1 on */
function dieIfOrdered(point, when, number) {
  const here = `${point}#${number}:${when}`;
  if (orderInForce !== here) return;
  appendFileSync(log, `${JSON.stringify({ died: here })}\n`);
  process.kill(process.pid, 'SIGKILL');
}

/** @param {string} point */
function begins(point) {
  if (currentOrder() === undefined) return;
  dieIfOrdered(point, 'before', (passed.get(point) ?? 0) + 1);
}

/**
 * It took effect. What did not, as a conditional write that came too late or a search for a job that was not there, is no point.
 * @param {string} point @param {object} [rest]
 */
function tookEffect(point, rest = {}) {
  if (currentOrder() === undefined) return;
  const number = (passed.get(point) ?? 0) + 1;
  passed.set(point, number);
  appendFileSync(log, `${JSON.stringify({ point, number, ...rest })}\n`);
  dieIfOrdered(point, 'after', number);
}

const { connect } = mongo.MongoClient.prototype;
mongo.MongoClient.prototype.connect = function (...args) {
  this.monitorCommands = true;
  const names = new WriteNames();
  /** @type {Map<number, { name: string, command: any }>} */
  const running = new Map();
  this.on('commandStarted', ({ commandName, command, requestId }) => {
    if (!isWrite(commandName) || currentOrder() === undefined) return;
    running.set(requestId, { name: commandName, command });
    for (const point of names.of(commandName, command)) begins(point);
  });
  this.on('commandSucceeded', ({ requestId, reply }) => {
    const write = running.get(requestId);
    if (write === undefined) return;
    running.delete(requestId);
    const documents = written(write.name, write.command, reply);
    if (documents === 0) return;
    const [point, ...others] = names.of(write.name, write.command, reply);
    if (point !== undefined) tookEffect(point, { collection: write.command[write.name], documents });
    for (const other of others) tookEffect(other);
  });
  this.on('commandFailed', ({ requestId }) => running.delete(requestId));
  return connect.apply(this, args);
};

const { port } = new URL(processor || 'http://127.0.0.1:1');
const { request } = http;
http.request = function (options, ...rest) {
  if (String(options?.port) !== port) return request.call(this, options, ...rest);
  const path = String(options.path).split('?')[0].replace(/\/(?:acct|ch|ctoken|cus|du|issfr|pi|pm|py|re|tr|trr|txn)_\w+/g, '/{id}');
  const point = `stripe ${options.method ?? 'GET'} ${path}`;
  begins(point);
  const sent = request.call(this, options, ...rest);
  // First of all listeners: nobody has seen the answer yet.
  sent.prependListener('response', (response) => response.once('end', () => tookEffect(point)));
  return sent;
};
syncBuiltinESMExports();
